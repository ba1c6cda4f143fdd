//go:build !unix

package http1

// isReset cannot tell a reset from other failures here.
func isReset(error) bool { return false }
