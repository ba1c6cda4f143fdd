package token

import (
	"context"
	"crypto"
)

// The values of the ver claim.
const (
	V1 = "1.0"
	V2 = "2.0"
)

// IssuerOf returns the issuer of a tenant's tokens of version V1 or V2. login is the origin of the sign-in host. Clients
// take the tenant from the issuer's first path segment, and require its origin to be the authority's.
func IssuerOf(login, tenant, version string) string {
	if version == V2 {
		return login + "/" + tenant + "/v2.0"
	}
	return login + "/" + tenant + "/"
}

// Issuer is a trusted foreign issuer.
type Issuer interface {
	// Tenant returns the only tid that its tokens may carry.
	Tenant() string
	// Version returns the only ver that its tokens may carry.
	Version() string
	// Key returns its signing key with an id. It fails with Unavailable if the keys cannot be read, and with
	// Unauthenticated and ReasonSignature if there is no such key.
	Key(ctx context.Context, kid string) (crypto.PublicKey, error)
	// StandsFor returns the audiences of this service that an audience of the issuer stands for, if any.
	StandsFor(aud string) []string
}
