package respond

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"sync"
)

// conn is a connection of HTTP/1 as net/http has it.
type conn struct {
	net.Conn
	state  *tls.ConnectionState // nil without TLS
	gather *gatherer            // below TLS; nil without it
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

// maxRecord is how many bytes TLS puts into one record, which it writes by itself.
const maxRecord = 16 << 10

// send writes all of b. What takes several records of TLS is one write all the same.
func (c *conn) send(b []byte) error {
	if c.gather == nil || len(b) <= maxRecord {
		_, err := c.Conn.Write(b)
		return err
	}
	c.gather.begin()
	_, err := c.Conn.Write(b)
	return errors.Join(err, c.gather.end())
}

// gatherer is a connection below TLS, which writes each record by itself. Between begin and end what is written is
// gathered. TLS may write for its own sake meanwhile: the order stays.
type gatherer struct {
	net.Conn

	mu   sync.Mutex
	into *[]byte // nil while writes are passed on
	err  error   // of a write that TLS does not know of: nothing may follow it
}

// gathered are buffers of gatherers, with room for a write of 32 KiB in records.
var gathered = sync.Pool{New: func() any { b := make([]byte, 0, 40<<10); return &b }}

const keptGathered = 128 << 10

func (g *gatherer) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.err != nil:
		return 0, g.err
	case g.into == nil:
		return g.Conn.Write(b)
	}
	*g.into = append(*g.into, b...)
	return len(b), nil
}

func (g *gatherer) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.into = gathered.Get().(*[]byte)
}

func (g *gatherer) end() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	into := g.into
	g.into = nil
	if g.err == nil && len(*into) > 0 {
		_, g.err = g.Conn.Write(*into)
	}
	if cap(*into) <= keptGathered {
		*into = (*into)[:0]
		gathered.Put(into)
	}
	return g.err
}
