// Package oauth says how a caller proves itself: one file a grant, and the rules of tenants, clients, resources and
// redirects that the grants share.
//
// It knows OAuth's words (form parameters, error codes, AADSTS numbers) but no HTTP and no SQL; time is passed in. It may
// import fault, directory, token, guid and cow.
package oauth
