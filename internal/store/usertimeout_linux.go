package store

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// userTimeout makes the kernel close a connection if sent data is not acknowledged within 10 seconds.
func userTimeout(network, _ string, c syscall.RawConn) error {
	if network == "unix" {
		return nil
	}
	var set error
	if err := c.Control(func(fd uintptr) {
		set = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, 10_000)
	}); err != nil {
		return err
	}
	return set
}
