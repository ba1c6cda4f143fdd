//go:build !linux

package app

import (
	"net"
	"time"
)

// closeStalled does nothing on systems without such a timeout: there TCP's own timeouts close such connections.
func closeStalled(net.Listener, time.Duration) error { return nil }
