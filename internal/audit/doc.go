// Package audit implements the audit log: decisions, sign-ins and changes, in one append-only log.
//
// It uses no HTTP and no SQL; time is passed in with each record. It may import fault, directory, guid, cow and seal.
package audit
