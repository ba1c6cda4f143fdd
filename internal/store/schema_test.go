package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
)

// damaged opens an SQLite store after a change to its schema.
func damaged(t *testing.T, statement string) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "k.db")
	db, err := Open(t.Context(), "sqlite://"+path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.writer.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db, err = Open(t.Context(), "sqlite://"+path, Options{})
	if err == nil {
		_ = db.Close()
	}
	return err
}

// damages are reasons for which a store is rejected, with the error message.
var damages = []struct{ what, statement, refusal string }{
	{"a newer release has made the tables", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, TRUE)", "has version 99 of the tables, and this release of keyless knows up to "},
	{"a table is missing", "DROP TABLE audit_blocks", "of the table audit_blocks is missing"},
	{"a column is missing", "ALTER TABLE changes DROP COLUMN epoch", "the column epoch of the table changes is missing"},
}

func TestOpenRefusesTablesThatItDoesNotKnow(t *testing.T) {
	for _, row := range damages {
		t.Run(row.what, func(t *testing.T) {
			if err := damaged(t, row.statement); err == nil || !strings.Contains(err.Error(), row.refusal) {
				t.Errorf("Open fails with %v, want %q", err, row.refusal)
			}
		})
	}
}

// TestSchemaAtMatchesTheMigrations compares the schema parsed from the migrations with what SQLite creates.
func TestSchemaAtMatchesTheMigrations(t *testing.T) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "k.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	provider, err := newProvider(goose.DialectSQLite3, db)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range provider.ListSources() {
		if _, err := provider.UpTo(t.Context(), source.Version); err != nil {
			t.Fatal(err)
		}
		tables, err := schemaAt(source.Version)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]string{}
		for _, table := range tables {
			for _, c := range table.columns {
				said[table.name+"."+c.name] = c.kind
			}
		}
		made := columnsOf(t.Context(), t, db)
		for place, kind := range made {
			if said[place] != kind {
				t.Errorf("version %d: %s is %q, and %q is read", source.Version, place, kind, said[place])
			}
		}
		if len(said) != len(made) {
			t.Errorf("version %d: %d columns are read, and there are %d", source.Version, len(said), len(made))
		}
	}
}

func columnsOf(ctx context.Context, t *testing.T, db *sql.DB) map[string]string {
	t.Helper()
	rows, err := db.QueryContext(ctx, "SELECT m.name || '.' || c.name, c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'goose_db_version'")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	all := map[string]string{}
	for rows.Next() {
		var place, kind string
		if err := rows.Scan(&place, &kind); err != nil {
			t.Fatal(err)
		}
		all[place] = kind
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
