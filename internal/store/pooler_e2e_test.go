//go:build unix && e2e

package store_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/store/pgtest"
	"keyless.dev/keyless/internal/store/storetest"
)

func TestPgBouncerInTransactionModeImplementsTheContract(t *testing.T) {
	server := pgtest.Start(t)
	through := server.Pooler(t)
	storetest.Run(t, func(t *testing.T) string { return through(server.Database(t)) })
	t.Run("a second start, and changes of others are noticed", func(t *testing.T) { polled(t, through(server.Database(t))) })
}

// polled opens a store twice through a pooler, and waits until one sees what the other writes.
func polled(t *testing.T, address string) {
	var replicas [2]*store.DB
	var log bytes.Buffer
	for i := range replicas {
		db, err := store.Open(t.Context(), address, store.Options{Poll: time.Hour, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		replicas[i] = db
	}
	if !strings.Contains(log.String(), "connection pooler") {
		t.Errorf("the log does not say that there is a pooler: %s", log.String())
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	seen := make(chan struct{})
	go func() {
		_ = replicas[0].Watch(ctx, func() {
			if revision, err := replicas[0].Revision(ctx); err == nil && revision > 0 {
				select {
				case seen <- struct{}{}:
				case <-ctx.Done():
				}
			}
		})
	}()
	if err := replicas[1].Update(t.Context(), func(tx *store.Tx) error { return tx.PutTenant(&directory.Tenant{ID: "t1"}) }); err != nil {
		t.Fatal(err)
	}
	select {
	case <-seen:
	case <-time.After(10 * time.Second):
		t.Fatal("the change was not noticed")
	}
}
