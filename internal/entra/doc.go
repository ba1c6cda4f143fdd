// Package entra knows other tenants whose people come in with their own tokens: their issuers, the keys that they sign
// with, and the groups that a token was too small to name.
//
// It calls two hosts of such a tenant, both from the configuration and never from a token: its sign-in host for keys
// and for a token of this service's own, and its Microsoft Graph for groups. It may import fault, guid, token and issuer.
package entra
