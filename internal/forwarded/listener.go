package forwarded

import (
	"errors"
	"net"
	"net/netip"
	"time"

	"github.com/pires/go-proxyproto"
)

// headerTimeout is how long a proxy has for its PROXY header.
const headerTimeout = 10 * time.Second

// Listener reads the PROXY protocol, version 2, from each connection of a proxy. One without it, or with another version,
// is broken off. Connections of others are left as they are: a PROXY header of theirs is no TLS and no HTTP.
func (p Proxies) Listener(l net.Listener) net.Listener {
	return &proxyproto.Listener{
		Listener: l, ReadHeaderTimeout: headerTimeout,
		ConnPolicy: func(from proxyproto.ConnPolicyOptions) (proxyproto.Policy, error) {
			if tcp, ok := from.Upstream.(*net.TCPAddr); ok && p.Contains(tcp.AddrPort().Addr()) {
				return proxyproto.REQUIRE, nil
			}
			return proxyproto.SKIP, nil
		},
		ValidateHeader: func(h *proxyproto.Header) error {
			if h.Version != 2 {
				return errors.New("the PROXY protocol is not of version 2")
			}
			if h.Command.IsLocal() {
				return nil // the proxy's own connection, as for its health
			}
			if h.TransportProtocol != proxyproto.TCPv4 && h.TransportProtocol != proxyproto.TCPv6 {
				return errors.New("the PROXY protocol names no TCP address")
			}
			return nil
		},
	}
}

// OwnHeader is the PROXY header of a proxy's own connection, which hands on nobody.
func OwnHeader() []byte {
	return []byte("\r\n\r\n\x00\r\nQUIT\n\x20\x00\x00\x00")
}

// Loopback are this machine's own addresses.
func Loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// Local makes the connections of a Unix socket come from 127.0.0.1: who may open the socket is on this machine.
func Local(l net.Listener) net.Listener { return localListener{l} }

type localListener struct{ net.Listener }

func (l localListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return localConn{c}, nil
}

type localConn struct{ net.Conn }

func (localConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
