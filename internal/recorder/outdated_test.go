package recorder

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
)

// TestRecordsSayThatTheViewWasOlderThanItsBound records what the same caller is allowed and refused, by a view that gets old and
// is renewed.
func TestRecordsSayThatTheViewWasOlderThanItsBound(t *testing.T) {
	db, err := store.Open(t.Context(), "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "keyless.db")), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	old := false
	r, err := Open(t.Context(), db, Config{
		Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler), Now: time.Now, Tenant: func() string { return "t" },
		Name: func(edge.Caller) string { return "bob" }, Outdated: func() bool { return old },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		id      string
		old     bool
		allowed bool
	}{{"fresh", false, true}, {"old", true, true}, {"renewed", false, true}, {"refused", true, false}} {
		old = row.old
		d := edge.Decided{ID: row.id, At: time.Now(), Question: rbac.Question{Tenant: "t", Plane: rbac.Control, Action: "a"}, Decision: rbac.Decision{Allowed: row.allowed}}
		if err := r.decided(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	r.Close()
	records, err := db.AuditRecords(t.Context(), audit.Query{})
	if err != nil || len(records) != 4 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	for _, record := range records {
		want := record.ID == "old" || record.ID == "refused"
		if said := strings.HasSuffix(record.Reason, "past its bound"); said != want || strings.Contains(string(record.Detail), `"outdated":true`) != want {
			t.Errorf("%s: the reason is %q, the details %s", record.ID, record.Reason, record.Detail)
		}
	}
}
