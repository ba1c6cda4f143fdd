// Package apply makes a server match a world file, through the server's public API (Resource Manager and Graph) and as the
// signed-in caller. It first compares the file with the server; it writes only if every name in the file refers to something.
//
// Package world applies a file inside the server, in one transaction, when a server starts, and leaves what exists unchanged.
package apply
