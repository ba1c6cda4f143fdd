package login_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
)

func TestSignInsSurviveARestart(t *testing.T) {
	k := newRig(t)
	// Under way: a page that somebody is looking at, a code that its client has not fetched tokens with, a device code
	// that nobody has approved, a sign-in that is refreshed now and then, a browser's session.
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	other := k.browser()
	unspent := k.signIn(other, authorization()).Get("code")
	status, device := k.call("/organizations/oauth2/v2.0/devicecode", url.Values{"client_id": {az}, "scope": {armScope}})
	if status != http.StatusOK {
		t.Fatalf("%d %v", status, device)
	}
	first := k.must(k.ropc(armScope + " offline_access"))
	refresh := func(from any) url.Values {
		return url.Values{"grant_type": {"refresh_token"}, "client_id": {az}, "refresh_token": {from.(string)}, "scope": {armScope}}
	}
	second := k.must(refresh(first["refresh_token"]))
	spent := k.signIn(k.browser(), authorization()).Get("code")
	if status, body := k.organizations(redeem(spent)); status != http.StatusOK {
		t.Fatalf("%d %v", status, body)
	}

	k.restart()

	if _, err := k.verifier.Verify(context.Background(), first["access_token"].(string), func(string) bool { return true }); err != nil {
		t.Errorf("a token from before: %v", err)
	}
	code := k.back(k.send(b, page, "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"), "http://localhost:40123").Get("code")
	for what, code := range map[string]string{"the page": code, "the code": unspent} {
		if status, body := k.organizations(redeem(code)); status != http.StatusOK {
			t.Errorf("%s from before: %d %v", what, status, body)
		}
	}
	approver := k.browser()
	_ = k.open(k.send(approver, k.enter(approver, device["user_code"].(string)), "action", "continue"))
	if status, body := k.organizations(url.Values{"grant_type": {"device_code"}, "client_id": {az}, "device_code": {device["device_code"].(string)}}); status != http.StatusOK {
		t.Errorf("the device code from before: %d %v", status, body)
	}
	if answer := k.back(k.authorize(other, authorization("client_id", k.web.AppID, "redirect_uri", "https://app.test/callback", "prompt", "none")), "https://app.test/callback"); answer.Get("code") == "" {
		t.Errorf("the browser's session from before: %v", answer)
	}
	k.must(refresh(second["refresh_token"]))

	// Used codes stay used.
	status, body := k.organizations(redeem(spent))
	k.refused("a code that was used before", status, body, 400, "invalid_grant", 54005)
}
