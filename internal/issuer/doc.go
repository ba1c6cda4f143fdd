// Package issuer reads the signing keys of other token issuers from their OpenID Connect discovery documents and key sets.
//
// The caller decides which issuers to trust. This package fetches their keys safely: over TLS only, bounded in time, size
// and number, not from private addresses unless that is allowed, and not more often than needed.
package issuer
