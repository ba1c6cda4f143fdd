package respond

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
)

// conn is a connection of HTTP/1 as net/http has it.
type conn struct {
	net.Conn
	state *tls.ConnectionState // nil without TLS
	// ended is the answer whose handler has returned. Net/http, which saw nothing of it, writes one without header and body
	// next; what is left of ended is written in its place.
	ended *answer
}

type connKey struct{}

// ConnContext is the http.Server's.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if own, ok := c.(*conn); ok {
		return context.WithValue(ctx, connKey{}, own)
	}
	return ctx
}

// Inner is the connection that an http.Server would have without this package.
func Inner(c net.Conn) net.Conn {
	if own, ok := c.(*conn); ok {
		return own.Conn
	}
	return c
}

// errOutOfStep is what net/http gets if it writes something else than the answer that was to be replaced. It closes the
// connection then.
var errOutOfStep = errors.New("respond: not the answer that was to be replaced")

func (c *conn) Write(b []byte) (int, error) {
	a := c.ended
	if a == nil {
		return c.Conn.Write(b)
	}
	c.ended = nil
	closes, ok := isEmptyAnswer(b)
	if !ok {
		return 0, errOutOfStep
	}
	if closes && !a.sent {
		a.out = slices.Insert(a.out, a.fields, []byte("Connection: close\r\n")...)
	}
	err := a.send()
	a.free()
	if err != nil {
		return 0, err
	}
	return len(b), nil
}

// CloseWrite is for net/http, which ends connections so that a client still reads the last answer.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// isEmptyAnswer reports whether b is what net/http writes for a handler that did nothing, and whether it closes the
// connection afterwards.
func isEmptyAnswer(b []byte) (closes, ok bool) {
	const most = 200
	ok = len(b) < most && bytes.HasPrefix(b, []byte("HTTP/1.1 200 OK\r\n")) && bytes.HasSuffix(b, []byte("\r\n\r\n")) &&
		bytes.Count(b, []byte("\r\n\r\n")) == 1 && bytes.Contains(b, []byte("\r\nContent-Length: 0\r\n"))
	return bytes.Contains(b, []byte("\r\nConnection: close\r\n")), ok
}
