package app

import (
	"bytes"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/metric"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/spool"
	"keyless.dev/keyless/internal/store"
)

// clocks are the two clocks of a machine, which a test sets.
type clocks struct {
	wall  time.Time
	since time.Duration
}

// pass lets time pass on both.
func (c *clocks) pass(d time.Duration) { c.wall, c.since = c.wall.Add(d), c.since+d }

func newClocks(log *slog.Logger) (*clocks, *clockWatch) {
	c := &clocks{wall: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)}
	w := newClockWatch(func() time.Time { return c.wall }, log)
	w.elapsed = func() time.Duration { return c.since }
	w.lastSince = 0
	return c, w
}

func TestAClockThatJumpedAheadIsNotTrustedForADay(t *testing.T) {
	var out bytes.Buffer
	c, w := newClocks(slog.New(slog.NewTextHandler(&out, nil)))
	for _, step := range []struct {
		name    string
		do      func()
		trusted bool
		says    string
	}{
		{"a clock that goes on is trusted", func() { c.pass(time.Minute) }, true, ""},
		{"so is one that was not looked at for long", func() { c.pass(1000 * time.Hour) }, true, ""},
		{"it may be corrected by minutes", func() { c.wall = c.wall.Add(30 * time.Minute) }, true, ""},
		{"it may be put back", func() { c.wall = c.wall.Add(-48 * time.Hour) }, true, ""},
		{"it jumps a year ahead", func() { c.wall = c.wall.AddDate(1, 0, 0) }, false, "jumped ahead"},
		{"hours later it is still not trusted", func() { c.pass(23 * time.Hour) }, false, ""},
		{"it jumps again, and the day begins anew", func() { c.wall = c.wall.Add(2 * time.Hour) }, false, "jumped ahead"},
		{"a day after the first jump is too early", func() { c.pass(2 * time.Hour) }, false, ""},
		{"after a day it is taken for right", func() { c.pass(22 * time.Hour) }, true, "a day has passed"},
		{"it jumps once more", func() { c.wall = c.wall.AddDate(0, 1, 0) }, false, "jumped ahead"},
		{"a part of that is corrected", func() { c.wall = c.wall.AddDate(0, 0, -10) }, false, ""},
		{"it is corrected", func() { c.wall = c.wall.AddDate(0, -1, 10) }, true, "was put back"},
		{"and trusted from then on", func() { c.pass(time.Hour) }, true, ""},
	} {
		out.Reset()
		step.do()
		if got := w.trusted(); got != step.trusted {
			t.Errorf("%s: trusted is %t", step.name, got)
		}
		if said := out.String(); (step.says == "") != (said == "") || !strings.Contains(said, step.says) {
			t.Errorf("%s: the log says %q, want %q", step.name, said, step.says)
		}
	}
}

// TestAWrongClockErasesNothing sets the clock three years ahead, and calls everything that removes by age. Each Prune method of
// the store but that of change records, which are counted, is one of agingStore.
func TestAWrongClockErasesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyless.db")
	db, err := store.Open(t.Context(), "sqlite://"+filepath.ToSlash(path), store.Options{Now: func() time.Time { return time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	c, watch := newClocks(slog.New(slog.DiscardHandler))
	aging := agingStore{db, watch}
	at := c.wall
	if err := db.AppendAudit(t.Context(), []audit.Record{{ID: "one", At: at, Kind: audit.Decision, Tenant: "t"}}); err != nil {
		t.Fatal(err)
	}
	if err := db.PutKept(t.Context(), resource.Kept{ID: "kept", Account: "a", At: at}); err != nil {
		t.Fatal(err)
	}
	series := metric.Series{Account: "a"}
	if err := db.PutMetrics(t.Context(), []metric.Row{{Series: series, Minute: metric.MinuteOf(at), Body: []byte{1}}}); err != nil {
		t.Fatal(err)
	}
	usage := []quota.Usage{{UsageKey: quota.UsageKey{Day: quota.DayOf(at), Account: "a"}, Used: quota.Used{Requests: 1}}}
	calls := []quota.Calls{{CallKey: quota.CallKey{Minute: quota.MinuteOf(at), Account: "a"}, Count: 1}}
	if err := db.AddUsage(t.Context(), "spool", spool.Cursor{Segment: 1}, usage, calls); err != nil {
		t.Fatal(err)
	}
	left := func() (all []string) {
		t.Helper()
		raw, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = raw.Close() }()
		for _, table := range []string{"audit", "call_counts", "call_kinds", "kept_things", "metric_minutes", "metric_series", "spool_cursors", "usage"} {
			var n int
			if err := raw.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n > 0 {
				all = append(all, table)
			}
		}
		return all
	}
	prune := func() {
		t.Helper()
		old := c.wall.AddDate(-2, 0, 0)
		_, auditErr := aging.PruneAudit(t.Context(), old, old)
		_, usageErr := aging.PruneUsage(t.Context(), quota.DayOf(old))
		_, metricErr := aging.PruneMetrics(t.Context(), metric.MinuteOf(old))
		if err := errors.Join(auditErr, usageErr, metricErr, aging.PruneCalls(t.Context(), old), aging.PruneSignIns(t.Context(), old),
			aging.PruneKept(t.Context(), old), aging.PruneSpools(t.Context(), old)); err != nil {
			t.Fatal(err)
		}
	}
	all := reflect.TypeFor[agingStore]()
	for i := range all.NumMethod() {
		method := all.Method(i)
		file, _ := runtime.FuncForPC(method.Func.Pointer()).FileLine(method.Func.Pointer())
		if own := strings.HasSuffix(file, "clockwatch.go"); strings.HasPrefix(method.Name, "Prune") && own == (method.Name == "PruneChanges") {
			t.Errorf("%s is a method of agingStore itself: %t (%s)", method.Name, own, file)
		}
	}
	before := left()
	c.wall = c.wall.AddDate(3, 0, 0)
	prune()
	if after := left(); len(before) != 8 || !slices.Equal(after, before) {
		t.Errorf("%q are left of %q", after, before)
	}
	c.pass(clockDistrust) // nobody has corrected it
	prune()
	if after := left(); len(after) > 0 {
		t.Errorf("%q are left when the clock is trusted again", after)
	}
}
