//go:build unix

package http1

import (
	"net"
	"syscall"
)

// probe looks at an idle connection without waiting for it.
type probe struct {
	raw   syscall.RawConn
	look  func(fd uintptr)
	quiet bool
	one   [1]byte
}

// newProbe makes the probe of c, or nil if c is no socket.
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
		// What is read is lost, and so is the connection then.
		_, err := syscall.Read(int(fd), p.one[:])
		p.quiet = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
	}
	return p
}

// isQuiet reports whether the connection is open and has nothing to read. Bytes that came while it was idle answer no
// request: read as the answer to the next one, they would reach another caller.
func (p *probe) isQuiet() bool {
	if p == nil {
		return true
	}
	p.quiet = false
	return p.raw.Control(p.look) == nil && p.quiet
}
