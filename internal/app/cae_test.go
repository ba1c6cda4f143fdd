package app_test

import (
	"context"
	"crypto/tls"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
)

// session is a client's credential that caches its token, as MSAL does, and signs in again with the claims of a
// challenge.
type session struct {
	p      *person
	token  string
	asked  atomic.Int32
	claims atomic.Value
}

func (s *session) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if s.token == "" || o.Claims != "" {
		s.asked.Add(1)
		s.claims.Store(o.Claims)
		user := s.p.place.Tenant.Users[0]
		_, body := s.p.token("grant_type", "password", "username", user.UserPrincipalName, "password", user.Password, "scope", o.Scopes[0], "claims", o.Claims)
		s.token, _ = body["access_token"].(string)
	}
	return azcore.AccessToken{Token: s.token, ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// TestRevokedSessionsEndOnAllHosts revokes ada's sessions: her access token, refresh token and browser session must
// end within a second. A client of the Azure SDK that handles claims challenges signs in again and continues.
func TestRevokedSessionsEndOnAllHosts(t *testing.T) {
	_, place, client := started(t)
	transport := client.Transport.(*http.Transport)
	p := newPerson(t, place, &tls.Config{RootCAs: transport.TLSClientConfig.RootCAs, MinVersion: tls.VersionTLS12})
	_, body := p.redeem(p.signIn(0))
	before := body["access_token"]
	if status, _ := p.arm(before); status != http.StatusOK {
		t.Fatalf("before: %d", status)
	}
	credential := &session{p: p}
	groups, err := armresources.NewResourceGroupsClient(place.Tenant.Subscriptions[0].ID, credential, &arm.ClientOptions{
		ClientOptions: policy.ClientOptions{Transport: client, Retry: policy.RetryOptions{MaxRetries: -1}, Cloud: cloud.Configuration{
			ActiveDirectoryAuthorityHost: place.Server.Origins.Login,
			Services:                     map[cloud.ServiceName]cloud.ServiceConfiguration{cloud.ResourceManager: {Endpoint: place.Server.Origins.ARM, Audience: place.Server.Origins.ARM}},
		}},
		DisableRPRegistration: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	list := func(when string) {
		t.Helper()
		if _, err := groups.NewListPager(nil).NextPage(t.Context()); err != nil {
			t.Fatalf("%s: %v", when, err)
		}
	}
	list("before")

	time.Sleep(1100 * time.Millisecond) // tokens have timestamps in seconds
	_, graph := p.token("grant_type", "password", "username", place.Tenant.Users[0].UserPrincipalName, "password", place.Tenant.Users[0].Password, "scope", place.Server.Origins.Graph+"/.default")
	request, err := http.NewRequest(http.MethodPost, place.Server.Origins.Graph+"/v1.0/me/revokeSignInSessions", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+graph["access_token"].(string))
	if response, text := p.do(p.client.Do(request)); response.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", response.StatusCode, text)
	}
	cut := time.Now()
	status, challenge := p.arm(before)
	if status != http.StatusUnauthorized || !strings.Contains(challenge, `error="insufficient_claims"`) || !strings.Contains(challenge, `claims="`) {
		t.Errorf("the token: %d %s", status, challenge)
	}
	if status, body := p.refresh(body["refresh_token"]); status != http.StatusBadRequest || body["error"] != "invalid_grant" {
		t.Errorf("the refresh token: %d %v", status, body)
	}
	if _, page := p.authorize(); !strings.Contains(page, `name="passwd"`) {
		t.Errorf("the browser: %s", page)
	}
	if took := time.Since(cut); took > time.Second {
		t.Errorf("that took %s", took)
	}
	time.Sleep(1100 * time.Millisecond)
	list("after")
	if claims, _ := credential.claims.Load().(string); credential.asked.Load() != 2 || !strings.Contains(claims, "nbf") {
		t.Errorf("the client asked %d times, last for %q", credential.asked.Load(), claims)
	}
}
