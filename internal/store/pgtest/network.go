//go:build unix

package pgtest

import (
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Network carries connections to a Server, and can fail to.
type Network struct {
	server   *Server
	listener net.Listener
	cut      atomic.Bool
	refusing atomic.Bool
	delay    atomic.Int64 // nanoseconds, each way

	mu   sync.Mutex
	open map[net.Conn]bool
}

// NewNetwork begins to carry connections. It ends with the test.
func NewNetwork(tb testing.TB, server *Server) *Network {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	n := &Network{server: server, listener: l, open: map[net.Conn]bool{}}
	tb.Cleanup(func() {
		_ = l.Close()
		n.cut.Store(false)
		n.Reset()
	})
	go n.accept()
	return n
}

// Address is the address of a database, as Database gives it, by way of the network.
func (n *Network) Address(database string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(database, "postgres:///"), "?")
	return "postgres://keyless@" + n.listener.Addr().String() + "/" + name + "?sslmode=disable"
}

// Cut lets nothing pass: bytes neither arrive nor are refused.
func (n *Network) Cut() { n.cut.Store(true) }

// Refuse breaks all connections and refuses new ones.
func (n *Network) Refuse() {
	n.refusing.Store(true)
	n.Reset()
}

// Reset breaks all connections.
func (n *Network) Reset() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.open {
		_ = c.Close()
	}
}

// SetDelay has a round trip take so much longer.
func (n *Network) SetDelay(roundTrip time.Duration) { n.delay.Store(int64(roundTrip / 2)) }

// Mend ends what Cut, Refuse and SetDelay began.
func (n *Network) Mend() {
	n.cut.Store(false)
	n.refusing.Store(false)
	n.delay.Store(0)
}

func (n *Network) accept() {
	for {
		near, err := n.listener.Accept()
		if err != nil {
			return
		}
		if n.refusing.Load() {
			_ = near.Close()
			continue
		}
		far, err := net.Dial("unix", filepath.Join(n.server.socket, ".s.PGSQL.5432"))
		if err != nil {
			_ = near.Close()
			continue
		}
		n.mu.Lock()
		n.open[near], n.open[far] = true, true
		n.mu.Unlock()
		go n.carry(near, far)
		go n.carry(far, near)
	}
}

// part is some bytes and when they arrive.
type part struct {
	body []byte
	due  time.Time
}

// carry passes bytes on, each part after the delay, and several of them on their way at once.
func (n *Network) carry(from, to net.Conn) {
	parts := make(chan part, 1024)
	go func() {
		defer close(parts)
		for {
			buf := make([]byte, 32<<10)
			size, err := from.Read(buf)
			if size > 0 {
				parts <- part{buf[:size], time.Now().Add(time.Duration(n.delay.Load()))}
			}
			if err != nil {
				return
			}
		}
	}()
	failed := false
	for p := range parts {
		time.Sleep(time.Until(p.due))
		for n.cut.Load() {
			time.Sleep(5 * time.Millisecond)
		}
		if !failed {
			_, err := to.Write(p.body)
			failed = err != nil // the rest is read, so that the reader ends
		}
	}
	for n.cut.Load() {
		time.Sleep(5 * time.Millisecond) // nor does the end of a connection pass
	}
	_ = to.Close()
	n.mu.Lock()
	delete(n.open, to)
	n.mu.Unlock()
}
