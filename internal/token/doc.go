// Package token says what a proof says: v1 and v2 claims, signing keys, minting, verifying, trusted issuers.
//
// It is the only importer of go-jose. It knows no HTTP and no SQL; time is passed in. It may import fault, directory,
// guid, cow and seal.
package token
