package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/metric"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/spool"
)

// upkeepKinds are the kinds of upkeep, each with statements that make rows for it out of a number i. What is old is of 1970.
var upkeepKinds = map[string]struct {
	rows map[string]string // table → columns and values
	do   func(context.Context, *DB) error
	// small is how many rows of its own the upkeep writes at most.
	small int
}{
	"PruneAudit": {map[string]string{
		"audit":          "(seq, id, at, kind, tenant, principal, scope, body, written) SELECT 10000 + i, i, 1, 'decision', 't', '', '', '{}', 0",
		"audit_blocks":   "(first, last, records, calls, at_from, at_to, id_from, id_to, keys, body, written) SELECT i, i, 1, i % 2, 1, 1, '', '', '', '', 0",
		"assignment_use": "(tenant, id, at) SELECT 't', i, 1",
	}, func(ctx context.Context, db *DB) error {
		_, err := db.PruneAudit(ctx, time.Now(), time.Now())
		return err
	}, 0},
	"PruneSpools": {
		map[string]string{"spool_cursors": "(id, segment, place, at) SELECT i, 1, 1, 1"},
		func(ctx context.Context, db *DB) error { return db.PruneSpools(ctx, time.Now()) }, 0,
	},
	"PruneCalls": {
		map[string]string{
			"call_counts": "(minute, kind, calls) SELECT i, 1, 1",
			"call_kinds":  "(id, tenant, principal, account, deployment, action, assignment, last) SELECT i, '', '', '', '', '', '', 60",
		},
		func(ctx context.Context, db *DB) error { return db.PruneCalls(ctx, time.Now()) }, 0,
	},
	"PruneUsage": {
		map[string]string{"usage": "(day, account, deployment, tenant, principal, requests, failed, throttled, prompt, completion, tokens) SELECT 1, i, '', '', '', 0, 0, 0, 0, 0, 0"},
		func(ctx context.Context, db *DB) error {
			_, err := db.PruneUsage(ctx, quota.DayOf(time.Now()))
			return err
		}, 0,
	},
	"PruneMetrics": {map[string]string{
		"metric_minutes": "(series, minute, writer, body) SELECT 1, i, 1, ''",
		"metric_series":  "(id, account, deployment, format, model, version, api, operation, stream, status, last) SELECT i, '', '', '', '', '', '', '', 0, 0, 1",
	}, func(ctx context.Context, db *DB) error {
		_, err := db.PruneMetrics(ctx, metric.MinuteOf(time.Now()))
		return err
	}, 0},
	"PruneKept": {
		map[string]string{"kept_things": "(id, account, server, batch, at) SELECT i, '', '', FALSE, 1"},
		func(ctx context.Context, db *DB) error { return db.PruneKept(ctx, time.Now()) }, 0,
	},
	"PruneScheduleRequests": {
		map[string]string{"schedule_requests": "(tenant, kind, scope, name, role_id, principal_id, requestor, pending, at, body) SELECT 't', 'assignment', '', i, '', '', '', i % 2, 1, '{}'"},
		func(ctx context.Context, db *DB) error { return db.PruneScheduleRequests(ctx, time.Now()) }, 0,
	},
	"PruneChanges": {
		map[string]string{"changes": "(revision, seq, epoch, at, kind, key, deleted, body) SELECT 1 + i / 1000, i % 1000, '', 1, 'tenant', i, FALSE, '{}'"},
		func(ctx context.Context, db *DB) error {
			if _, err := db.writer.ExecContext(ctx, "UPDATE revision SET value = 1000000 WHERE id = 1"); err != nil {
				return err
			}
			return db.PruneChanges(ctx)
		}, 0,
	},
	"PruneSignIns": {map[string]string{
		"signin_codes":      "(hash, grant_id, expires_at, used_at, body) SELECT i, '', 1, 0, ''",
		"signin_refresh":    "(hash, grant_id, created_at, expires_at, used_at) SELECT i, '', 1, 1, 0",
		"signin_devices":    "(hash, user_code, state, grant_id, expires_at, polled_at, body) SELECT i, i, '', '', 1, 0, ''",
		"signin_sessions":   "(hash, expires_at, body) SELECT i, 1, ''",
		"signin_assertions": "(id, digest, sender, expires_at) SELECT i, '', '', 1",
		"signin_challenges": "(hash, expires_at, body) SELECT i, 1, ''",
		"signin_attempts":   "(id, failures, at, locked_until) SELECT i, 1, 1, 0",
		"signin_grants":     "(id, revoked_at, created_at, body) SELECT i, 0, 1, ''",
	}, func(ctx context.Context, db *DB) error { return db.PruneSignIns(ctx, time.Now()) }, 0},
	"CompactAudit": {map[string]string{
		"audit": `(seq, id, at, kind, tenant, principal, scope, body, written) SELECT i, i, 1, 'decision', 't', '', '', '{"allowed":true}', 0`,
	}, func(ctx context.Context, db *DB) error { return db.CompactAudit(ctx, time.Now()) }, 2},
	"Shrink": {nil, func(ctx context.Context, db *DB) error { return db.Shrink(ctx) }, 0},
}

// TestUpkeepHoldsTheWriterForFewRowsAtATime: whatever is removed or rewritten now and then, no transaction of it is about more
// rows than a slice has, and whoever waits for the writer gets it between two.
func TestUpkeepHoldsTheWriterForFewRowsAtATime(t *testing.T) {
	const rows = 2000
	for name, kind := range upkeepKinds {
		t.Run(name, func(t *testing.T) {
			var db *DB
			slices, about, others := 0, 0, []string{}
			observe := func(o Operation) {
				switch o.Name {
				case OperationView, OperationPosition:
					return
				case OperationUpkeep:
				default:
					others = append(others, o.Name)
				}
				if slices++; o.Rows > sliceRows && name != "Shrink" || o.Rows > shrinkPages {
					t.Errorf("a slice is about %d rows", o.Rows)
				}
				about += o.Rows
				select {
				case db.writing <- struct{}{}:
					<-db.writing
				default:
					t.Error("the writer is not free after a slice")
				}
			}
			address, err := SQLiteAddress(filepath.Join(t.TempDir(), "keyless.db"))
			if err != nil {
				t.Fatal(err)
			}
			if db, err = Open(t.Context(), address, Options{Observe: func(o Operation) { observe(o) }}); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			want := 0
			for table, values := range kind.rows {
				make := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO %s %s FROM n", rows, table, values)
				if _, err := db.writer.ExecContext(t.Context(), make); err != nil {
					t.Fatal(err)
				}
				want += rows
			}
			if name == "Shrink" {
				want = freePages(t, db)
			}
			if err := kind.do(t.Context(), db); err != nil {
				t.Fatal(err)
			}
			if about < want || slices < want/sliceRows || len(others) > 0 {
				t.Errorf("%d slices about %d rows of %d, and %q", slices, about, want, others)
			}
			for table := range kind.rows {
				var left int
				if err := db.reader.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&left); err != nil || left > kind.small {
					t.Errorf("%d rows are left in %s, %v", left, table, err)
				}
			}
		})
	}
}

// freePages makes pages that Shrink gives back, and counts them.
func freePages(t *testing.T, db *DB) (free int) {
	t.Helper()
	for _, statement := range []string{
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO signin_sessions (hash, expires_at, body) SELECT i, 1, hex(zeroblob(3000)) FROM n",
		"DELETE FROM signin_sessions",
	} {
		if _, err := db.writer.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.writer.QueryRowContext(t.Context(), "PRAGMA freelist_count").Scan(&free); err != nil || free < 2*shrinkPages {
		t.Fatalf("%d free pages, %v", free, err)
	}
	return free
}

// TestEveryKindOfUpkeepIsHeldToItsBounds finds what removes or rewrites rows by the names of the methods.
func TestEveryKindOfUpkeepIsHeldToItsBounds(t *testing.T) {
	of := reflect.TypeFor[*DB]()
	for i := range of.NumMethod() {
		name := of.Method(i).Name
		_, held := upkeepKinds[name]
		if upkeep := strings.HasPrefix(name, "Prune") || strings.HasPrefix(name, "Compact") || strings.HasPrefix(name, "Shrink"); upkeep && !held {
			t.Errorf("%s is not in the table of upkeep", name)
		}
	}
}

func TestSlicesFollowTheTimeThatTheyTake(t *testing.T) {
	for because, row := range map[string]struct {
		rows int
		took time.Duration
		want int
	}{
		"a quick slice is doubled":                       {100, time.Millisecond, 200},
		"none is larger than the bound":                  {400, time.Millisecond, 500},
		"one that took about the time it may stays":      {200, 8 * time.Millisecond, 200},
		"one that took a little too long is halved":      {200, 11 * time.Millisecond, 100},
		"one that took five times too long is a fifth":   {200, 50 * time.Millisecond, 40},
		"one row is the least":                           {3, time.Minute, 1},
		"nothing overflows":                              {500, math.MaxInt64, 1},
		"one row grows again when the machine is idle":   {1, time.Microsecond, 2},
		"a slice that took no time at all grows as well": {64, 0, 128},
	} {
		s := &slicer{row.rows, 500, sliceTime}
		if s.took(row.took); s.rows != row.want {
			t.Errorf("%s: %d rows, want %d", because, s.rows, row.want)
		}
	}
}

// TestPartlyPrunedRevisionsAreNotReturned: a slice may end within a revision, of which a reader must not take the rest for
// the whole.
func TestPartlyPrunedRevisionsAreNotReturned(t *testing.T) {
	address, err := SQLiteAddress(filepath.Join(t.TempDir(), "keyless.db"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), address, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for revision := range 3 {
		err := db.Update(t.Context(), func(tx *Tx) error {
			for n := range 3 {
				if err := tx.PutTenant(&directory.Tenant{ID: fmt.Sprint("t", n), DisplayName: fmt.Sprint(revision)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if all, err := db.Changes(t.Context(), Position{Revision: 1}); err != nil || len(all) != 6 {
		t.Fatalf("%d changes, %v", len(all), err)
	}
	if _, err := db.writer.ExecContext(t.Context(), "DELETE FROM changes WHERE revision < 2 OR revision = 2 AND seq < 1"); err != nil {
		t.Fatal(err)
	}
	if all, err := db.Changes(t.Context(), Position{Revision: 1}); !errors.Is(err, ErrPruned) {
		t.Errorf("%d changes, %v", len(all), err)
	}
	if all, err := db.Changes(t.Context(), Position{Revision: 2}); err != nil || len(all) != 3 {
		t.Errorf("%d changes, %v", len(all), err)
	}
}

// TestPruneCallsKeepsTheKindsThatCountsReferTo: a kind without its counts is removed, counts without their kind are lost.
func TestPruneCallsKeepsTheKindsThatCountsReferTo(t *testing.T) {
	db, _ := openForDryRuns(t, Options{})
	at := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	count := func(account string, minutes ...quota.Minute) {
		t.Helper()
		var calls []quota.Calls
		for _, m := range minutes {
			calls = append(calls, quota.Calls{CallKey: quota.CallKey{Minute: quota.MinuteOf(at) + m, Account: account}, Count: 1})
		}
		if err := db.UpdateRows(t.Context(), func(tx *Tx) error { return tx.addCalls(calls) }); err != nil {
			t.Fatal(err)
		}
	}
	kinds := func() (all []string) {
		t.Helper()
		if err := db.View(t.Context(), func(tx *Tx) error {
			return tx.query("SELECT account FROM call_kinds ORDER BY account", nil, func(scan func(...any) error) error {
				var account string
				err := scan(&account)
				all = append(all, account)
				return err
			})
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	const hour, day = 60, 24 * 60
	count("both", 0, 40*day)
	count("both", 20*day) // of a replica that was away
	count("new", 40*day)
	count("old", 0, hour)
	count("unknown", 0)
	// As a replica of an earlier release writes it.
	if _, err := db.writer.ExecContext(t.Context(), "UPDATE call_kinds SET last = (SELECT CAST(dflt_value AS INTEGER) FROM pragma_table_info('call_kinds') WHERE name = 'last') WHERE account = 'unknown'"); err != nil {
		t.Fatal(err)
	}
	prune := func(before quota.Minute, want ...string) {
		t.Helper()
		if err := db.PruneCalls(t.Context(), (quota.MinuteOf(at) + before).Time()); err != nil {
			t.Fatal(err)
		}
		if got := kinds(); !slices.Equal(got, want) {
			t.Errorf("kinds of %q are left, want %q", got, want)
		}
	}
	prune(hour, "both", "new", "old", "unknown")
	prune(30*day, "both", "new", "unknown")
	count("unknown", 31*day)
	prune(35*day, "both", "new")
	prune(50 * day)
}

// TestPruneSpoolsKeepsThoseInUse: a spool from which nothing was received for long is in use if its process runs.
func TestPruneSpoolsKeepsThoseInUse(t *testing.T) {
	now := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	db, _ := openForDryRuns(t, Options{Now: func() time.Time { return now }})
	for _, id := range []string{"idle", "gone"} {
		if err := db.AddUsage(t.Context(), id, spool.Cursor{Segment: 7}, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	now = now.AddDate(2, 0, 0)
	if err := db.TouchSpools(t.Context(), []string{"idle", "never seen"}); err != nil {
		t.Fatal(err)
	}
	if err := db.PruneSpools(t.Context(), now.AddDate(-1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]spool.Cursor{"idle": {Segment: 7}, "gone": {}, "never seen": {}} {
		if got, err := db.SpoolCursor(t.Context(), id); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", id, got, err, want)
		}
	}
}
