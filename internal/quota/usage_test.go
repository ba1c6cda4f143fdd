package quota_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/spool"
)

// book is a store that can be down, and can commit without an answer.
type book struct {
	mu    sync.Mutex
	rows  map[quota.UsageKey]quota.Used
	at    spool.Cursor
	calls int64
	down  bool
	quiet bool
}

func (b *book) SpoolCursor(context.Context, string) (spool.Cursor, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at, nil
}

func (b *book) AddUsage(_ context.Context, _ string, next spool.Cursor, rows []quota.Usage, calls []quota.Calls) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.down {
		return errors.New("down")
	}
	if !b.at.Before(next) {
		return nil
	}
	b.at = next
	for _, c := range calls {
		b.calls += c.Count
	}
	for _, r := range rows {
		b.rows[r.UsageKey] = b.rows[r.UsageKey].Plus(r.Used)
	}
	if b.quiet {
		b.quiet = false
		return errors.New("the answer is lost")
	}
	return nil
}

func (b *book) PruneUsage(context.Context, quota.Day) (int64, error) { return 0, nil }

func (b *book) set(down bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.down = down
}

func TestLedgerCountsUsageOnceDespiteStoreFailures(t *testing.T) {
	b, dir := &book{rows: map[quota.UsageKey]quota.Used{}, down: true, quiet: true}, t.TempDir()
	open := func() *quota.Ledger {
		l, err := quota.OpenLedger(t.Context(), dir, b, clock, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	key := quota.UsageKey{Day: 1, Account: "a", Deployment: "d", Principal: who("bob")}
	l := open()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				l.Add(key, quota.Used{Requests: 1, Tokens: 3}, quota.CallKey{Minute: 5, Principal: who("bob")})
			}
		})
	}
	wg.Wait()
	gone, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := l.Flush(gone); err == nil {
		t.Error("the store was down")
	}
	l.Close() // and it stays down
	b.set(false)
	l = open()
	l.Add(key, quota.Used{Requests: 1, Tokens: 3}, quota.CallKey{})
	if err := l.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	l.Add(key, quota.Used{Requests: 1, Tokens: 3}, quota.CallKey{})
	l.Close()
	if got := b.rows[key]; got.Requests != 802 || got.Tokens != 2406 || b.calls != 800 {
		t.Errorf("%+v, %d calls", got, b.calls)
	}
}

func TestDays(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-23T23:59:59Z": "2026-11-23", "2026-11-24T00:30:00+01:00": "2026-11-23", "1970-01-01T00:00:00Z": "1970-01-01", "2028-02-29T12:00:00Z": "2028-02-29",
	} {
		at, err := time.Parse(time.RFC3339, text)
		if got := quota.DayOf(at).String(); err != nil || got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestUsageDaysBeginAtMidnightUTC(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-28T00:00:00Z": "2026-11-28", "2026-11-28T23:59:59.999Z": "2026-11-28", "2026-11-29T00:30:00+02:00": "2026-11-28",
		"1969-12-31T23:59:59Z": "1969-12-31", "1969-12-31T00:00:00Z": "1969-12-31", "2024-02-29T12:00:00-12:00": "2024-03-01",
	} {
		at, err := time.Parse(time.RFC3339, text)
		if got := quota.DayOf(at).String(); err != nil || got != want {
			t.Errorf("%s is on %s, not on %s: %v", text, got, want, err)
		}
	}
}
