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

// IssuerOf is the issuer of tenant's tokens of version V1 or V2, with login the origin of the sign-in host.
// Clients take the tenant from the issuer's first path segment, and want its origin to be the authority's.
func IssuerOf(login, tenant, version string) string {
	if version == V2 {
		return login + "/" + tenant + "/v2.0"
	}
	return login + "/" + tenant + "/"
}

// Issuer is a foreign issuer whose tokens are believed.
type Issuer interface {
	// Tenant is the one tid that its tokens may carry.
	Tenant() string
	// Version is the one ver that its tokens may carry.
	Version() string
	// Key finds its signing key by id. It fails with Unavailable if the keys cannot be read, and with
	// Unauthenticated, ReasonSignature, if there is no such key.
	Key(ctx context.Context, kid string) (crypto.PublicKey, error)
	// StandsFor are audiences of this service that one of the issuer's own stands for; none for one that does not.
	StandsFor(aud string) []string
}
