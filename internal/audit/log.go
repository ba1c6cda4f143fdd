package audit

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"keyless.dev/keyless/internal/fault"
)

const (
	queueLength = 4096                   // records that may wait; a caller beyond that waits itself
	batchLength = 512                    // records in one transaction
	lag         = 200 * time.Millisecond // how long a record of Soon may wait for company
	// writing is how long one transaction may take. The store may have one writer, which the dry run of a deployment
	// keeps busy for up to 20 seconds: nobody gets out of the log by asking for one.
	writing = 30 * time.Second
)

// Log writes records in batches: many callers share one transaction, so that a burst of refusals costs a few
// commits and not one each.
//
// What a crash can lose: records of Soon from the last lag (and what was queued behind them). Records of Now are on
// disk before Now returns. A clean stop loses nothing.
type Log struct {
	store   Store
	log     *slog.Logger
	queue   chan entry
	stopped chan struct{}
	once    sync.Once
	stop    chan struct{}
}

type entry struct {
	record Record
	make   func() Record // instead of record, for Later
	done   chan error    // nil for Soon
}

// NewLog starts the writer. Close ends it.
func NewLog(store Store, log *slog.Logger) *Log {
	l := &Log{store: store, log: log, queue: make(chan entry, queueLength), stopped: make(chan struct{}), stop: make(chan struct{})}
	go l.run()
	return l
}

// Now writes r and returns when it is on disk. If that cannot be done it fails with Unavailable, and the caller must
// not answer as if it had been.
func (l *Log) Now(ctx context.Context, r Record) error {
	done := make(chan error, 1)
	select {
	case l.queue <- entry{record: r, done: done}:
	case <-l.stop:
		return unavailable(context.Canceled)
	case <-ctx.Done():
		return unavailable(ctx.Err())
	}
	select {
	case err := <-done:
		if err != nil {
			return unavailable(err)
		}
		return nil
	case <-l.stopped:
		select {
		case err := <-done:
			return err
		default:
			return unavailable(context.Canceled)
		}
	}
}

// Soon writes r within about a second. It waits only if the queue is full.
func (l *Log) Soon(r Record) {
	select {
	case l.queue <- entry{record: r}:
	case <-l.stop:
		l.log.Error("an audit record came after the log was closed", "id", r.ID, "kind", r.Kind)
	}
}

// Later is Soon for a record that takes time to make: the writer makes it, and the caller does not wait for that.
func (l *Log) Later(make func() Record) {
	select {
	case l.queue <- entry{make: make}:
	case <-l.stop:
		l.log.Error("an audit record came after the log was closed")
	}
}

// Close writes what is queued and ends the writer.
func (l *Log) Close() {
	l.once.Do(func() { close(l.stop) })
	<-l.stopped
}

func unavailable(err error) error {
	return fault.New(fault.Unavailable, "ServiceUnavailable", "The audit log cannot be written, so the request is not answered.").Because(err)
}

func (l *Log) run() {
	defer close(l.stopped)
	for {
		select {
		case first := <-l.queue:
			l.write(l.gather(first, lag))
		case <-l.stop:
			for {
				select {
				case first := <-l.queue:
					l.write(l.gather(first, 0))
				default:
					return
				}
			}
		}
	}
}

// gather adds what is queued to first. It waits for more only while nobody waits for an answer.
func (l *Log) gather(first entry, wait time.Duration) []entry {
	batch := []entry{first}
	urgent := first.done != nil
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for len(batch) < batchLength {
		select {
		case e := <-l.queue:
			batch = append(batch, e)
			urgent = urgent || e.done != nil
			continue
		default:
		}
		if urgent {
			break
		}
		select {
		case e := <-l.queue:
			batch = append(batch, e)
			urgent = urgent || e.done != nil
		case <-timer.C:
			return batch
		case <-l.stop:
			urgent = true
		}
	}
	return batch
}

func (l *Log) write(batch []entry) {
	records := make([]Record, len(batch))
	for i, e := range batch {
		if records[i] = e.record; e.make != nil {
			records[i] = e.make()
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), writing)
	defer cancel()
	err := l.store.AppendAudit(ctx, records)
	if err != nil {
		l.log.Error("audit records were not written", "count", len(records), "error", err)
	}
	for _, e := range batch {
		if e.done != nil {
			e.done <- err
		}
	}
}
