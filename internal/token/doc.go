// Package token says what a proof says: v1 and v2 claims, signing keys, minting, verifying, trusted issuers.
//
// It is the only importer of go-jose. It knows no HTTP server and no SQL; time and randomness are passed in. It may
// import fault, directory, guid and cow.
package token
