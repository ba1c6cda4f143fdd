package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/store"
)

func TestSQLiteFileShrinksAfterRetention(t *testing.T) {
	path := filepath.Join(t.TempDir(), "k.db")
	db, err := store.Open(t.Context(), "sqlite://"+path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	size := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	records := make([]audit.Record, 4000)
	for i := range records {
		records[i] = audit.Record{ID: fmt.Sprint("r", i), At: at, Kind: audit.Decision, Tenant: "t", Reason: strings.Repeat("because ", 120)}
	}
	if err := db.AppendAudit(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	if err := db.Shrink(t.Context()); err != nil {
		t.Fatal(err)
	}
	full := size()
	if _, err := db.PruneAudit(t.Context(), at.Add(time.Hour), at.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := db.Shrink(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := size(); after > full/4 {
		t.Errorf("the file has %d bytes, and had %d before its records were removed", after, full)
	}
}
