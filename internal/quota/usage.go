package quota

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"keyless.dev/keyless/internal/spool"
)

// Day is a day in UTC, counted from 1970-01-01.
type Day int64

// DayOf is the day of t.
func DayOf(t time.Time) Day {
	seconds := t.Unix()
	day := seconds / 86400
	if seconds%86400 < 0 {
		day-- // before 1970
	}
	return Day(day)
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
	// SpoolCursor is how far the records of a spool have been received.
	SpoolCursor(ctx context.Context, id string) (spool.Cursor, error)
	// AddUsage adds to what is there, all rows and calls or none, and that a spool was received up to next, in one transaction.
	AddUsage(ctx context.Context, id string, next spool.Cursor, rows []Usage, calls []Calls) error
	// PruneUsage removes the days before a day.
	PruneUsage(ctx context.Context, before Day) (int64, error)
}

const (
	// usageGather is how long usage waits to be added up with what comes.
	usageGather = 2 * time.Second
	// usageRows bounds the rows of one record in the files.
	usageRows = 5000
	// UsageKept is how many days usage is kept: a year, and a month to look back at it.
	UsageKept = 396
)

// Ledger writes down what was used by way of files of this process: whoever uses something waits neither for a disk nor for
// the store. What a crash can lose is what was used in the last 200 ms; the rest is added to the store once.
type Ledger struct {
	*spool.Forwarder
	store  UsageStore
	now    func() time.Time
	log    *slog.Logger
	rows   map[UsageKey]Used // what is written next; for the spool's writer alone, as calls
	calls  map[CallKey]int64
	pruned Day
}

// OpenLedger opens the files in a folder and begins to deliver. Close ends it.
func OpenLedger(ctx context.Context, dir string, store UsageStore, now func() time.Time, log *slog.Logger) (*Ledger, error) {
	l := &Ledger{store: store, now: now, log: log, rows: map[UsageKey]Used{}, calls: map[CallKey]int64{}}
	var err error
	l.Forwarder, err = spool.Forward(ctx, dir, spool.Options{Gather: usageGather, Rest: l.take}, spool.Receiver{
		What: "usage", Log: log, Cursor: store.SpoolCursor, Receive: l.receive, Patience: 30 * time.Second,
	})
	return l, err
}

// Add adds u to what key has used, and one to the calls of call, unless that is the zero value. What a full spool does not
// take is counted there.
func (l *Ledger) Add(key UsageKey, u Used, call CallKey) {
	_ = l.Append(func() []byte {
		l.rows[key] = l.rows[key].Plus(u)
		if call != (CallKey{}) {
			l.calls[call]++
		}
		return nil
	})
}

// addedUp is a record in the files.
type addedUp struct {
	Usage []Usage `json:"usage,omitempty"`
	Calls []Calls `json:"calls,omitempty"`
}

// take encodes what was added up.
func (l *Ledger) take() [][]byte {
	var all [][]byte
	add := func(part addedUp) {
		data, err := json.Marshal(part)
		if err != nil {
			l.log.Error("usage cannot be encoded", "error", err)
			return
		}
		all = append(all, data)
	}
	for rows := range slices.Chunk(usageOf(l.rows), usageRows) {
		add(addedUp{Usage: rows})
	}
	for calls := range slices.Chunk(callsOf(l.calls), usageRows) {
		add(addedUp{Calls: calls})
	}
	clear(l.rows)
	clear(l.calls)
	return all
}

func callsOf(counts map[CallKey]int64) []Calls {
	all := make([]Calls, 0, len(counts))
	for key, n := range counts {
		all = append(all, Calls{key, n})
	}
	return all
}

func usageOf(rows map[UsageKey]Used) []Usage {
	all := make([]Usage, 0, len(rows))
	for key, used := range rows {
		all = append(all, Usage{key, used})
	}
	return all
}

func (l *Ledger) receive(ctx context.Context, id string, batch spool.Batch) error {
	sum, calls := map[UsageKey]Used{}, map[CallKey]int64{}
	for _, data := range batch.Records {
		var part addedUp
		if err := json.Unmarshal(data, &part); err != nil {
			l.log.Error("spooled usage cannot be read and is left out", "error", err)
			continue
		}
		for _, r := range part.Usage {
			sum[r.UsageKey] = sum[r.UsageKey].Plus(r.Used)
		}
		for _, c := range part.Calls {
			calls[c.CallKey] += c.Count
		}
	}
	if err := l.store.AddUsage(ctx, id, batch.Next, usageOf(sum), callsOf(calls)); err != nil {
		return err
	}
	if today := DayOf(l.now()); today != l.pruned {
		l.pruned = today
		if _, err := l.store.PruneUsage(ctx, today-UsageKept); err != nil {
			l.log.Error("old usage was not removed", "error", err)
		}
	}
	return nil
}
