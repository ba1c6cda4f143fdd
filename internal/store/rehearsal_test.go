package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestADryRunKeepsNobodyFromWriting: it works on a copy, in memory or in a file, of which nothing is left.
func TestADryRunKeepsNobodyFromWriting(t *testing.T) {
	folder := t.TempDir()
	left := filepath.Join(folder, strings.Replace(rehearsalFile, "*", "1", 1)) // by a process that was killed
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), "sqlite://"+filepath.ToSlash(filepath.Join(folder, "keyless.db")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	files := func() (names []string) {
		names, _ = filepath.Glob(filepath.Join(folder, rehearsalFile))
		return names
	}
	if left := files(); len(left) > 0 {
		t.Errorf("%q are left from before", left)
	}
	if _, err := db.writer.ExecContext(t.Context(), "INSERT INTO tenants (id, body) VALUES ('t', '{}')"); err != nil {
		t.Fatal(err)
	}
	insert := func(tx *Tx, id string) error {
		_, err := tx.exec("INSERT INTO objects (tenant, id, kind, name, deleted, body) VALUES ('t', $1, 'user', '', FALSE, '{}')", id)
		return err
	}
	count := func(tx *Tx) (n int) {
		t.Helper()
		if _, err := tx.row("SELECT count(*) FROM objects", nil, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	objects := func() (n int) {
		t.Helper()
		if err := db.View(t.Context(), func(tx *Tx) error { n = count(tx); return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	no := errors.New("no")
	for _, large := range []bool{false, true} {
		if large {
			const many = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
				INSERT INTO objects (tenant, id, kind, name, deleted, body) SELECT 't', i, 'user', '', FALSE, '{}' FROM n`
			if _, err := db.writer.ExecContext(t.Context(), many, rehearsedInMemory+1); err != nil {
				t.Fatal(err)
			}
		}
		before := objects()
		for i, want := range []error{nil, no} {
			err := db.DryRun(t.Context(), func(dry *Tx) error {
				if n := count(dry); n != before+i {
					t.Errorf("large %t: the dry run sees %d objects of %d", large, n, before+i)
				}
				if err := insert(dry, "dry"); err != nil {
					return err
				}
				if err := insert(dry, "dry"); err == nil {
					t.Errorf("large %t: the copy has no keys", large)
				}
				if large != (len(files()) == 1) {
					t.Errorf("large %t: the files %q", large, files())
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				if err := db.Update(ctx, func(tx *Tx) error { return insert(tx, fmt.Sprint("meanwhile", large, i)) }); err != nil {
					t.Errorf("large %t: a writer gets %v", large, err)
				}
				return want
			})
			if !errors.Is(err, want) {
				t.Errorf("large %t: %v, want %v", large, err, want)
			}
		}
		if after := objects(); after != before+2 {
			t.Errorf("large %t: %d objects, %d before", large, after, before)
		}
		if left := files(); len(left) > 0 {
			t.Errorf("large %t: %q are left", large, left)
		}
	}
}

// TestTheCopyOfADryRunHasWhatTheDatabaseHas compares the tables, their rows and their indexes, and what is checked.
func TestTheCopyOfADryRunHasWhatTheDatabaseHas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyless.db")
	db, err := Open(t.Context(), "sqlite://"+filepath.ToSlash(path), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tx, end, err := db.rehearseSQLite(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	list := func(query func(context.Context, string, ...any) (*sql.Rows, error)) (all []string) {
		t.Helper()
		rows, err := query(t.Context(), "SELECT type || ' ' || name FROM sqlite_schema WHERE tbl_name NOT LIKE 'goose_%' AND tbl_name NOT LIKE 'sqlite_%' ORDER BY 1")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			all = append(all, name)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return all
	}
	if live, copied := list(db.reader.QueryContext), list(tx.QueryContext); !slices.Equal(live, copied) || len(live) == 0 {
		t.Errorf("the copy has %q, the database %q", copied, live)
	}
	var checked int
	if err := tx.QueryRowContext(t.Context(), "PRAGMA foreign_keys").Scan(&checked); err != nil || checked != 1 {
		t.Errorf("foreign keys are not checked: %d, %v", checked, err)
	}
}
