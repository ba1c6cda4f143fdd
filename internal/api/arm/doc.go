// Package arm answers as management.azure.com: tenants, subscriptions, resources, role assignments and what az and the
// Azure SDKs ask on their way to them.
//
// It is HTTP only. What resources may be is said by package resource, who may do what by package rbac. It may import
// the rules and edge, never another host and never the store.
package arm
