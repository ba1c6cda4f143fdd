//go:build unix && e2e

package store

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/store/pgtest"
)

func TestDumpAndRestoreKeepEveryRowBetweenDatabases(t *testing.T) {
	server := pgtest.Start(t)
	pooled := server.Pooler(t)
	for _, row := range []struct {
		what     string
		from, to func() string
	}{
		{"SQLite to PostgreSQL", func() string { return sqliteAddress(t) }, func() string { return server.Database(t) }},
		{"PostgreSQL to SQLite", func() string { return server.Database(t) }, func() string { return sqliteAddress(t) }},
		{"PostgreSQL to PostgreSQL", func() string { return server.Database(t) }, func() string { return server.Database(t) }},
		{"through PgBouncer", func() string { return pooled(server.Database(t)) }, func() string { return pooled(server.Database(t)) }},
	} {
		t.Run(row.what, func(t *testing.T) {
			copies(t, row.from(), row.to())
			goesOn(t, row.from(), row.to())
		})
	}
}

func TestOpenRefusesPostgreSQLTablesThatItDoesNotKnow(t *testing.T) {
	server := pgtest.Start(t)
	for _, row := range damages {
		t.Run(row.what, func(t *testing.T) {
			address := server.Database(t)
			db, err := Open(t.Context(), address, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.writer.ExecContext(t.Context(), row.statement); err != nil {
				t.Fatal(err)
			}
			_ = db.Close()
			if db, err = Open(t.Context(), address, Options{}); err == nil || !strings.Contains(err.Error(), row.refusal) {
				t.Errorf("Open fails with %v, want %q", err, row.refusal)
			}
			if err == nil {
				_ = db.Close()
			}
		})
	}
}

// TestDumpIsOfOneMoment writes during a copy, which must have all rows of a transaction or none.
func TestDumpIsOfOneMoment(t *testing.T) {
	address := pgtest.Start(t).Database(t)
	filled(t, address)
	b, err := openBare(t.Context(), address, true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	var out bytes.Buffer
	written := false
	_, err = Dump(t.Context(), address, &out, time.Unix(0, 0), func(table string, _ int64) {
		if table == "objects" && !written { // tenants are copied, passkeys are not
			written = true
			for _, statement := range []string{"INSERT INTO tenants (id, body) VALUES ('late', '')", "INSERT INTO passkeys (id, tenant, user_id, body) VALUES ('late', '', '', '')"} {
				if _, err := b.ExecContext(t.Context(), statement); err != nil {
					t.Error(err)
				}
			}
		}
	})
	if err != nil || !written || bytes.Contains(out.Bytes(), []byte(`"late"`)) {
		t.Errorf("the copy holds what was written while it was made: %v", err)
	}
}
