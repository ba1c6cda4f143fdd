// Package client is what keyless commands talk to a server with: it finds the server, signs in to it, and calls its Resource
// Manager, its Graph and its models. A server is named by an address or by a
// context: a name, an address and a way to sign in, kept in one file of the person. What a caller may do is up to the
// server: the package has no rights of its own.
package client
