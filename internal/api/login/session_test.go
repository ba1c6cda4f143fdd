package login_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/oauth"
)

func TestSingleSignOn(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	_ = k.signIn(b, authorization())
	for _, client := range [][]string{{k.web.AppID, "https://app.test/callback"}, {k.native.AppID, "https://spa.test/"}} {
		for _, prompt := range []string{"none", ""} {
			silent := authorization("client_id", client[0], "redirect_uri", client[1], "prompt", prompt)
			if answer := k.back(k.authorize(b, silent), client[1]); answer.Get("code") == "" {
				t.Errorf("prompt=%s for %s with a session: %v", prompt, client[1], answer)
			}
		}
	}
	if page := k.open(k.authorize(b, authorization("prompt", "login"))); page.labels["passwd"] != "Password" {
		t.Error("prompt=login does not ask for the password")
	}
	page := k.open(k.authorize(b, authorization()))
	if !strings.Contains(page.text, "Pick an account") || page.labels["passwd"] != "" {
		t.Error("prompt=select_account does not let pick")
	}
	if answer := k.back(k.send(b, page, "action", "continue"), "http://localhost:40123"); answer.Get("code") == "" {
		t.Errorf("picked: %v", answer)
	}
	if other := k.open(k.send(b, page, "action", "other")); other.labels["passwd"] != "Password" || other.fields.Get("loginfmt") != "" {
		t.Error("another account does not begin with an empty form")
	}
	if answer := k.back(k.send(b, page, "action", "cancel"), "http://localhost:40123"); answer.Get("error") != "access_denied" {
		t.Errorf("cancelled: %v", answer)
	}
	if hinted := k.open(k.authorize(b, authorization("prompt", "", "login_hint", "cleo@contoso.test"))); hinted.fields.Get("loginfmt") != "cleo@contoso.test" {
		t.Error("the hint of another account is not filled in")
	}
	k.pass(25 * time.Hour)
	if page := k.open(k.authorize(b, authorization("prompt", ""))); page.labels["passwd"] == "" {
		t.Error("a session of yesterday still counts")
	}
}

func TestSessionsEnd(t *testing.T) {
	k := newRig(t)
	none := authorization("prompt", "none")
	b := k.browser()
	_ = k.signIn(b, authorization())
	response, err := b.Get(k.server.URL + "/common/oauth2/v2.0/logout?client_id=" + az + "&post_logout_redirect_uri=http://evil.test")
	if err != nil {
		t.Fatal(err)
	}
	if page := k.open(response); response.StatusCode != 200 || !strings.Contains(page.text, "signed out") {
		t.Errorf("logout: %d %q", response.StatusCode, response.Header.Get("Location"))
	}
	if answer := k.back(k.authorize(b, none), "http://localhost:40123"); answer.Get("error") != "login_required" {
		t.Errorf("after logout: %v", answer)
	}
	_ = k.signIn(b, authorization())
	k.ada.SessionsValidFrom = k.now()
	k.put(k.ada)
	if answer := k.back(k.authorize(b, none), "http://localhost:40123"); answer.Get("error") != "login_required" {
		t.Errorf("after the sessions were revoked: %v", answer)
	}
	k.ada.SessionsValidFrom = time.Time{}
	k.ada.AccountEnabled = false
	k.put(k.ada)
	if answer := k.back(k.authorize(b, none), "http://localhost:40123"); answer.Get("error") != "login_required" {
		t.Errorf("after the account was disabled: %v", answer)
	}
}

func TestCookies(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	response := k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin")
	seen := 0
	for _, c := range response.Cookies() {
		seen++
		sites := http.SameSiteLaxMode
		if c.Name == "__Host-keyless-session" {
			sites = http.SameSiteNoneMode // an application on another site renews its sign-in in a hidden frame
		}
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != sites || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %+v", c)
		}
	}
	if seen == 0 {
		t.Error("no session cookie")
	}
}

func TestSignOutReturnsToTheApplication(t *testing.T) {
	k := newRig(t)
	signOut := func(signedIn bool, params url.Values, header ...string) (*http.Response, *http.Client) {
		t.Helper()
		b := k.browser()
		if signedIn {
			_ = k.signIn(b, authorization("client_id", k.native.AppID, "redirect_uri", "https://spa.test/"))
		}
		request, err := http.NewRequest(http.MethodGet, k.server.URL+"/"+k.tenant.ID+"/oauth2/v2.0/logout?"+params.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		response, err := b.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response, b
	}
	hint := func(audience string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"aud":"`+audience+`"}`)) + ".c2ln"
	}
	const spa = "https://spa.test/"
	for _, row := range []struct {
		rule     string
		signedIn bool
		params   url.Values
		want     string // Location; "" means a page
	}{
		{"the client names itself", false, url.Values{"client_id": {k.native.AppID}, "post_logout_redirect_uri": {spa}}, spa},
		{"an ID token names the client", false, url.Values{"id_token_hint": {hint(k.native.AppID)}, "post_logout_redirect_uri": {spa}}, spa},
		{"the session knows the client", true, url.Values{"post_logout_redirect_uri": {spa}}, spa},
		{"state is added", true, url.Values{"post_logout_redirect_uri": {spa}, "state": {"a b"}}, spa + "?state=a+b"},
		{"state is added to an existing query", false, url.Values{"client_id": {k.web.AppID}, "post_logout_redirect_uri": {"https://app.test/with?query=1"}, "state": {"s"}}, "https://app.test/with?query=1&state=s"},
		{"no client and no session", false, url.Values{"post_logout_redirect_uri": {spa}}, ""},
		{"an application that the session has not signed in to", true, url.Values{"post_logout_redirect_uri": {"https://app.test/callback"}}, ""},
		{"an address that is not registered", true, url.Values{"post_logout_redirect_uri": {"https://evil.test/"}}, ""},
		{"an address of another client than the hint's", true, url.Values{"id_token_hint": {hint(k.web.AppID)}, "post_logout_redirect_uri": {spa}}, ""},
		{"a hint that is not a token", false, url.Values{"id_token_hint": {"x.y"}, "post_logout_redirect_uri": {spa}}, ""},
	} {
		response, _ := signOut(row.signedIn, row.params)
		if got := response.Header.Get("Location"); got != row.want || row.want == "" && response.StatusCode != http.StatusOK {
			t.Errorf("%s: %d, to %q, want %q", row.rule, response.StatusCode, got, row.want)
		}
	}
	response, b := signOut(true, nil, "Sec-Fetch-Mode", "no-cors")
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("an image of another site signs out: %d", response.StatusCode)
	}
	none := authorization("client_id", k.native.AppID, "redirect_uri", spa, "prompt", "none")
	if answer := k.back(k.authorize(b, none), spa); answer.Get("code") == "" {
		t.Errorf("after a sign-out that was refused: %v", answer)
	}
}

func TestSignOutNotifiesTheSessionsApplications(t *testing.T) {
	k := newRig(t)
	k.native.Extra = map[string]json.RawMessage{"web": json.RawMessage(`{"logoutUrl":"https://spa.test/signed-out"}`)}
	k.web.Extra = map[string]json.RawMessage{"web": json.RawMessage(`{"logoutUrl":"https://app.test/never"}`)}
	k.put(k.native, k.web)
	b := k.browser()
	_ = k.signIn(b, authorization("client_id", k.native.AppID, "redirect_uri", "https://spa.test/"))
	response, err := b.Get(k.server.URL + "/common/oauth2/v2.0/logout?post_logout_redirect_uri=https://spa.test/")
	if err != nil {
		t.Fatal(err)
	}
	policy := response.Header.Get("Content-Security-Policy")
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(policy, "frame-src https://spa.test;") || strings.Contains(policy, "app.test") {
		t.Errorf("policy: %s", policy)
	}
	for _, want := range []string{`<iframe src="https://spa.test/signed-out"`, `content="2; url=https://spa.test/"`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the page lacks %s:\n%s", want, body)
		}
	}
}

func TestSilentSignInRequiresASessionAndConsent(t *testing.T) {
	var agreed []oauth.Consent
	k := newRig(t)
	k.change = append(k.change, func(c *oauth.Config) {
		c.KeepConsent = func(_ context.Context, one oauth.Consent) error { agreed = append(agreed, one); return nil }
	})
	k.restart()
	const spa = "https://spa.test/"
	ask := func(change ...string) url.Values {
		return authorization(append([]string{"client_id", k.native.AppID, "redirect_uri", spa, "scope", "openid profile User.Read"}, change...)...)
	}
	b := k.browser()
	if answer := k.back(k.authorize(b, ask("prompt", "none")), spa); answer.Get("error") != "login_required" {
		t.Errorf("without a session: %v", answer)
	}
	page := k.open(k.authorize(b, ask("prompt", "")))
	page = k.open(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"))
	if !strings.Contains(page.text, "Permissions requested") {
		t.Fatalf("the page asks for no agreement: %s", page.text)
	}
	if answer := k.back(k.authorize(b, ask("prompt", "none")), spa); answer.Get("error") != "consent_required" && answer.Get("error") != "interaction_required" || answer.Get("code") != "" {
		t.Errorf("without agreement: %v", answer)
	}
}
