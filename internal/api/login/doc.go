// Package login is the host that clients take for login.microsoftonline.com: discovery, keys, the authorize, token and
// device code endpoints, and the pages on which people sign in.
//
// It is only HTTP: internal/oauth holds the rules. It may import rules and edge, never another host and never store.
package login
