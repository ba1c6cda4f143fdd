package login_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAuthorizationCode(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	answer := k.signIn(b, authorization())
	if answer.Get("state") != "st&te" || answer.Get("code") == "" {
		t.Fatalf("answer is %v", answer)
	}
	status, body := k.organizations(redeem(answer.Get("code")))
	if status != 200 || body["refresh_token"] == nil || body["client_info"] == nil {
		t.Fatalf("%d %v", status, body)
	}
	if id := claims(t, body["id_token"]); id["nonce"] != "n0nce" || id["tid"] != k.tenant.ID {
		t.Errorf("id token: %v", id)
	}
	status, replay := k.organizations(redeem(answer.Get("code")))
	k.refused("a code that comes again", status, replay, 400, "invalid_grant", 54005)
	status, after := k.organizations(url.Values{"grant_type": {"refresh_token"}, "client_id": {az}, "refresh_token": {body["refresh_token"].(string)}, "scope": {armScope}})
	k.refused("what came of a code that came again", status, after, 400, "invalid_grant", 50173)
}

func TestTokenEndpointRejectsInvalidCodes(t *testing.T) {
	k := newRig(t)
	rows := []struct {
		what   string
		change []string
		status int
		err    string
		number int
	}{
		{"no verifier", []string{"code_verifier", ""}, 400, "invalid_grant", 501481},
		{"a wrong verifier", []string{"code_verifier", strings.Repeat("x", 43)}, 400, "invalid_grant", 501481},
		{"the challenge as verifier", []string{"code_verifier", challenge(verifier)}, 400, "invalid_grant", 501481},
		{"a verifier that is too short", []string{"code_verifier", "x"}, 400, "invalid_grant", 501481},
		{"another redirect URI", []string{"redirect_uri", "http://localhost:40124"}, 400, "invalid_grant", 500112},
		{"no redirect URI", []string{"redirect_uri", ""}, 400, "invalid_grant", 500112},
		{"another client", []string{"client_id", "1950a258-227b-4e31-a9cf-717495945fc2"}, 400, "invalid_grant", 700005},
	}
	for _, row := range rows {
		code := k.signIn(k.browser(), authorization()).Get("code")
		status, body := k.organizations(redeem(code, row.change...))
		k.refused(row.what, status, body, row.status, row.err, row.number)
		status, body = k.organizations(redeem(code))
		k.refused("the right one after "+row.what, status, body, 400, "invalid_grant", 54005)
	}
	status, body := k.organizations(redeem("garbage"))
	k.refused("garbage", status, body, 400, "invalid_grant", 9002313)
	status, body = k.organizations(redeem(""))
	k.refused("no code", status, body, 400, "invalid_request", 900144)
	code := k.signIn(k.browser(), authorization()).Get("code")
	k.pass(6 * time.Minute)
	status, body = k.organizations(redeem(code))
	k.refused("expired", status, body, 400, "invalid_grant", 70008)
}

func TestConfidentialWebApplication(t *testing.T) {
	k := newRig(t)
	params := authorization("client_id", k.web.AppID, "redirect_uri", "https://app.test/with?query=1", "code_challenge", "", "code_challenge_method", "", "prompt", "")
	b := k.browser()
	page := k.open(k.authorize(b, params))
	response := k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin")
	location, err := url.Parse(k.next(response))
	if err != nil || !strings.HasPrefix(location.String(), "https://app.test/with?query=1&") {
		t.Fatalf("the browser goes on to %v, %v", location, err)
	}
	form := redeem(location.Query().Get("code"), "client_id", k.web.AppID, "redirect_uri", "https://app.test/with?query=1", "code_verifier", "")
	status, body := k.organizations(form)
	k.refused("no secret", status, body, 401, "invalid_client", 7000218)
	form.Set("client_secret", appSecret)
	status, body = k.organizations(form)
	if status != 200 || claims(t, body["access_token"])["appidacr"] != "1" {
		t.Fatalf("%d %v", status, body)
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {k.web.AppID}, "refresh_token": {body["refresh_token"].(string)}, "scope": {armScope}}
	status, body = k.organizations(refresh)
	k.refused("a refresh without the secret", status, body, 401, "invalid_client", 7000218)
	refresh.Set("client_secret", appSecret)
	if status, body = k.organizations(refresh); status != 200 {
		t.Errorf("%d %v", status, body)
	}
	// A verifier without a challenge means that somebody removed the challenge on the way.
	location, _ = url.Parse(k.next(k.authorize(b, params)))
	form = redeem(location.Query().Get("code"), "client_id", k.web.AppID, "redirect_uri", "https://app.test/with?query=1", "client_secret", appSecret)
	status, body = k.organizations(form)
	k.refused("a verifier without a challenge", status, body, 400, "invalid_grant", 501481)
}

func TestAuthorizeNeverRedirectsInvalidRequests(t *testing.T) {
	k := newRig(t)
	rows := []struct {
		what   string
		change []string
		number int
	}{
		{"no client", []string{"client_id", ""}, 900144},
		{"an unknown client", []string{"client_id", "11111111-2222-3333-4444-555555555555"}, 700016},
		{"no redirect URI", []string{"redirect_uri", ""}, 50011},
		{"another host", []string{"redirect_uri", "http://evil.test"}, 50011},
		{"https instead of http", []string{"redirect_uri", "https://localhost:1"}, 50011},
		{"another path", []string{"redirect_uri", "http://localhost:1/x"}, 50011},
		{"a host with the registered one as prefix", []string{"redirect_uri", "http://localhost.evil.test:1"}, 50011},
		{"a user part", []string{"redirect_uri", "http://localhost:1@evil.test"}, 50011},
		{"an empty user part", []string{"redirect_uri", "http://@localhost:1"}, 50011},
		{"a fragment", []string{"redirect_uri", "http://localhost:1#x"}, 50011},
		{"a query", []string{"redirect_uri", "http://localhost:1?x=y"}, 50011},
		{"a backslash", []string{"redirect_uri", `http://localhost:1\@evil.test`}, 50011},
		{"script", []string{"redirect_uri", "javascript:alert(1)"}, 50011},
		{"no scheme", []string{"redirect_uri", "//localhost:1"}, 50011},
		{"a line break", []string{"redirect_uri", "http://localhost:1/\r\nLocation: http://evil.test"}, 50011},
		{"dots", []string{"redirect_uri", "http://localhost:1/../"}, 50011},
	}
	for _, row := range rows {
		response := k.authorize(k.browser(), authorization(row.change...))
		if response.StatusCode != 400 || response.Header.Get("Location") != "" {
			t.Errorf("%s: %d, Location %q", row.what, response.StatusCode, response.Header.Get("Location"))
		}
		if page := k.open(response); !strings.Contains(page.text, fmt.Sprintf("AADSTS%d:", row.number)) {
			t.Errorf("%s: the page does not say AADSTS%d", row.what, row.number)
		}
	}
	twice := authorization()
	twice["redirect_uri"] = []string{"http://localhost:40123", "http://evil.test"}
	if response := k.authorize(k.browser(), twice); response.StatusCode != 400 || response.Header.Get("Location") != "" {
		t.Errorf("two redirect URIs: %d", response.StatusCode)
	}
}

func TestAuthorizeReportsErrorsToTheClient(t *testing.T) {
	k := newRig(t)
	rows := []struct {
		what   string
		change []string
		want   string
	}{
		{"no PKCE", []string{"code_challenge", "", "code_challenge_method", ""}, "invalid_request"},
		{"plain PKCE", []string{"code_challenge_method", "plain"}, "invalid_request"},
		{"PKCE without a method", []string{"code_challenge_method", ""}, "invalid_request"},
		{"a short challenge", []string{"code_challenge", "abc"}, "invalid_request"},
		{"an implicit token", []string{"response_type", "token"}, "unsupported_response_type"},
		{"a hybrid answer", []string{"response_type", "code id_token"}, "unsupported_response_type"},
		{"no response type", []string{"response_type", ""}, "invalid_request"},
		{"an unknown mode", []string{"response_mode", "smoke"}, "unsupported_response_mode"},
		{"an unknown prompt", []string{"prompt", "please"}, "invalid_request"},
		{"two resources", []string{"scope", armScope + " " + cognitive + "/.default"}, "invalid_scope"},
		{"a request object", []string{"request", "x.y.z"}, "request_not_supported"},
		{"prompt=none without a session", []string{"prompt", "none"}, "login_required"},
	}
	for _, row := range rows {
		answer := k.back(k.authorize(k.browser(), authorization(row.change...)), "http://localhost:40123")
		if answer.Get("error") != row.want || answer.Get("state") != "st&te" || answer.Has("code") {
			t.Errorf("%s: %v", row.what, answer)
		}
	}
}

func TestResponseModes(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	_ = k.signIn(b, authorization())
	silent := func(mode string) url.Values {
		return authorization("client_id", k.web.AppID, "redirect_uri", "https://app.test/callback", "response_mode", mode, "prompt", "")
	}
	fragment := k.authorize(b, silent("fragment"))
	if location, _ := fragment.Location(); location == nil || !strings.Contains(location.String(), "#") || strings.Contains(location.Fragment, "?") {
		t.Errorf("fragment: %v", location)
	}
	posted := k.authorize(b, silent("form_post"))
	policy := posted.Header.Get("Content-Security-Policy")
	page := k.open(posted)
	if page.action != "https://app.test/callback" || page.fields.Get("state") != "st&te" || page.fields.Get("code") == "" {
		t.Errorf("form_post: %s %v", page.action, page.fields)
	}
	if strings.Contains(policy, "form-action") || !strings.Contains(policy, "script-src 'nonce-") {
		t.Errorf("policy is %q", policy)
	}
	form := redeem(page.fields.Get("code"))
	form.Set("client_id", k.web.AppID)
	form.Set("client_secret", appSecret)
	form.Set("redirect_uri", "https://app.test/callback")
	if status, body := k.organizations(form); status != 200 {
		t.Errorf("%d %v", status, body)
	}
}

// TestNativeClientsNeedConfirmation has any web page send a browser with a session to the address of a program, on a port
// that somebody else listens on or a scheme that somebody else has taken: the code that they would redeem is not made.
func TestNativeClientsNeedConfirmation(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	_ = k.signIn(b, authorization())
	for _, row := range []struct{ what, client, redirect string }{
		{"a developer's tool on another port", az, "http://localhost:6666/"},
		{"a developer's tool at the other address", az, "http://127.0.0.1:6666"},
		{"a registered program on another port", k.native.AppID, "http://localhost:6666/cb"},
		{"a registered program with a scheme", k.native.AppID, "myapp://auth"},
	} {
		ask := func(prompt string) url.Values {
			return authorization("client_id", row.client, "redirect_uri", row.redirect, "prompt", prompt)
		}
		if answer := k.back(k.authorize(b, ask("none")), row.redirect); answer.Get("error") != "interaction_required" || answer.Has("code") {
			t.Errorf("%s, prompt=none: %v", row.what, answer)
		}
		response := k.authorize(b, ask(""))
		if location := response.Header.Get("Location"); location != "" {
			t.Errorf("%s, without prompt: the browser is sent to %s", row.what, location)
			continue
		}
		page := k.open(response)
		if page.fields.Get("account") != k.ada.ID {
			t.Errorf("%s, without prompt: the page does not offer the account: %s", row.what, page.text)
			continue
		}
		if answer := k.back(k.send(b, page, "action", "continue"), row.redirect); !answer.Has("code") {
			t.Errorf("%s, after the click: %v", row.what, answer)
		}
	}
}
