//go:build soak

package soak

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/store"
)

// TestAllowedCallsTakeFewBytesInTheDatabase measures how much PostgreSQL grows by allowed calls, with indexes, counts, usage and
// metrics, and how much by the same records in rows of their own.
func TestAllowedCallsTakeFewBytesInTheDatabase(t *testing.T) {
	const calls, rows = 10_000, 2000
	l := newLab(t, 1, available)
	r := l.replicas[0]
	r.allow(0)
	db, err := sql.Open("pgx", l.database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	size := func() (bytes int64) {
		t.Helper()
		if err := db.QueryRowContext(t.Context(), "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace").Scan(&bytes); err != nil {
			t.Fatal(err)
		}
		return bytes
	}
	ids := r.many(500)
	r.arrive(ids)
	before := size()
	r.arrive(r.many(calls))
	each := float64(size()-before) / calls

	scope := "/subscriptions/" + l.ids.subscription
	status, body, err := r.arm(context.Background(), http.MethodGet, scope+"/providers/Microsoft.Keyless/decisions/"+ids[0]+"?api-version=2026-01-01", nil)
	var record audit.Record
	if err != nil || status != http.StatusOK || json.Unmarshal(body, &record) != nil || !record.Allowed {
		t.Fatalf("a record: %d %s %v", status, body, err)
	}
	old, err := store.Open(t.Context(), l.database, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Close() }()
	before = size()
	for first := 0; first < rows; first += 500 {
		records := make([]audit.Record, 500)
		for i := range records {
			records[i] = record
			records[i].ID = fmt.Sprint("row-", first+i)
		}
		if err := old.AppendAudit(t.Context(), records); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("PostgreSQL grows by %.0f bytes for an allowed call, and by %.0f for its record in a row of its own", each, float64(size()-before)/rows)
	if each > 150 {
		t.Errorf("%.0f bytes for an allowed call", each)
	}
}
