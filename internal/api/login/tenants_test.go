package login_test

import (
	"crypto/sha256"
	"net/http"
	"net/url"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
)

// Generated appIds are unique, but a world file can choose them.
func TestApplicationsAreMatchedByTenantAndID(t *testing.T) {
	for _, second := range []bool{false, true} { // which of the two is found first differs
		k := newRig(t, func(c *oauth.Config) {
			if second {
				c.DefaultTenant = guid.Derive("tenant", "fabrikam")
			}
		})
		own, foreign := k.tenant, k.other
		if second {
			own, foreign = foreign, own
		}
		appID := guid.New()
		principals := map[string]string{}
		for _, tenant := range []*directory.Tenant{own, foreign} {
			sum := sha256.Sum256([]byte("the secret of " + tenant.ID))
			principals[tenant.ID] = guid.New()
			k.put(&directory.Application{
				Header: directory.Header{Tenant: tenant.ID, ID: guid.New(), DisplayName: "twin"}, AppID: appID,
				Credentials: directory.Credentials{Passwords: []directory.PasswordCredential{{KeyID: guid.New(), Hash: sum[:], Start: time.Now().Add(-time.Hour), End: time.Now().Add(time.Hour)}}},
			}, &directory.ServicePrincipal{
				Header: directory.Header{Tenant: tenant.ID, ID: principals[tenant.ID], DisplayName: "twin"}, AppID: appID,
				Type: directory.TypeApplication, AccountEnabled: true, AppOwnerTenant: tenant.ID,
			})
		}
		ask := func(path string, of *directory.Tenant) (int, map[string]any) {
			return k.call(path+"/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {appID}, "client_secret": {"the secret of " + of.ID}, "scope": {armScope}})
		}
		for _, path := range []string{"/adfs/oauth2", "/" + own.ID + "/oauth2/v2.0"} {
			status, body := ask(path, own)
			if status != http.StatusOK {
				t.Fatalf("%s: %d %v", path, status, body)
			}
			if c := claims(t, body["access_token"]); c["oid"] != principals[own.ID] || c["tid"] != own.ID {
				t.Errorf("%s: %v", path, c)
			}
			status, body = ask(path, foreign)
			k.refused("the other's secret at "+path, status, body, 401, "invalid_client", 7000215)
		}
	}
}
