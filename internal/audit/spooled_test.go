package audit_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/spool"
)

func spooled(t *testing.T, dir string, store audit.SpoolStore) *audit.Spooled {
	t.Helper()
	s, err := audit.OpenSpooled(t.Context(), dir, 0, store, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// entry returns the entry of a record as a caller of Append builds it.
func entry(r audit.Record) func() (audit.Entry, error) {
	return func() (audit.Entry, error) {
		shape, err := audit.NewShape(r, true)
		return audit.Entry{ID: r.ID, At: r.At, Like: shape}, err
	}
}

func TestCloseLosesNoSpooledRecord(t *testing.T) {
	db := open(t)
	s := spooled(t, t.TempDir(), db)
	for i := range 3000 {
		if err := s.Append(entry(record(fmt.Sprint(i)))); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	expectRecords(t, db, 3000)
}

// expectRecords checks that the log has the records 0 to n-1 in order, each once.
func expectRecords(t *testing.T, store audit.Store, n int) {
	t.Helper()
	seen := int64(0)
	for {
		page, err := store.AuditRecords(t.Context(), audit.Query{After: seen})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			if r.Seq != seen+1 || r.ID != fmt.Sprint(seen) {
				t.Fatalf("record %d is %s, behind %d", r.Seq, r.ID, seen)
			}
			seen = r.Seq
		}
	}
	if seen != int64(n) {
		t.Errorf("%d of %d records are there", seen, n)
	}
}

// away is a store that is available only sometimes, and sometimes commits but returns an error.
type away struct {
	audit.SpoolStore
	gone  atomic.Bool
	calls atomic.Int64
}

var errAway = errors.New("the store is away")

func (a *away) AppendSpooled(ctx context.Context, id string, next spool.Cursor, records *audit.Block) error {
	a.calls.Add(1)
	if a.gone.Load() {
		return errAway
	}
	return a.SpoolStore.AppendSpooled(ctx, id, next, records)
}

func TestSpooledRecordsWaitForTheStoreAndSurviveRestarts(t *testing.T) {
	db, dir := open(t), t.TempDir()
	store := &away{SpoolStore: db}
	store.gone.Store(true)
	s := spooled(t, dir, store)
	for i := range 500 {
		if err := s.Append(entry(record(fmt.Sprint(i)))); err != nil {
			t.Fatalf("a caller is told that the store is away: %v", err)
		}
	}
	for deadline := time.Now().Add(20 * time.Second); store.calls.Load() == 0 && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		continue
	}
	s.Close()
	expectRecords(t, db, 0)

	store.gone.Store(false)
	again := spooled(t, dir, store)
	for i := range 500 {
		_ = again.Append(entry(record(fmt.Sprint(500 + i))))
	}
	again.Close()
	expectRecords(t, db, 1000)
}

// lostAnswer commits the first batch and then returns an error.
type lostAnswer struct {
	audit.SpoolStore
	meanwhile func() // called before the error is returned; may be nil
	failed    atomic.Bool
	calls     atomic.Int64
}

func (l *lostAnswer) AppendSpooled(ctx context.Context, id string, next spool.Cursor, records *audit.Block) error {
	defer l.calls.Add(1)
	if err := l.SpoolStore.AppendSpooled(ctx, id, next, records); err != nil {
		return err
	}
	if l.failed.CompareAndSwap(false, true) {
		if l.meanwhile != nil {
			l.meanwhile()
		}
		return errAway
	}
	return nil
}

func TestRecordsAreStoredOnceAfterALostReceipt(t *testing.T) {
	db := open(t)
	store := &lostAnswer{SpoolStore: db}
	s := spooled(t, t.TempDir(), store)
	for i := range 10 {
		_ = s.Append(entry(record(fmt.Sprint(i))))
	}
	for deadline := time.Now().Add(20 * time.Second); store.calls.Load() < 2 && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		continue
	}
	s.Close()
	expectRecords(t, db, 10)
}

// TestBatchesAreNotRepeatedAfterALostReceipt: more records are in the files when it is tried again.
func TestBatchesAreNotRepeatedAfterALostReceipt(t *testing.T) {
	db := open(t)
	store := &lostAnswer{SpoolStore: db}
	s := spooled(t, t.TempDir(), store)
	store.meanwhile = func() {
		for i := range 10 {
			_ = s.Append(entry(record(fmt.Sprint(10 + i))))
		}
		time.Sleep(500 * time.Millisecond)
	}
	for i := range 10 {
		_ = s.Append(entry(record(fmt.Sprint(i))))
	}
	for deadline := time.Now().Add(20 * time.Second); store.calls.Load() < 2 && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		continue
	}
	s.Close()
	expectRecords(t, db, 20)
}

func TestPruneDeletesInSlices(t *testing.T) {
	db := open(t)
	records := make([]audit.Record, 1700)
	for i := range records {
		records[i] = record(fmt.Sprint(i))
		records[i].At = time.UnixMicro(int64(i))
	}
	if err := db.AppendAudit(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	if n, err := db.PruneAudit(t.Context(), time.UnixMicro(1600), time.UnixMicro(1600)); err != nil || n != 1600 {
		t.Errorf("pruned %d, %v", n, err)
	}
	left, err := db.AuditRecords(t.Context(), audit.Query{})
	if err != nil || len(left) != 100 || left[0].ID != "1600" {
		t.Errorf("%d records are left, %v", len(left), err)
	}
}

func TestUnstorableTextDoesNotBlockTheSpool(t *testing.T) {
	db := open(t)
	s := spooled(t, t.TempDir(), db)
	bad := record("bad")
	bad.Principal, bad.Scope, bad.Name = "a\x00b", "/c\xff", "d\x00e"
	_ = s.Append(entry(bad))
	_ = s.Append(entry(record("good")))
	s.Close()
	all, err := db.AuditRecords(t.Context(), audit.Query{})
	if err != nil || len(all) != 2 || all[1].ID != "good" {
		t.Errorf("%d records, %v", len(all), err)
	}
}
