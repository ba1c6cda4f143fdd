// Package entra trusts the tokens of other Entra tenants: it knows their issuers and signing keys, and reads the groups
// that a token has no room for.
//
// It calls two hosts of a trusted tenant, which come from the configuration and never from a token: its sign-in host, for
// keys and for this service's own token, and its Microsoft Graph, for groups. It may import fault, guid, token and issuer.
package entra
