// Package issuer reads the signing keys of other token issuers: their OpenID Connect discovery document and the key set
// that it points to.
//
// Whom to ask is decided by who trusts an issuer; this package sees that asking is safe: over TLS only, bounded in time,
// size and number, never to an address inside the own network unless that is allowed, and not more often than needed.
package issuer
