//go:build unix

package http1

import (
	"errors"
	"syscall"
)

// isReset reports whether the server reset the connection.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
