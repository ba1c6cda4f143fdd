package store

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"keyless.dev/keyless/internal/ratelimit"
	"keyless.dev/keyless/internal/resource"
)

const (
	keptGathering    = 100 * time.Millisecond // how long rows wait for others
	keptRetry        = time.Second            // after the store was unavailable
	keptBatch        = 500                    // rows in one transaction
	maxKept          = 1 << 16                // waiting rows; the inference host remembers as many itself
	keptCloseTimeout = 5 * time.Second        // for the rows that wait when Run ends
)

// KeptWriter stores the owners of objects on model servers in the background and in batches. It implements the inference
// host's KeptStore.
type KeptWriter struct {
	*DB
	log  *slog.Logger
	wake chan struct{}

	mu      sync.Mutex
	waiting []resource.Kept
	lost    int // rows dropped since the last log line
	lines   *ratelimit.Limiter
}

// NewKeptWriter returns a KeptWriter, which writes while Run runs.
func NewKeptWriter(db *DB, log *slog.Logger, now func() time.Time) *KeptWriter {
	return &KeptWriter{DB: db, log: log, wake: make(chan struct{}, 1), lines: ratelimit.New(time.Minute, 1, now)}
}

// PutKeptSoon stores k in the background. It does not block. If 65,536 rows are waiting, the oldest is dropped and a line is
// logged: other replicas, and this one after a restart, then do not know the object's owner.
func (w *KeptWriter) PutKeptSoon(k resource.Kept) {
	w.mu.Lock()
	if len(w.waiting) == maxKept {
		w.waiting = w.waiting[1:]
		w.lost++
	}
	w.waiting = append(w.waiting, k)
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Run writes until ctx ends, and then writes the rows that are still waiting.
func (w *KeptWriter) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
		case <-w.wake:
			pause(ctx, keptGathering)
		}
		for ctx.Err() == nil && !w.write(ctx) {
			pause(ctx, keptRetry)
		}
		if ctx.Err() != nil {
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), keptCloseTimeout)
			defer cancel()
			w.write(last)
			return
		}
	}
}

// write writes the waiting rows. It returns false if the store is unavailable; the rows then continue to wait.
func (w *KeptWriter) write(ctx context.Context) bool {
	for {
		w.mu.Lock()
		batch := w.waiting[:min(len(w.waiting), keptBatch)]
		lostBefore := w.lost
		w.mu.Unlock()
		if len(batch) == 0 {
			return true
		}
		err := w.PutKept(ctx, batch...)
		w.mu.Lock()
		if err == nil {
			// Rows that were dropped meanwhile were the oldest, so they belong to this batch.
			w.waiting = w.waiting[max(0, len(batch)-(w.lost-lostBefore)):]
			if len(w.waiting) == 0 {
				w.waiting = nil
			}
		}
		w.report(ctx, err)
		w.mu.Unlock()
		if err != nil {
			return false
		}
	}
}

// report logs failures and dropped rows, once a minute. The caller must hold mu.
func (w *KeptWriter) report(ctx context.Context, err error) {
	if err == nil && w.lost == 0 || !w.lines.Allow() {
		return
	}
	w.log.ErrorContext(ctx, "owners of stored responses are known only to this process", "waiting", len(w.waiting), "lost", w.lost, "error", err)
	w.lost = 0
}
