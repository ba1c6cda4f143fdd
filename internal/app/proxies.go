package app

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/forwarded"
)

// behindProxies wraps l and h so that they see the client's address if there are proxies. If the proxies terminate TLS,
// requests of others are rejected. Every client of a Unix socket is treated as a proxy.
func (a *App) behindProxies(l net.Listener, h http.Handler) (net.Listener, http.Handler) {
	proxies := a.config.Proxies
	if l.Addr().Network() == "unix" {
		l, proxies = forwarded.Local(l), proxies.With(forwarded.Loopback()...)
	}
	if proxies.Empty() {
		return l, h
	}
	if a.config.ProxyProtocol {
		l = proxies.Listener(l)
	}
	return l, proxies.Handler(h, a.config.BehindProxy)
}

// announced reports whether a connection from this machine must begin with a PROXY header.
func (a *App) announced() bool {
	if !a.config.ProxyProtocol {
		return false
	}
	tcp, ok := a.sockets.tls.Addr().(*net.TCPAddr)
	if !ok {
		return true // every client of the socket is a proxy
	}
	from := tcp.AddrPort().Addr()
	if from.IsUnspecified() {
		from = netip.MustParseAddr("127.0.0.1")
	}
	return a.config.Proxies.Contains(from)
}

// socketMode allows access by the socket's group, for a proxy that runs as another user.
const socketMode = 0o660

// openUnix listens at a Unix socket. It replaces a socket that a stopped server left behind, and fails if a server
// responds there.
func openUnix(path, flag string) (net.Listener, error) {
	fail := func(err error) (net.Listener, error) {
		return nil, fmt.Errorf("cannot listen at %s%s (%s): %w", datadir.UnixPrefix, path, flag, err)
	}
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() == fs.ModeSocket {
		if c, err := net.DialTimeout("unix", path, time.Second); err == nil {
			_ = c.Close()
			return fail(errors.New("another server answers there"))
		}
		if err := os.Remove(path); err != nil {
			return fail(err)
		}
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return fail(err)
	}
	if err := os.Chmod(path, socketMode); err != nil {
		_ = l.Close()
		return fail(err)
	}
	return l, nil
}
