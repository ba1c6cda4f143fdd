package quota

import (
	"context"
	"hash/maphash"
	"log/slog"
	"sync"
	"time"
)

// Day is a day in UTC, counted from 1970-01-01.
type Day int64

// DayOf is the day of t.
func DayOf(t time.Time) Day {
	return Day(time.Date(t.UTC().Year(), t.UTC().Month(), t.UTC().Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// String is the day as 2006-01-02.
func (d Day) String() string { return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly) }

// Used is how much was used.
type Used struct {
	Requests   int64 `json:"requests"`  // all that came to a deployment, also those that failed and were refused
	Failed     int64 `json:"failed"`    // of these, those that a model or its server answered with a failure, or not at all
	Throttled  int64 `json:"throttled"` // of these, those refused for want of quota
	Prompt     int64 `json:"promptTokens"`
	Completion int64 `json:"completionTokens"`
	Tokens     int64 `json:"totalTokens"`
}

// Plus is the sum.
func (u Used) Plus(v Used) Used {
	return Used{
		u.Requests + v.Requests, u.Failed + v.Failed, u.Throttled + v.Throttled,
		u.Prompt + v.Prompt, u.Completion + v.Completion, u.Tokens + v.Tokens,
	}
}

// UsageKey is who used what when.
type UsageKey struct {
	Day        Day
	Account    string // resource id in lower case
	Deployment string
	Principal  // an object id, or "key1" or "key2" without a tenant
}

// Usage is one row of the ledger.
type Usage struct {
	UsageKey
	Used
}

// UsageQuery selects usage.
type UsageQuery struct {
	Under string // accounts that are this scope or lie below it, in lower case
	From  Day    // the first day
	Until Day    // the last day; 0 is no end
}

// UsageReader is what rules need to read usage, inside one transaction.
type UsageReader interface {
	// EachUsage calls each for every row that q selects, by account and day. An error of each ends it.
	EachUsage(q UsageQuery, each func(Usage) error) error
}

// UsageStore keeps usage.
type UsageStore interface {
	// AddUsage adds to what is there, all rows or none.
	AddUsage(ctx context.Context, rows []Usage) error
	// PruneUsage removes the days before a day.
	PruneUsage(ctx context.Context, before Day) (int64, error)
}

const (
	usageShards = 16
	usageEvery  = 2 * time.Second
	// UsageKept is how many days usage is kept: a year, and a month to look back at it.
	UsageKept = 396
)

// Ledger adds up usage in memory and writes it down every two seconds and when it is closed. What a crash can lose is
// what came since; while the store cannot be written, what was used waits, and nothing is lost by that.
type Ledger struct {
	store  UsageStore
	now    func() time.Time
	log    *slog.Logger
	seed   maphash.Seed
	shards [usageShards]usageShard
	stop   chan struct{}
	done   chan struct{}
	once   sync.Once
	pruned Day
}

// usageShard is the usage of some principals. Callers meet here only by chance.
type usageShard struct {
	mu   sync.Mutex
	rows map[UsageKey]Used
	_    [40]byte // on a cache line of its own
}

// NewLedger starts a ledger. Close ends it.
func NewLedger(store UsageStore, now func() time.Time, log *slog.Logger) *Ledger {
	l := &Ledger{store: store, now: now, log: log, seed: maphash.MakeSeed(), stop: make(chan struct{}), done: make(chan struct{})}
	go l.run()
	return l
}

// Add adds u to what key has used. It does not wait for the store.
func (l *Ledger) Add(key UsageKey, u Used) {
	s := &l.shards[maphash.Comparable(l.seed, key.Principal)%usageShards]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rows == nil {
		s.rows = map[UsageKey]Used{}
	}
	s.rows[key] = s.rows[key].Plus(u)
}

// Flush writes down what came so far. If it fails, that waits for the next time.
func (l *Ledger) Flush(ctx context.Context) error {
	var rows []Usage
	for i := range l.shards {
		s := &l.shards[i]
		s.mu.Lock()
		for key, used := range s.rows {
			rows = append(rows, Usage{key, used})
		}
		s.rows = nil
		s.mu.Unlock()
	}
	if len(rows) == 0 {
		return nil
	}
	err := l.store.AddUsage(ctx, rows)
	if err != nil {
		for _, r := range rows {
			l.Add(r.UsageKey, r.Used)
		}
	}
	return err
}

// Close writes down what came so far, and ends the ledger.
func (l *Ledger) Close() {
	l.once.Do(func() { close(l.stop) })
	<-l.done
}

func (l *Ledger) run() {
	defer close(l.done)
	ticker := time.NewTicker(usageEvery)
	defer ticker.Stop()
	for last := false; !last; {
		select {
		case <-ticker.C:
		case <-l.stop:
			last = true
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		if err := l.Flush(ctx); err != nil {
			l.log.Error("usage was not written; it waits", "error", err)
		} else if today := DayOf(l.now()); today != l.pruned && !last {
			l.prune(ctx, today)
		}
		cancel()
	}
}

func (l *Ledger) prune(ctx context.Context, today Day) {
	l.pruned = today
	if _, err := l.store.PruneUsage(ctx, today-UsageKept); err != nil {
		l.log.Error("old usage was not removed", "error", err)
	}
}
