package login_test

import (
	"crypto/sha256"
	"net/http"
	"net/url"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

// TestManagedIdentitiesCannotUseSecretsOrCertificates plants both on the service principal of a managed identity,
// as a directory from before such writes were refused may have them.
func TestManagedIdentitiesCannotUseSecretsOrCertificates(t *testing.T) {
	k := newRig(t)
	thief := certify(t, "thief", nil, false)
	hash := sha256.Sum256([]byte("planted"))
	identity := &directory.ServicePrincipal{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "identity"}, AppID: guid.New(), Type: directory.TypeManagedIdentity, AccountEnabled: true,
		Credentials: directory.Credentials{
			Passwords: []directory.PasswordCredential{{KeyID: guid.New(), Hash: hash[:], Start: k.now().Add(-time.Hour), End: k.now().Add(time.Hour)}},
			Keys:      []directory.KeyCredential{thief.credential()},
		},
	}
	k.put(identity)
	for says, form := range map[string]url.Values{
		"a certificate": withAssertion(identity.AppID, k.assertion(thief, identity.AppID)),
		"a secret":      {"grant_type": {"client_credentials"}, "client_id": {identity.AppID}, "client_secret": {"planted"}, "scope": {armScope}},
	} {
		for _, path := range []string{"/" + k.tenant.ID + "/oauth2/v2.0/token", "/adfs/oauth2/token"} {
			if status, body := k.call(path, form); status != http.StatusUnauthorized || body["access_token"] != nil {
				t.Errorf("%s at %s: %d %v", says, path, status, body)
			}
		}
	}
}
