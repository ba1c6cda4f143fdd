// Package apply brings a server to what a world file says, through the server's public API: Resource Manager and Graph,
// as somebody who is signed in. It first reads what is there and says how that differs; only then, and only if every
// name in the file stands for something, does it write.
//
// Package world does the same in the server itself, in one transaction, when a server starts; there what is there is
// left as it is.
package apply
