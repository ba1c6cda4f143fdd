package login_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// fetch sends a form as a page of an origin does.
func (k *rig) fetch(origin string, form url.Values) (http.Header, int, map[string]any) {
	k.t.Helper()
	request, err := http.NewRequest(http.MethodPost, k.server.URL+"/"+k.tenant.ID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		k.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
	if origin != "" {
		request.Header.Set("Origin", origin)
	}
	response, err := k.server.Client().Do(request)
	if err != nil {
		k.t.Fatal(err)
	}
	status, body := k.read(response)
	return response.Header, status, body
}

func TestPagesRedeemOnlyTheirOwnCodes(t *testing.T) {
	k := newRig(t)
	const spa = "https://spa.test"
	code := func(redirect string) url.Values {
		answer := k.signIn(k.browser(), authorization("client_id", k.native.AppID, "redirect_uri", redirect))
		return redeem(answer.Get("code"), "client_id", k.native.AppID, "redirect_uri", redirect)
	}
	header, status, body := k.fetch(spa, code(spa+"/"))
	if status != http.StatusOK || header.Get("Access-Control-Allow-Origin") != spa || header.Get("Access-Control-Allow-Credentials") != "" || header.Get("Vary") != "Origin" {
		t.Fatalf("%d %v %v", status, body, header)
	}
	refresh := func(from any) url.Values {
		return url.Values{"grant_type": {"refresh_token"}, "client_id": {k.native.AppID}, "refresh_token": {from.(string)}, "scope": {armScope}}
	}
	_, status, again := k.fetch(spa, refresh(body["refresh_token"]))
	if status != http.StatusOK {
		t.Fatalf("%d %v", status, again)
	}
	_, status, failed := k.fetch("", refresh(again["refresh_token"]))
	k.refused("a page's refresh token from a program", status, failed, 400, "invalid_request", 9002327)
	k.pass(25 * time.Hour)
	_, status, failed = k.fetch(spa, refresh(again["refresh_token"]))
	k.refused("a page's refresh token after a day", status, failed, 400, "invalid_grant", 70008)

	_, status, failed = k.fetch("", code(spa+"/"))
	k.refused("a page's code from a program", status, failed, 400, "invalid_request", 9002327)
	header, status, failed = k.fetch(spa, code("http://localhost/cb"))
	k.refused("a program's code from a page", status, failed, 400, "invalid_request", 9002326)
	if header.Get("Access-Control-Allow-Origin") != spa {
		t.Error("the page cannot read why")
	}
	for _, origin := range []string{"https://evil.test", "https://spa.test.evil.test", "http://spa.test", "https://spa.test:8443", "null", "https://\u017fpa.test"} {
		header, status, failed = k.fetch(origin, code(spa+"/"))
		k.refused("a page's code from "+origin, status, failed, 400, "invalid_request", 9002326)
		if got := header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s may read the answer: %q", origin, got)
		}
	}
	_, _, tokens := k.fetch(spa, code(spa+"/"))
	_, status, failed = k.fetch("https://evil.test", refresh(tokens["refresh_token"]))
	k.refused("a page's refresh token from another page", status, failed, 400, "invalid_request", 9002326)
	_, status, failed = k.fetch("https://evil.test", k.ropc(armScope))
	k.refused("a password from a page", status, failed, 400, "invalid_request", 9002326)
	if header, _, _ = k.fetch("null", k.ropc(armScope)); header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("a page of no origin may read")
	}

	request, _ := http.NewRequest(http.MethodOptions, k.server.URL+"/"+k.tenant.ID+"/oauth2/v2.0/token", http.NoBody)
	request.Header.Set("Origin", spa)
	response, err := k.server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusNoContent || response.Header.Get("Access-Control-Allow-Origin") != spa || !strings.Contains(response.Header.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("%s %v", response.Status, response.Header)
	}
}
