//go:build !unix

package http1

// isReset is not implemented on this platform: a reset cannot be told from other failures.
func isReset(error) bool { return false }
