package keylesstest

import (
	"testing"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/entra"
)

// Trusting has the server believe the tokens of another one, as of an existing Entra tenant, so that roles can be
// assigned to the object ids of its people and groups. Give the other one a world of its own: two servers with the
// default world are one tenant.
//
// Reader is the display name of a service principal of the other server. With it, groups that a token does not name
// are read from the other's Graph. Audiences are resources of the other tenant that stand for models here.
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
