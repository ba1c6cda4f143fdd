// Package login implements login.microsoftonline.com: discovery, keys, the authorize, token and device code endpoints, and
// the sign-in pages.
//
// It handles only HTTP: internal/oauth has the rules. It may import rules and edge, never another host and never store.
package login
