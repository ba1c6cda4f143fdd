// Package directory implements a tenant's directory: users, groups, applications, service principals, managed identities
// and their credentials.
//
// Its rules are functions on a Reader or a Writer, which is one transaction of a store. The package uses no HTTP and no SQL;
// time and randomness are passed in. It may import fault, guid and cow.
package directory
