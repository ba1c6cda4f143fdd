// Package world creates tenants, users, groups, applications, resources and role assignments from a YAML description, in one
// transaction over the stores of directory, resource and rbac. It creates what is missing and leaves what exists unchanged.
// Ids are derived from names, so that they are the same on every machine.
//
// It uses no HTTP and no SQL; time and randomness are passed in.
package world
