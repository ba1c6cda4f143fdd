package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/audit"
)

func nothing(string, int64) {}

func sqliteAddress(t *testing.T) string {
	return "sqlite://" + filepath.ToSlash(filepath.Join(t.TempDir(), "k.db"))
}

// filled creates a store and puts rows into all tables, with texts that are difficult to encode.
func filled(t *testing.T, address string) {
	t.Helper()
	db, err := Open(t.Context(), address, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := openBare(t.Context(), address, true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	tables, err := schemaAt(newest())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range slices.Backward(tables) {
		if _, err := b.ExecContext(t.Context(), "DELETE FROM "+table.name); err != nil {
			t.Fatal(err)
		}
	}
	transaction(t, b, func(tx *sql.Tx) error {
		for _, table := range tables {
			var rows [][]any
			for n := range int64(450) {
				row := make([]any, len(table.columns))
				for i, c := range table.columns {
					switch c.kind {
					case "BIGINT":
						row[i] = 1<<60 + n
					case "BOOLEAN":
						row[i] = n%2 == 0
					case "BYTEA":
						row[i] = []byte{0, 255, '\n', byte(n)}
					default:
						row[i] = fmt.Sprintf("é\"\\\n\u2028<%d>", n)
					}
				}
				if table.name == "resources" && n == 7 {
					row[slices.IndexFunc(table.columns, func(c column) bool { return c.name == "host" })] = nil
				}
				rows = append(rows, row)
			}
			for part := range slices.Chunk(rows, 100) {
				if err := b.insert(t.Context(), tx, table, part); err != nil {
					return fmt.Errorf("%s: %w", table.name, err)
				}
			}
		}
		return nil
	})
}

func transaction(t *testing.T, b *bare, do func(*sql.Tx) error) {
	t.Helper()
	tx, err := b.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := do(tx); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func dumpOf(t *testing.T, address string) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := Dump(t.Context(), address, &out, time.Unix(0, 0), nothing); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sorted returns the lines of a dump in an order that does not depend on the database.
func sorted(raw []byte) string {
	lines := strings.Split(string(raw), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// copies checks that Dump and Restore copy one store to another without differences.
func copies(t *testing.T, from, to string) {
	t.Helper()
	filled(t, from)
	raw := dumpOf(t, from)
	checked, err := CheckDump(bytes.NewReader(raw), nothing)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := Restore(t.Context(), bytes.NewReader(raw), to, nothing)
	if err != nil {
		t.Fatal(err)
	}
	if copied != checked || copied.Rows != int64(450*copied.Tables) {
		t.Errorf("copied %+v, checked %+v", copied, checked)
	}
	if got := dumpOf(t, to); sorted(got) != sorted(raw) {
		t.Error("the stores differ")
	}
	if _, err := Restore(t.Context(), bytes.NewReader(raw), to, nothing); err == nil || !strings.Contains(err.Error(), "is in use") {
		t.Errorf("a store in use is filled: %v", err)
	}
}

func record(id string) []audit.Record {
	return []audit.Record{{ID: id, At: time.Unix(1e9, 0), Kind: audit.Change, Tenant: "t"}}
}

// goesOn checks that places in the audit log continue after a restore.
func goesOn(t *testing.T, from, to string) {
	t.Helper()
	with := func(address string, do func(context.Context, *DB) error) {
		t.Helper()
		db, err := Open(t.Context(), address, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		if err := do(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	}
	with(from, func(ctx context.Context, db *DB) error {
		for i := range 5 {
			if err := db.AppendAudit(ctx, record(fmt.Sprint("before", i))); err != nil {
				return err
			}
		}
		return nil
	})
	if _, err := Restore(t.Context(), bytes.NewReader(dumpOf(t, from)), to, nothing); err != nil {
		t.Fatal(err)
	}
	with(to, func(ctx context.Context, db *DB) error { return db.AppendAudit(ctx, record("after")) })
	if got := bytes.Count(dumpOf(t, to), []byte(`"before`)); got < 5 {
		t.Errorf("%d records of before", got)
	}
}

func TestDumpAndRestoreKeepEveryRow(t *testing.T) {
	copies(t, sqliteAddress(t), sqliteAddress(t))
	goesOn(t, sqliteAddress(t), sqliteAddress(t))
}

func TestRestoreRejectsDamagedCopiesAndLeavesTheStoreEmpty(t *testing.T) {
	from, to := sqliteAddress(t), sqliteAddress(t)
	filled(t, from)
	raw := string(dumpOf(t, from))
	lines := strings.SplitAfter(raw, "\n")
	for _, row := range []struct{ what, copy, refusal string }{
		{"nothing", "", "empty"},
		{"another file", "hello\n", "no copy of a store"},
		{"a copy from a later release", strings.Replace(raw, fmt.Sprintf(`"schema":%d`, newest()), `"schema":99`, 1), "has version 99"},
		{"a truncated copy", raw[:len(raw)-len(lines[len(lines)-2])], "cut short"},
		{"a copy without a row", raw[:len(raw)-len(lines[len(lines)-2])-len(lines[len(lines)-3])] + lines[len(lines)-2], "rows are missing"},
		{"a copy with data after its end", raw + "[1]\n", "goes on after its end"},
		{"a copy without a table's head", strings.Replace(raw, lines[1], "", 1), "in no table"},
		{"a copy with another table", strings.Replace(raw, `{"table":"tenants"`, `{"table":"sqlite_schema"`, 1), "is not expected"},
		{"a copy with other columns", strings.Replace(raw, `"columns":["id","body"]`, `"columns":["body","id"]`, 1), "other columns"},
		{"a copy with a number as a string", strings.Replace(raw, `[1152921504606846976,`, `["1152921504606846976",`, 1), "damaged"},
		{"a copy with an empty line", strings.Replace(raw, lines[2], "\n", 1), "damaged"},
	} {
		if _, err := Restore(t.Context(), strings.NewReader(row.copy), to, nothing); err == nil || !strings.Contains(err.Error(), row.refusal) {
			t.Errorf("%s: %v, want %q", row.what, err, row.refusal)
		}
		if _, err := CheckDump(strings.NewReader(row.copy), nothing); err == nil {
			t.Errorf("%s passes the check", row.what)
		}
	}
	if _, err := Restore(t.Context(), strings.NewReader(raw), to, nothing); err != nil {
		t.Errorf("after all that, a good copy: %v", err)
	}
}

func TestDumpRejectsOtherDatabasesAndLaterReleases(t *testing.T) {
	if _, err := Dump(t.Context(), sqliteAddress(t), io.Discard, time.Now(), nothing); err == nil || !strings.Contains(err.Error(), "there is no database") {
		t.Errorf("no file: %v", err)
	}
	empty := sqliteAddress(t)
	if err := makeFile(strings.TrimPrefix(empty, "sqlite://")); err != nil {
		t.Fatal(err)
	}
	if _, err := Dump(t.Context(), empty, io.Discard, time.Now(), nothing); err == nil || !strings.Contains(err.Error(), "no server has run") {
		t.Errorf("an empty file: %v", err)
	}
}

// TestRestoreMigratesCopiesOfEarlierReleases copies the schema of each earlier release.
func TestRestoreMigratesCopiesOfEarlierReleases(t *testing.T) {
	for _, version := range []int64{9, 12} {
		from, to := sqliteAddress(t), sqliteAddress(t)
		b, err := openBare(t.Context(), from, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.migrateTo(t.Context(), version); err != nil {
			t.Fatal(err)
		}
		if _, err := b.ExecContext(t.Context(), "INSERT INTO tenants (id, body) VALUES ('one', '{}')"); err != nil {
			t.Fatal(err)
		}
		_ = b.Close()
		copied, err := Restore(t.Context(), bytes.NewReader(dumpOf(t, from)), to, nothing)
		if err != nil || copied.Schema != version {
			t.Fatalf("version %d: %+v, %v", version, copied, err)
		}
		if after := dumpOf(t, to); !bytes.Contains(after, fmt.Appendf(nil, `"schema":%d`, newest())) || !bytes.Contains(after, []byte(`["one","{}"]`)) {
			t.Errorf("version %d is restored as %s", version, after)
		}
	}
}
