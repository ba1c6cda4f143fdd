//go:build unix && e2e

package store_test

import (
	"context"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/store/pgtest"
	"keyless.dev/keyless/internal/store/storetest"
)

func TestPostgreSQLImplementsTheContract(t *testing.T) {
	server := pgtest.Start(t)
	storetest.Run(t, func(t *testing.T) string { return server.Database(t) })
	t.Run("writers do not wait for a dry run", func(t *testing.T) { beside(t, server.Database(t)) })
	t.Run("a notification comes long before the next poll", func(t *testing.T) { notified(t, server.Database(t)) })
}

func beside(t *testing.T, address string) {
	db, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err = db.DryRun(ctx, func(tx *store.Tx) error {
		if err := tx.PutTenant(&directory.Tenant{ID: "tried"}); err != nil {
			return err
		}
		return db.Update(ctx, func(other *store.Tx) error { return other.PutTenant(&directory.Tenant{ID: "written"}) })
	})
	if err != nil {
		t.Errorf("a write during a dry run: %v", err)
	}
}

func notified(t *testing.T, address string) {
	var replicas [2]*store.DB
	for i := range replicas {
		db, err := store.Open(t.Context(), address, store.Options{Poll: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		replicas[i] = db
	}
	ctx, stop := context.WithCancel(t.Context())
	woken, done := make(chan struct{}), make(chan error)
	go func() {
		done <- replicas[0].Watch(ctx, func() {
			select {
			case woken <- struct{}{}:
			case <-ctx.Done():
			}
		})
	}()
	<-woken // it is listening
	for _, id := range []string{"t1", "t2", "t3"} {
		start := time.Now()
		err := replicas[1].Update(t.Context(), func(tx *store.Tx) error { return tx.PutTenant(&directory.Tenant{ID: id}) })
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-woken:
			t.Logf("woken %v after the write began", time.Since(start))
		case <-time.After(10 * time.Second):
			t.Fatal("nobody was woken")
		}
	}
	stop()
	<-done
}
