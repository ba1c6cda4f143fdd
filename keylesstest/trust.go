package keylesstest

import (
	"testing"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/entra"
)

// Trusting makes the server accept the tokens of another one, as of an existing Entra tenant, so that roles can be assigned to the
// object ids of its users and groups. The other server needs a world of its own: two servers with the default world have the same
// tenant id.
//
// Reader is the display name of a service principal of the other server. With it, groups that a token does not contain
// are read from Graph of the other server. Audiences are resources of the other tenant whose tokens are accepted for models.
func Trusting(other *Server, reader string, audiences ...string) Option {
	return func(t testing.TB, c *app.Config) {
		t.Helper()
		trust := entra.Config{
			Tenant: other.TenantID(), Authority: other.Login(), Graph: other.Graph(), Audiences: audiences, Roots: other.CertPool(),
		}
		if reader != "" {
			id, secret := other.Secret(reader)
			trust.Credential, trust.GroupsWhenMissing = &entra.Credential{ClientID: id, Secret: secret}, true
		}
		c.Trust = append(c.Trust, trust)
	}
}
