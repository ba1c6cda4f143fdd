//go:build !unix

package http1

import "net"

// probe is not implemented on this platform: an idle connection cannot be checked without blocking.
type probe struct{}

func newProbe(net.Conn) *probe { return nil }

func (*probe) isQuiet() bool { return true }
