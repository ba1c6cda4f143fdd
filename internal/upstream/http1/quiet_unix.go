//go:build unix

package http1

import (
	"net"
	"syscall"
)

// probe checks an idle connection without blocking.
type probe struct {
	raw   syscall.RawConn
	look  func(fd uintptr)
	quiet bool
	one   [1]byte
}

// newProbe returns a probe for c, or nil if c is not a socket.
func newProbe(c net.Conn) *probe {
	s, ok := c.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return nil
	}
	p := &probe{raw: raw}
	p.look = func(fd uintptr) {
		// Data that is read here is lost. That is acceptable, because the connection is then closed.
		_, err := syscall.Read(int(fd), p.one[:])
		p.quiet = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
	}
	return p
}

// isQuiet reports whether the connection is open and has no data to read. Data that arrived while the connection was
// idle does not belong to any request; as the response to the next one it would reach another caller.
func (p *probe) isQuiet() bool {
	if p == nil {
		return true
	}
	p.quiet = false
	return p.raw.Control(p.look) == nil && p.quiet
}
