package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/store"
)

// TestAFileThatCannotShrinkIsLeftAloneAndTheLogSaysWhatToDo makes a file as early releases did.
func TestAFileThatCannotShrinkIsLeftAloneAndTheLogSaysWhatToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "k.db")
	early, err := sql.Open("sqlite", "file:"+path+"?_pragma=auto_vacuum(0)&_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := early.ExecContext(t.Context(), "CREATE TABLE filler (text TEXT)"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	upkeep := 0
	db, err := store.Open(t.Context(), "sqlite://"+path, store.Options{
		Log: slog.New(slog.NewTextHandler(&out, nil)),
		Observe: func(o store.Operation) {
			if o.Name == store.OperationUpkeep && o.Rows > 0 {
				upkeep++
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	shrink := func() {
		t.Helper()
		if err := db.Shrink(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	shrink()
	if out.Len() > 0 {
		t.Errorf("a file that has no room to give back: %s", &out)
	}
	for _, statement := range []string{
		"INSERT INTO filler SELECT hex(zeroblob(1000)) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT i FROM n)",
		"DROP TABLE filler",
	} {
		if _, err := early.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := early.Close(); err != nil {
		t.Fatal(err)
	}
	shrink()
	shrink()
	if said := out.String(); strings.Count(said, "cannot become smaller") != 1 || !strings.Contains(said, "keyless backup and keyless restore") {
		t.Errorf("the log says %q", said)
	}
	if upkeep > 0 {
		t.Errorf("the writer was held %d times for pages that stay", upkeep)
	}
}

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
