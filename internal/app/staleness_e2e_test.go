//go:build e2e

package app

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/store/pgtest"
)

func onPostgres(t *testing.T, address string, bound time.Duration) replica {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{Poll: LeaseRenewal})
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

// answers reports whether the replica would allow bob to call the model now: his role is in its view and its lease is
// valid.
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

// TestRevocationsAreInForceWithinTheBoundOrTheReplicaRefuses disconnects one of two replicas from
// PostgreSQL, revokes at the other, and checks the guarantee continuously.
func TestRevocationsAreInForceWithinTheBoundOrTheReplicaRefuses(t *testing.T) {
	const bound = 2 * time.Second
	server := pgtest.Start(t)
	address := server.Database(t)
	net := pgtest.NewNetwork(t, server)
	writer := onPostgres(t, address, bound)
	cutOff := onPostgres(t, net.Address(address), bound)
	writer.follow()
	cutOff.follow()
	writer.update(access)
	cutOff.eventually("the grant arrives", 10*time.Second, cutOff.answers)

	net.Cut()
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

	net.Mend()
	cutOff.eventually("it answers again, by the revocation", 30*time.Second, func() bool { return cutOff.state.healthy() && !cutOff.may() })
}

// TestWritesWithoutEffectAreInForceWhenTheyReturn revokes at one replica what another has already revoked, before
// the first has received that change.
func TestWritesWithoutEffectAreInForceWhenTheyReturn(t *testing.T) {
	server := pgtest.Start(t)
	address := server.Database(t)
	writer, second := onPostgres(t, address, DefaultStaleness), onPostgres(t, address, DefaultStaleness)
	writer.update(access)
	if err := second.state.CatchUp(t.Context()); err != nil || !second.may() {
		t.Fatalf("the grant has not arrived: %v", err)
	}
	revoke := func(tx *store.Tx) error { _, err := tx.DeleteLink(inGroup()); return err }
	writer.update(revoke)
	if !second.may() {
		t.Fatal("it follows by itself, so this test shows nothing")
	}
	second.update(revoke)
	if second.may() {
		t.Error("the replica acknowledged a revocation that is not in force there")
	}
}

// TestReplicaRefusesUntilItHasItsAcknowledgedWrites disconnects a replica right after it has committed a revocation.
func TestReplicaRefusesUntilItHasItsAcknowledgedWrites(t *testing.T) {
	server := pgtest.Start(t)
	net := pgtest.NewNetwork(t, server)
	db, err := store.Open(t.Context(), net.Address(server.Database(t)), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.OnCommit(func(changes []store.Change) {
		if changes[0].Deleted {
			net.Cut()
		}
	})
	state, err := LoadState(t.Context(), db, rbac.Options{}, time.Hour, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := replica{t, db, state}
	r.update(access)
	if !r.answers() {
		t.Fatal("it does not answer")
	}
	r.update(func(tx *store.Tx) error { _, err := tx.DeleteLink(inGroup()); return err })
	if r.answers() {
		t.Error("it allows what it has acknowledged to be revoked")
	}
	net.Mend()
	if err := state.CatchUp(t.Context()); err != nil || !state.healthy() || r.may() {
		t.Errorf("it has not caught up: %v", err)
	}
}

func (s *State) healthy() bool {
	_, expired := s.lease.expired()
	return !expired
}

// TestFrozenReplicasDoNotBlockOtherWriters locks the row for which writers queue, in a connection that then
// does nothing, as a frozen or disconnected process would.
func TestFrozenReplicasDoNotBlockOtherWriters(t *testing.T) {
	server := pgtest.Start(t)
	address := server.Database(t)
	net := pgtest.NewNetwork(t, server)
	writer := onPostgres(t, address, DefaultStaleness)
	frozen := onPostgres(t, net.Address(address), DefaultStaleness)
	held := make(chan struct{})
	go func() {
		_ = frozen.db.Update(context.Background(), func(tx *store.Tx) error {
			net.Cut()
			close(held)
			return tx.PutTenant(&directory.Tenant{ID: "never"})
		})
	}()
	<-held
	began := time.Now()
	writer.update(func(tx *store.Tx) error { return tx.PutTenant(&directory.Tenant{ID: tenant, DisplayName: "written"}) })
	t.Logf("the write took %s", time.Since(began).Round(time.Millisecond))
	net.Mend()
}
