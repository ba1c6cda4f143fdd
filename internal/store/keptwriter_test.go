package store

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/resource"
)

func openKept(t *testing.T, address string) *DB {
	t.Helper()
	db, err := Open(t.Context(), address, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func keptOf(i int) resource.Kept {
	return resource.Kept{ID: fmt.Sprintf("resp_%d", i), Account: "a", Server: "one", At: time.Unix(1_700_000_000, 0)}
}

func TestKeptWriterWritesInTheBackgroundAndWhenItStops(t *testing.T) {
	db := openKept(t, "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "k.db")))
	w := NewKeptWriter(db, slog.New(slog.NewTextHandler(io.Discard, nil)), time.Now)
	const many = 3*keptBatch + 7
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	for i := range many {
		w.PutKeptSoon(keptOf(i))
	}
	stop() // waiting rows are written before Run returns
	<-done
	for _, i := range []int{0, keptBatch, many - 1} {
		if all, err := db.Kept(t.Context(), keptOf(i).ID); err != nil || len(all) != 1 || all[0].Server != "one" {
			t.Errorf("%d: %+v, %v", i, all, err)
		}
	}
}

func TestKeptWriterDropsTheOldestRowsBeyondItsLimit(t *testing.T) {
	db := openKept(t, "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "k.db")))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	w := NewKeptWriter(db, slog.New(slog.NewTextHandler(&said, nil)), time.Now)
	for i := range maxKept + 5 {
		w.PutKeptSoon(keptOf(i)) // does not block, although nothing writes
	}
	if w.write(t.Context()) || len(w.waiting) != maxKept || w.waiting[0].ID != "resp_5" || !strings.Contains(said.String(), "lost=5") {
		t.Fatalf("%d wait from %s; the log says %s", len(w.waiting), w.waiting[0].ID, said.String())
	}
	w.DB = openKept(t, "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "other.db")))
	w.waiting = w.waiting[:keptBatch+1]
	if !w.write(t.Context()) || len(w.waiting) != 0 {
		t.Fatalf("%d wait", len(w.waiting))
	}
	if all, err := w.Kept(t.Context(), keptOf(keptBatch+5).ID); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}
