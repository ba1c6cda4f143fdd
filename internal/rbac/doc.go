// Package rbac says who may do what: role definitions, role assignments, deny assignments, and one pure decision
// that returns its reason. The rules are Azure RBAC's.
//
// It knows no HTTP and no SQL; time is passed in. It may import fault, resource, guid and cow.
package rbac
