// Package directory says who exists: tenants, users, groups, applications, service principals, managed identities
// and their credentials.
//
// Rules are functions over a Reader or a Writer, which is one transaction of a store. The package knows no HTTP and
// no SQL; time and randomness are passed in. It may import fault, guid and cow.
package directory
