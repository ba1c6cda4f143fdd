package http1

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// Config describes one server. All fields are required unless noted otherwise.
type Config struct {
	// Address is the server's host and port.
	Address string
	// TLS configures HTTPS; nil means plain HTTP. If ServerName is empty, it is Address's host.
	TLS *tls.Config
	// Dial connects to Address.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Handshake is the timeout of the TLS handshake.
	Handshake time.Duration
	// FirstByte limits the time from the first byte of the request to the end of the response head.
	FirstByte time.Duration
	// Idle is how long an idle connection is kept.
	Idle time.Duration
	// MaxIdle is the maximum number of idle connections.
	MaxIdle int
	// MaxHeader is the maximum size in bytes of a response head including its interim responses, and of a trailer
	// section.
	MaxHeader int
}

// Transport calls one server. It implements http.RoundTripper and is safe for concurrent use.
type Transport struct {
	config Config

	mu    sync.Mutex
	idle  []*conn     // the most recently used is last
	sweep *time.Timer // nil if no connection is idle
}

// New returns a Transport. It does not connect.
func New(c Config) *Transport {
	if c.TLS != nil {
		own := c.TLS.Clone()
		own.NextProtos = []string{"h2", "http/1.1"}
		if own.ServerName == "" {
			own.ServerName, _, _ = net.SplitHostPort(c.Address)
		}
		c.TLS = own
	}
	return &Transport{config: c}
}

// RoundTrip sends r and reads the head of its response. The caller must close the body. A request is repeated, on a new
// connection, only if a reused connection turned out to be closed and r's method is idempotent; all other failures are
// returned. If it fails with ErrHTTP2 or ErrUnsupported, nothing was sent and r.Body is still open.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	if err := ctx.Err(); err != nil {
		closeBody(r)
		return nil, context.Cause(ctx)
	}
	if !supported(r) {
		return nil, ErrUnsupported
	}
	c := t.take()
	reused := c != nil
	if c == nil {
		var err error
		if c, err = t.dial(ctx); err != nil {
			if !errors.Is(err, ErrHTTP2) {
				closeBody(r)
			}
			return nil, err
		}
	}
	response, err := c.exchange(r)
	if !reused || !errors.Is(err, errStale) || !repeatable(r) {
		return response, err
	}
	if c, err = t.dial(ctx); err != nil {
		return nil, err
	}
	return c.exchange(r)
}

// repeatable reports whether r may be repeated even if the server may have received it. RFC 9110 section 9.2.2.
func repeatable(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && (r.Body == nil || r.Body == http.NoBody)
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close() // the error has no effect
	}
}

// dial connects. It fails with ErrHTTP2 if the server negotiates HTTP/2.
func (t *Transport) dial(ctx context.Context) (*conn, error) {
	raw, err := t.config.Dial(ctx, "tcp", t.config.Address)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, raw: raw, transport: t, probe: newProbe(raw)}
	if t.config.TLS == nil {
		return c, nil
	}
	secure := tls.Client(raw, t.config.TLS)
	limited, cancel := context.WithTimeout(ctx, t.config.Handshake)
	defer cancel()
	if err := secure.HandshakeContext(limited); err != nil {
		_ = raw.Close()
		if cause := ctx.Err(); cause != nil {
			return nil, context.Cause(ctx)
		}
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: raw.RemoteAddr(), Err: err}
	}
	switch secure.ConnectionState().NegotiatedProtocol {
	case "", "http/1.1":
		c.Conn = secure
		return c, nil
	}
	_ = secure.Close()
	return nil, ErrHTTP2
}

// take returns an idle connection that is still open and has nothing unread, or nil.
func (t *Transport) take() *conn {
	for {
		t.mu.Lock()
		n := len(t.idle)
		if n == 0 {
			t.mu.Unlock()
			return nil
		}
		c := t.idle[n-1]
		t.idle[n-1] = nil
		t.idle = t.idle[:n-1]
		t.mu.Unlock()
		if time.Now().Before(c.idleUntil) && c.probe.isQuiet() {
			return c
		}
		_ = c.Close()
	}
}

// put makes c available for another request.
func (t *Transport) put(c *conn) {
	keep := t.config.Idle
	if c.serverIdle > 0 {
		keep = min(keep, c.serverIdle)
	}
	c.idleUntil = time.Now().Add(keep)
	if len(c.buf) > keptBuffer {
		c.buf, c.at, c.end = nil, 0, 0
	}
	if cap(c.out) > keptBuffer {
		c.out = nil
	}
	t.mu.Lock()
	if len(t.idle) >= t.config.MaxIdle {
		t.mu.Unlock()
		_ = c.Close()
		return
	}
	t.idle = append(t.idle, c)
	if t.sweep == nil {
		t.sweep = time.AfterFunc(t.config.Idle, t.closeExpired)
	}
	t.mu.Unlock()
}

// closeExpired closes connections that have been idle for too long, and schedules itself again if others are idle.
func (t *Transport) closeExpired() {
	now := time.Now()
	var expired []*conn
	t.mu.Lock()
	kept := t.idle[:0]
	for _, c := range t.idle {
		if now.Before(c.idleUntil) {
			kept = append(kept, c)
		} else {
			expired = append(expired, c)
		}
	}
	clear(t.idle[len(kept):])
	t.idle = kept
	if len(kept) > 0 {
		t.sweep.Reset(t.config.Idle)
	} else {
		t.sweep = nil
	}
	t.mu.Unlock()
	for _, c := range expired {
		_ = c.Close()
	}
}

// CloseIdleConnections closes the connections that are currently idle.
func (t *Transport) CloseIdleConnections() {
	t.mu.Lock()
	idle := t.idle
	t.idle = nil
	if t.sweep != nil {
		t.sweep.Stop()
		t.sweep = nil
	}
	t.mu.Unlock()
	for _, c := range idle {
		_ = c.Close()
	}
}
