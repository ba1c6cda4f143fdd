package app

import (
	"errors"
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestClientsThatReadNothingAreClosed fills the buffers of a client, which does not read and does not go away.
func TestClientsThatReadNothingAreClosed(t *testing.T) {
	l, err := listenTCP("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if err := closeStalled(l, time.Second); err != nil {
		t.Fatal(err)
	}
	server := accepted(t, l)
	if err := server.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = server.Write(make([]byte, 1<<20))
	}
	if !errors.Is(err, unix.ETIMEDOUT) {
		t.Errorf("the connection ends with %v, want the kernel's timeout", err)
	}
}

// accepted connects to a listener and returns the connection that it accepts. Both ends are closed when the test ends.
func accepted(t *testing.T, l net.Listener) net.Conn {
	t.Helper()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server
}

// TestListenersCloseStalledConnections looks at the option of a connection that each kind of listener has accepted.
func TestListenersCloseStalledConnections(t *testing.T) {
	production, err := open("127.0.0.1:0", "--listen")
	if err != nil {
		t.Fatal(err)
	}
	developer, twin, err := listenTwice("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []net.Listener{production, developer, twin} {
		if l == nil {
			continue // a machine without the other loopback address
		}
		defer func() { _ = l.Close() }()
		server := accepted(t, l)
		raw, err := server.(*net.TCPConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		var set int
		if failed := raw.Control(func(fd uintptr) {
			set, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT)
		}); failed != nil || err != nil {
			t.Fatal(failed, err)
		}
		if multipath, err := server.(*net.TCPConn).MultipathTCP(); err != nil || multipath {
			t.Errorf("%s: Multipath TCP is %t, %v", l.Addr(), multipath, err)
		}
		if got := time.Duration(set) * time.Millisecond; got != stalledTimeout {
			t.Errorf("%s: the timeout is %s, want %s", l.Addr(), got, stalledTimeout)
		}
	}
}
