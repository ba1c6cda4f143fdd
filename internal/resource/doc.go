// Package resource implements the tree of Azure resources: ids and scopes, management groups, subscriptions, resource groups,
// accounts, deployments, keys and managed identities.
//
// It uses no HTTP and no SQL; time and randomness are passed in. It may import fault, guid and cow.
package resource
