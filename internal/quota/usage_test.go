package quota_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/quota"
)

// book is a store that can be out of order.
type book struct {
	mu   sync.Mutex
	rows map[quota.UsageKey]quota.Used
	down bool
}

func (b *book) AddUsage(_ context.Context, rows []quota.Usage) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.down {
		return errors.New("down")
	}
	for _, r := range rows {
		b.rows[r.UsageKey] = b.rows[r.UsageKey].Plus(r.Used)
	}
	return nil
}

func (b *book) PruneUsage(context.Context, quota.Day) (int64, error) { return 0, nil }

func TestALedgerLosesNothingWhileItsStoreIsDownOrCloses(t *testing.T) {
	b := &book{rows: map[quota.UsageKey]quota.Used{}, down: true}
	l := quota.NewLedger(b, clock, slog.New(slog.DiscardHandler))
	key := quota.UsageKey{Day: 1, Account: "a", Deployment: "d", Principal: who("bob")}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				l.Add(key, quota.Used{Requests: 1, Tokens: 3})
			}
		})
	}
	wg.Wait()
	if err := l.Flush(t.Context()); err == nil {
		t.Error("the store was down")
	}
	b.mu.Lock()
	b.down = false
	b.mu.Unlock()
	l.Add(key, quota.Used{Requests: 1, Tokens: 3})
	l.Close()
	if got := b.rows[key]; got.Requests != 801 || got.Tokens != 2403 {
		t.Errorf("%+v", got)
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
