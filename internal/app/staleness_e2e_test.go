//go:build e2e

package app

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/store/pgtest"
)

// network carries connections to a PostgreSQL, and can stop to: bytes then neither arrive nor are refused.
type network struct {
	listener net.Listener
	cut      atomic.Bool
	mu       sync.Mutex
	open     []net.Conn
}

func newNetwork(t *testing.T, socket string) *network {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &network{listener: l}
	t.Cleanup(func() {
		_ = l.Close()
		n.mu.Lock()
		defer n.mu.Unlock()
		for _, c := range n.open {
			_ = c.Close()
		}
	})
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("unix", socket)
			if err != nil {
				_ = near.Close()
				continue
			}
			n.mu.Lock()
			n.open = append(n.open, near, far)
			n.mu.Unlock()
			go n.carry(near, far)
			go n.carry(far, near)
		}
	}()
	return n
}

func (n *network) carry(from, to net.Conn) {
	defer func() { _ = to.Close() }()
	buf := make([]byte, 32<<10)
	for {
		size, err := from.Read(buf)
		for n.cut.Load() {
			time.Sleep(5 * time.Millisecond)
		}
		if size > 0 {
			if _, err := to.Write(buf[:size]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func onPostgres(t *testing.T, address string, bound time.Duration) replica {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{Poll: leaseRenewal})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	state, err := LoadState(t.Context(), db, rbac.Options{}, bound, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return replica{t, db, state}
}

// follow runs Follow until the test ends.
func (r replica) follow() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = r.state.Follow(ctx) }()
	r.Cleanup(func() { stop(); <-done })
}

// answers reports whether the replica would let bob call the model now: its view says so and its lease holds.
func (r replica) answers() bool {
	allowed := r.may()
	_, expired := r.state.lease.expired()
	return allowed && !expired
}

func (r replica) eventually(what string, limit time.Duration, holds func() bool) {
	r.Helper()
	for deadline := time.Now().Add(limit); !holds(); {
		if time.Now().After(deadline) {
			r.Fatalf("not within %s: %s", limit, what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// TestAnAcknowledgedRevocationIsInForceWithinTheBoundOrTheReplicaRefuses cuts one of two replicas off from PostgreSQL,
// revokes at the other, and holds the first to the promise at each moment.
func TestAnAcknowledgedRevocationIsInForceWithinTheBoundOrTheReplicaRefuses(t *testing.T) {
	const bound = 2 * time.Second
	server := pgtest.Start(t)
	address := server.Database(t)
	net := newNetwork(t, server.Socket())
	writer := onPostgres(t, address, bound)
	cutOff := onPostgres(t, server.Through(address, net.listener.Addr().String()), bound)
	writer.follow()
	cutOff.follow()
	writer.update(access)
	cutOff.eventually("the grant arrives", 10*time.Second, cutOff.answers)

	net.cut.Store(true)
	writer.update(func(tx *store.Tx) error { _, err := tx.DeleteLink(inGroup()); return err })
	acknowledged := time.Now()
	refusedAt := time.Duration(0)
	for time.Since(acknowledged) < 3*bound {
		before := time.Since(acknowledged)
		if cutOff.answers() && before > bound {
			t.Fatalf("it allows a call %s after the revocation", before)
		}
		if refusedAt == 0 && !cutOff.answers() {
			refusedAt = time.Since(acknowledged)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if refusedAt == 0 {
		t.Fatal("it never refused")
	}
	if !writer.state.healthy() {
		t.Error("the other replica refuses too")
	}
	t.Logf("the replica that was cut off refused after %s", refusedAt)

	net.cut.Store(false)
	cutOff.eventually("it answers again, by the revocation", 30*time.Second, func() bool { return cutOff.state.healthy() && !cutOff.may() })
}

func (s *State) healthy() bool {
	_, expired := s.lease.expired()
	return !expired
}

// TestAFrozenReplicaDoesNotHoldUpTheWritersOfOthers holds the row that writers queue on, in a connection that then does
// nothing, as a frozen process or one that is cut off does.
func TestAFrozenReplicaDoesNotHoldUpTheWritersOfOthers(t *testing.T) {
	server := pgtest.Start(t)
	address := server.Database(t)
	net := newNetwork(t, server.Socket())
	writer := onPostgres(t, address, DefaultStaleness)
	frozen := onPostgres(t, server.Through(address, net.listener.Addr().String()), DefaultStaleness)
	held := make(chan struct{})
	go func() {
		_ = frozen.db.Update(context.Background(), func(tx *store.Tx) error {
			net.cut.Store(true)
			close(held)
			return tx.PutTenant(&directory.Tenant{ID: "never"})
		})
	}()
	<-held
	began := time.Now()
	writer.update(func(tx *store.Tx) error { return tx.PutTenant(&directory.Tenant{ID: tenant, DisplayName: "written"}) })
	t.Logf("the write took %s", time.Since(began).Round(time.Millisecond))
	net.cut.Store(false)
}
