package login_test

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

// policy creates a conditional access policy for ada and all applications, modified by change.
func (k *rig) policy(change func(*directory.Policy)) {
	k.t.Helper()
	p := &directory.Policy{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.Derive("policy"), DisplayName: "the policy", CreatedAt: k.now()}, State: directory.PolicyEnabled,
		Users: directory.Selection{Include: []string{k.ada.ID}}, Apps: directory.Selection{Include: []string{"All"}},
	}
	change(p)
	if err := k.db.Update(context.Background(), func(tx *store.Tx) error { return directory.PutPolicy(tx, p) }); err != nil {
		k.t.Fatal(err)
	}
}

// codeOf exchanges the code of an authorization response for tokens.
func (k *rig) codeOf(answer url.Values) map[string]any {
	k.t.Helper()
	return k.must(url.Values{
		"client_id": {k.web.AppID}, "client_secret": {appSecret}, "grant_type": {"authorization_code"}, "code": {answer.Get("code")}, "redirect_uri": {"https://app.test/callback"},
	})
}

// authorizeWeb requests a code for the web application.
func (k *rig) authorizeWeb(b *http.Client, more ...string) *http.Response {
	k.t.Helper()
	params := url.Values{"client_id": {k.web.AppID}, "response_type": {"code"}, "redirect_uri": {"https://app.test/callback"}, "scope": {"openid offline_access"}, "state": {"s"}}
	for i := 0; i+1 < len(more); i += 2 {
		params.Set(more[i], more[i+1])
	}
	response, err := b.Get(k.server.URL + "/" + k.tenant.ID + "/oauth2/v2.0/authorize?" + params.Encode())
	if err != nil {
		k.t.Fatal(err)
	}
	return response
}

// signInWeb signs ada in to the web application.
func (k *rig) signInWeb(b *http.Client) url.Values {
	k.t.Helper()
	page := k.open(k.authorizeWeb(b))
	return k.back(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"), "https://app.test/callback")
}

func TestPolicyRequiresAPasskeyAfterThePassword(t *testing.T) {
	k := newRig(t, atAName)
	server := oauth.New(k.config)
	ctx := t.Context()
	account := &oauth.Account{Tenant: k.tenant, User: k.ada}
	with := k.authenticator(t, "the id of ada's")
	ask, err := server.RegisterPasskey(ctx, account)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.AddPasskey(ctx, account, ask.ID, "mine", with.creates(ask)); err != nil {
		t.Fatal(err)
	}
	b := k.browser()
	k.signInWeb(b)
	k.policy(func(p *directory.Policy) { p.Operator, p.Strength = "OR", directory.StrengthPhishingResisted })

	// A client with prompt=none gets the error; a browser with a session is asked.
	if answer := k.back(k.authorizeWeb(b, "prompt", "none"), "https://app.test/callback"); answer.Get("error") != "interaction_required" || !strings.Contains(answer.Get("error_description"), "AADSTS50074") {
		t.Errorf("prompt=none: %v", answer)
	}
	page := k.open(k.authorizeWeb(b))
	if !strings.Contains(page.text, "Your organization asks for your passkey here") {
		t.Fatalf("the page is %s", page.text)
	}
	// The password alone never yields a code, whatever page precedes it.
	wrong := k.open(k.send(b, page, "action", "passkey", "passkeyid", "made up", "passkey", "{}"))
	if !strings.Contains(wrong.text, "did not work") {
		t.Errorf("a passkey that does not hold: %s", wrong.text)
	}
	data := regexp.MustCompile(`data-ask="([^"]*)"`).FindStringSubmatch(page.text)
	if data == nil {
		t.Fatal("the page has no challenge")
	}
	var asked oauth.Ask
	if err := json.Unmarshal([]byte(html.UnescapeString(data[1])), &asked); err != nil {
		t.Fatal(err)
	}
	answer := k.back(k.send(b, page, "action", "passkey", "passkeyid", asked.ID, "passkey", string(with.signs(&asked, k.tenant.ID, k.ada.ID))), "https://app.test/callback")
	if answer.Get("code") == "" {
		t.Fatalf("with the passkey: %v", answer)
	}
	if body := k.codeOf(answer); body["id_token"] == nil {
		t.Errorf("the tokens are %v", body)
	}
	// From then on the browser's session includes a passkey.
	if answer := k.back(k.authorizeWeb(b, "prompt", "none"), "https://app.test/callback"); answer.Get("code") == "" {
		t.Errorf("the session after it: %v", answer)
	}
	status, body := k.token(k.ropc("openid"))
	k.refused("a password alone", status, body, http.StatusBadRequest, "interaction_required", 50074)
}

func TestPolicyRequiresARecentSignIn(t *testing.T) {
	k := newRig(t)
	k.policy(func(p *directory.Policy) { p.Frequency = &directory.Frequency{Value: 2, Unit: "hours"} })
	b := k.browser()
	tokens := k.codeOf(k.signInWeb(b))
	refresh := func() (int, map[string]any) {
		return k.token(url.Values{"client_id": {k.web.AppID}, "client_secret": {appSecret}, "grant_type": {"refresh_token"}, "refresh_token": {tokens["refresh_token"].(string)}, "scope": {"openid"}})
	}
	k.pass(time.Hour)
	if status, body := refresh(); status != http.StatusOK {
		t.Fatalf("within the time: %d %v", status, body)
	}
	if answer := k.back(k.authorizeWeb(b, "prompt", "none"), "https://app.test/callback"); answer.Get("code") == "" {
		t.Errorf("the session within the time: %v", answer)
	}
	k.pass(2 * time.Hour)
	status, body := refresh()
	k.refused("after the time", status, body, http.StatusBadRequest, "invalid_grant", 70043)
	if answer := k.back(k.authorizeWeb(b, "prompt", "none"), "https://app.test/callback"); answer.Get("error") != "interaction_required" || !strings.Contains(answer.Get("error_description"), "AADSTS70043") {
		t.Errorf("the session after the time: %v", answer)
	}
	page := k.open(k.authorizeWeb(b))
	if page.labels["passwd"] == "" || !strings.Contains(page.text, "Please sign in again") {
		t.Fatalf("the page is %s", page.text)
	}
	answer := k.back(k.send(b, page, "passwd", password, "action", "signin"), "https://app.test/callback")
	if answer.Get("code") == "" {
		t.Errorf("after another sign-in: %v", answer)
	}
}

func TestPolicyForAnApplicationAppliesOnlyToIt(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	answer := k.signInWeb(b)
	k.policy(func(p *directory.Policy) {
		p.Operator, p.Controls = "OR", []string{directory.ControlBlock}
		p.Apps = directory.Selection{Include: []string{k.native.AppID}} // another client
	})
	if body := k.codeOf(answer); body["id_token"] == nil {
		t.Errorf("a policy for another application: %v", body)
	}
	k.policy(func(p *directory.Policy) {
		p.Operator, p.Controls = "OR", []string{directory.ControlBlock}
		p.Apps = directory.Selection{Include: []string{k.web.AppID}}
	})
	if response := k.authorizeWeb(b); response.StatusCode != http.StatusBadRequest {
		t.Errorf("a policy for the client that signs people in: %d", response.StatusCode)
	}
}
