// Package oauth implements the OAuth 2.0 grants, one file per grant, and the rules for tenants, clients, resources and
// redirect URIs that the grants share.
//
// It uses OAuth's terms (form parameters, error codes, AADSTS numbers) but no HTTP and no SQL; time is passed in. It may
// import fault, directory, token, guid and cow.
package oauth
