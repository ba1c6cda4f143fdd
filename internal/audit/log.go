package audit

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/ratelimit"
)

const (
	queueLength = 4096 // records that may wait; further callers block
	batchLength = 512  // records in one transaction
	// writing is the timeout of a transaction. A store may allow only one writer, and the dry run of a deployment can occupy
	// it for up to 20 seconds: a caller must not be able to avoid the log that way.
	writing = 30 * time.Second
)

// Log writes records that must be stored before the response is sent. Many callers share one transaction, so that a burst of
// denials needs a few commits instead of one each. Records of allowed requests go to a Spooled.
type Log struct {
	store   Store
	log     *slog.Logger
	queue   chan entry
	stopped chan struct{}
	once    sync.Once
	stop    chan struct{}

	failures *ratelimit.Limiter // of log lines
	lost     atomic.Int64
}

type entry struct {
	record Record
	done   chan error
}

// NewLog starts the writer. Close stops it.
func NewLog(store Store, log *slog.Logger) *Log {
	l := &Log{failures: ratelimit.New(time.Minute, 1, nil), store: store, log: log, queue: make(chan entry, queueLength), stopped: make(chan struct{}), stop: make(chan struct{})}
	go l.run()
	return l
}

// Now writes r and returns when it is stored. If that fails it returns Unavailable, and the caller must not respond as if the
// record existed.
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

// Failed returns the number of records that could not be written.
func (l *Log) Failed() int64 { return l.lost.Load() }

// Close writes queued records and stops the writer.
func (l *Log) Close() {
	l.once.Do(func() { close(l.stop) })
	<-l.stopped
}

func (l *Log) run() {
	defer close(l.stopped)
	for {
		select {
		case first := <-l.queue:
			l.write(l.gather(first))
		case <-l.stop:
			for {
				select {
				case first := <-l.queue:
					l.write(l.gather(first))
				default:
					return
				}
			}
		}
	}
}

// gather returns first and the queued entries, without waiting for more.
func (l *Log) gather(first entry) []entry {
	batch := []entry{first}
	for len(batch) < batchLength {
		select {
		case e := <-l.queue:
			batch = append(batch, e)
		default:
			return batch
		}
	}
	return batch
}

func (l *Log) write(batch []entry) {
	records := make([]Record, len(batch))
	for i, e := range batch {
		records[i] = e.record
	}
	ctx, cancel := context.WithTimeout(context.Background(), writing)
	defer cancel()
	err := l.store.AppendAudit(ctx, records)
	if err != nil {
		l.lost.Add(int64(len(records)))
		if l.failures.Allow() {
			l.log.Error("audit records were not written, and what they are of was not answered", "count", len(records), "error", err)
		}
	}
	for _, e := range batch {
		e.done <- err
	}
}
