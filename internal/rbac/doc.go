// Package rbac implements Azure RBAC: role definitions, role assignments, deny assignments, and a pure function that
// decides a question and gives its reason.
//
// It uses no HTTP and no SQL; time is passed in. It may import fault, resource, guid and cow.
package rbac
