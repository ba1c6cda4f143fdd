// Package audit says what happened: decisions, sign-ins and changes, in one append-only log.
//
// It knows no HTTP and no SQL; time is passed in with each record. It may import fault, directory, guid, cow, seal.
package audit
