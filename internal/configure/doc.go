// Package configure sets keyless access up on a Foundry resource, on keyless or on Azure: it finds the resource and the
// principal, assigns the role, waits until the role is in force, and can switch account keys off.
package configure
