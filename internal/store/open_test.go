package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

func openFile(t *testing.T, path string) *store.DB {
	t.Helper()
	address, err := store.SQLiteAddress(path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestOpeningAnExistingStoreIsFast(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder with ? and %", "keyless.db")
	db := openFile(t, path)
	err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.PutTenant(&directory.Tenant{ID: "t1"}) })
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	best := time.Hour
	for range 5 {
		start := time.Now()
		db := openFile(t, path)
		best = min(best, time.Since(start))
		if revision, err := db.Revision(t.Context()); err != nil || revision != 1 {
			t.Fatalf("revision %d, %v", revision, err)
		}
		_ = db.Close()
	}
	t.Logf("opened in %v", best)
	if best > 100*time.Millisecond {
		t.Errorf("opening took %v at best", best)
	}
}
