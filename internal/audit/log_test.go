package audit_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/store"
)

func open(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "audit.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func record(id string) audit.Record {
	return audit.Record{ID: id, At: time.UnixMicro(1_000_000), Kind: audit.Decision, Tenant: "t", Principal: "p", Scope: "/Subscriptions/S"}
}

func TestNowReturnsAfterTheRecordIsStored(t *testing.T) {
	db := open(t)
	log := audit.NewLog(db, slog.New(slog.DiscardHandler))
	defer log.Close()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			id := fmt.Sprint("r", i)
			if err := log.Now(t.Context(), record(id)); err != nil {
				t.Error(err)
			}
			found, err := db.AuditRecords(t.Context(), audit.Query{ID: id})
			if err != nil || len(found) != 1 {
				t.Errorf("%s: %d records, %v", id, len(found), err)
			}
		})
	}
	wg.Wait()
}

// broken is a store whose disk is full.
type broken struct{ audit.Store }

func (broken) AppendAudit(context.Context, []audit.Record) error { return errors.New("disk full") }

func TestNowFailsWhenTheLogCannotBeWritten(t *testing.T) {
	log := audit.NewLog(broken{}, slog.New(slog.DiscardHandler))
	if err := log.Now(t.Context(), record("x")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a full disk: %v", err)
	}
	log.Close()
	if err := log.Now(t.Context(), record("x")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a closed log: %v", err)
	}
}

// slow is a store whose single writer is busy at first, as with a dry run of a deployment.
type slow struct {
	audit.Store
	busy    time.Duration
	written atomic.Int64
}

func (s *slow) AppendAudit(ctx context.Context, records []audit.Record) error {
	select {
	case <-time.After(s.busy):
		s.written.Add(int64(len(records)))
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestNowWaitsForABusyStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{busy: 20 * time.Second}
		log := audit.NewLog(s, slog.New(slog.DiscardHandler))
		defer log.Close()
		if err := log.Now(t.Context(), record("now")); err != nil || s.written.Load() != 1 {
			t.Errorf("%d records are written, %v", s.written.Load(), err)
		}
	})
}

func TestQueries(t *testing.T) {
	db := open(t)
	records := []audit.Record{record("a"), record("b"), record("c"), record("d")}
	records[1].Principal = "q"
	records[2].Scope = "/subscriptions/s/resourceGroups/g"
	records[3].Scope, records[3].At, records[3].Kind = "/subscriptions/s0", time.UnixMicro(9_000_000), audit.SignIn
	if err := db.AppendAudit(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		because string
		q       audit.Query
		want    string
	}{
		{"all", audit.Query{}, "abcd"},
		{"newest first", audit.Query{Newest: true, Limit: 2}, "dc"},
		{"the next page", audit.Query{Newest: true, After: 3}, "ba"},
		{"one principal", audit.Query{Tenant: "t", Principal: "q"}, "b"},
		{"a scope and its descendants, not its sibling", audit.Query{ScopeKey: "/subscriptions/s"}, "abc"},
		{"since", audit.Query{Since: time.UnixMicro(2_000_000)}, "d"},
		{"until", audit.Query{Until: time.UnixMicro(2_000_000)}, "abc"},
		{"a kind", audit.Query{Kind: audit.SignIn}, "d"},
		{"another tenant has none", audit.Query{Tenant: "u"}, ""},
	} {
		found, err := db.AuditRecords(t.Context(), row.q)
		got := ""
		for _, r := range found {
			got += r.ID
		}
		if err != nil || got != row.want {
			t.Errorf("%s: %q, want %q, %v", row.because, got, row.want, err)
		}
	}
	if n, err := db.PruneAudit(t.Context(), time.UnixMicro(2_000_000), time.UnixMicro(2_000_000)); err != nil || n != 3 {
		t.Errorf("pruned %d, %v", n, err)
	}
}
