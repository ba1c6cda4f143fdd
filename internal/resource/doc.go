// Package resource says what exists: the tree of ids and scopes, and what hangs on it: management groups,
// subscriptions, resource groups, accounts, deployments, keys, identities.
//
// It knows no HTTP and no SQL; time and randomness are passed in. It may import fault, guid and cow.
package resource
