package respond

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

// Listen returns a listener for an http.Server with Handler and ConnContext. It speaks TLS by config on the connections
// of l; with nil they are plain. Limit bounds the handshake.
func Listen(l net.Listener, config *tls.Config, limit time.Duration) net.Listener {
	if config == nil {
		return plainListener{l}
	}
	own := &tlsListener{Listener: l, config: config, limit: limit, ready: make(chan accepted), done: make(chan struct{}), busy: map[net.Conn]struct{}{}}
	go own.run()
	return own
}

type plainListener struct{ net.Listener }

func (l plainListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c}, nil
}

// tlsListener makes the handshakes, because what is negotiated decides what net/http gets: for HTTP/2, and for a handshake
// that failed, the tls.Conn itself, with which it does what it does without this package.
type tlsListener struct {
	net.Listener
	config *tls.Config
	limit  time.Duration
	ready  chan accepted
	done   chan struct{}

	mu     sync.Mutex
	busy   map[net.Conn]struct{} // in their handshake
	closed bool
}

type accepted struct {
	conn net.Conn
	err  error
}

func (l *tlsListener) Accept() (net.Conn, error) {
	select {
	case a := <-l.ready:
		return a.conn, a.err
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close ends the handshakes too.
func (l *tlsListener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.closed = true
		close(l.done)
		for c := range l.busy {
			_ = c.Close()
		}
	}
	return l.Listener.Close()
}

func (l *tlsListener) run() {
	for {
		c, err := l.Listener.Accept()
		if err == nil {
			go l.handshake(c)
			continue
		}
		select {
		case l.ready <- accepted{err: err}: // the server waits before it asks again, or gives up
		case <-l.done:
			return
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

func (l *tlsListener) handshake(raw net.Conn) {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		_ = raw.Close()
		return
	}
	l.busy[raw] = struct{}{}
	l.mu.Unlock()
	gather := &gatherer{Conn: raw}
	secure := tls.Server(gather, l.config)
	_ = secure.SetDeadline(time.Now().Add(l.limit)) // of a closed connection the handshake tells
	err := secure.Handshake()
	_ = secure.SetDeadline(time.Time{})
	l.mu.Lock()
	delete(l.busy, raw)
	l.mu.Unlock()
	out := net.Conn(secure)
	if err == nil {
		if state := secure.ConnectionState(); state.NegotiatedProtocol == "" || state.NegotiatedProtocol == "http/1.1" {
			out = &conn{Conn: secure, state: &state, gather: gather}
		}
	}
	select {
	case l.ready <- accepted{conn: out}:
	case <-l.done:
		_ = raw.Close()
	}
}
