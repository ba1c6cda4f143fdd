package app

import (
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// closeStalled makes the kernel close connections of l whose other end does not acknowledge what was sent, or has no room for
// it, for so long. Accepted connections inherit the option.
func closeStalled(l net.Listener, after time.Duration) error {
	tcp, ok := l.(*net.TCPListener)
	if !ok {
		return nil
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return err
	}
	var set error
	if err := raw.Control(func(fd uintptr) {
		set = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(after.Milliseconds()))
	}); err != nil {
		return err
	}
	return set
}
