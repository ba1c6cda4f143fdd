// Package world turns a YAML description of tenants, people, groups, applications, resources and role assignments into
// the real thing: one transaction over the stores of directory, resource and rbac, which makes what is missing and
// leaves what is there. Ids are derived from names, so that they are the same on every machine.
//
// It knows no HTTP and no SQL; time and randomness are passed in.
package world
