package app_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/store"
)

func TestExpiredRecordsAreRemovedFromTheLog(t *testing.T) {
	dir := t.TempDir()
	config := app.Developer(dir)
	config.Listen, config.HTTPListen = "127.0.0.1:0", ""
	start := func() {
		t.Helper()
		server, err := app.New(context.Background(), config)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		done := make(chan error, 1)
		go func() { done <- server.Run(ctx) }()
		<-server.Ready()
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	records := func(write ...audit.Record) int {
		t.Helper()
		db, err := store.Open(t.Context(), "sqlite://"+filepath.ToSlash(filepath.Join(dir, "keyless.db")), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if len(write) > 0 {
			err = db.AppendAudit(t.Context(), write)
		}
		if err != nil {
			t.Fatal(err)
		}
		all, err := db.AuditRecords(t.Context(), audit.Query{})
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	start()
	now := time.Now()
	before := records()
	records(audit.Record{ID: "old", At: now.Add(-91 * 24 * time.Hour)}, audit.Record{ID: "young", At: now.Add(-89 * 24 * time.Hour)})
	for n := 0; records() != before+1; n++ { // expired records are removed after the start, in the background
		if n == 20 {
			t.Fatalf("%d records are there, want %d", records(), before+1)
		}
		start()
	}
}
