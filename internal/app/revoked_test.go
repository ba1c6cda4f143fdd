package app_test

import (
	"crypto/tls"
	"net/http"
	"testing"
)

// TestEachRevocationInvalidatesTokensIssuedSinceThePrevious revokes ada's sessions twice, with a token issued in between. The
// second revocation must invalidate that token, even if all three happen within one second.
func TestEachRevocationInvalidatesTokensIssuedSinceThePrevious(t *testing.T) {
	_, place, client := started(t)
	p := newPerson(t, place, &tls.Config{RootCAs: client.Transport.(*http.Transport).TLSClientConfig.RootCAs, MinVersion: tls.VersionTLS12})
	user := place.Tenant.Users[0]
	signIn := func(audience string) map[string]any {
		t.Helper()
		status, body := p.token("grant_type", "password", "username", user.UserPrincipalName, "password", user.Password, "scope", audience+"/.default offline_access")
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, body)
		}
		return body
	}
	cut := func(token any) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, place.Server.Origins.Graph+"/v1.0/me/revokeSignInSessions", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token.(string))
		if response, body := p.do(p.client.Do(request)); response.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", response.StatusCode, body)
		}
	}
	for range 3 {
		first, second := signIn(place.Server.Origins.Graph), signIn(place.Server.Origins.ARM)
		cut(first["access_token"])
		between, again := signIn(place.Server.Origins.ARM), signIn(place.Server.Origins.Graph)
		if status, _ := p.arm(between["access_token"]); status != http.StatusOK {
			t.Fatalf("a token that was made after the cut is answered %d", status)
		}
		cut(again["access_token"])
		for _, body := range []map[string]any{second, between} {
			if status, _ := p.arm(body["access_token"]); status != http.StatusUnauthorized {
				t.Errorf("an access token from before the cut is answered %d", status)
			}
			if status, _ := p.refresh(body["refresh_token"]); status != http.StatusBadRequest {
				t.Errorf("a refresh token from before the cut is answered %d", status)
			}
		}
	}
}

// TestReplayedCodesRevokeTheFirstAccessToken redeems a code twice. Everything issued for that sign-in must become
// invalid, including access tokens; another sign-in of the same user must not.
func TestReplayedCodesRevokeTheFirstAccessToken(t *testing.T) {
	_, place, client := started(t)
	p := newPerson(t, place, &tls.Config{RootCAs: client.Transport.(*http.Transport).TLSClientConfig.RootCAs, MinVersion: tls.VersionTLS12})
	_, other := p.redeem(p.signIn(0))
	want := func(what string, body map[string]any, status int) {
		t.Helper()
		if got, _ := p.arm(body["access_token"]); got != status {
			t.Errorf("%s is answered %d, want %d", what, got, status)
		}
	}
	code := p.again()
	_, first := p.redeem(code)
	want("the access token", first, http.StatusOK)
	if status, body := p.redeem(code); status != http.StatusBadRequest {
		t.Fatalf("the code again: %d %v", status, body)
	}
	want("the access token of a code that came twice", first, http.StatusUnauthorized)
	if status, _ := p.refresh(first["refresh_token"]); status != http.StatusBadRequest {
		t.Errorf("its refresh token is answered %d", status)
	}
	want("the access token of another sign-in", other, http.StatusOK)
}
