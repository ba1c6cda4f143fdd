// Package token mints and verifies access tokens and ID tokens, and manages signing keys.
//
// It is the only package that imports go-jose. It uses no HTTP and no SQL; time is passed in. It may import fault,
// directory, guid, cow and seal.
package token
