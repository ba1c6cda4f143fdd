// Package arm lists the resource providers that management.azure.com serves here. A provider is a package below this one,
// named after its namespace; what they share is in provider.
//
// It is HTTP only: package resource says what resources may be, package rbac who may do what. It may import the rules and
// edge, never another host and never the store.
package arm
