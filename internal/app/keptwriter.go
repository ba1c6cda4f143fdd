package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// How responses are written down that model servers keep.
const (
	keptEvery   = 100 * time.Millisecond // how long they are collected
	keptRetry   = time.Second            // until the next attempt, while the store is away
	keptBatch   = 500                    // rows of one transaction
	maxKept     = 1 << 16                // that wait; the inference host remembers as many itself
	keptAtClose = 5 * time.Second        // for what waits when the server stops
)

// keptWriter writes down, in the background and in batches, to which accounts responses belong that model servers keep. It
// is the inference host's KeptStore.
type keptWriter struct {
	*store.DB
	log  *slog.Logger
	now  func() time.Time
	wake chan struct{}

	mu      sync.Mutex
	waiting []resource.Kept
	lost    int       // for want of room, since it was said
	said    time.Time // when a failure was said
}

func newKeptWriter(db *store.DB, log *slog.Logger, now func() time.Time) *keptWriter {
	return &keptWriter{DB: db, log: log, now: now, wake: make(chan struct{}, 1)}
}

// PutKeptSoon implements inference.KeptStore. It waits for nothing. Beyond maxKept rows that wait, the oldest is lost, and
// that is said in the log: its id counts as one that was never seen, on other replicas and after a restart.
func (w *keptWriter) PutKeptSoon(k resource.Kept) {
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

// run writes until ctx ends, and then what still waits.
func (w *keptWriter) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
		case <-w.wake:
			pause(ctx, keptEvery)
		}
		for ctx.Err() == nil && !w.write(ctx) {
			pause(ctx, keptRetry)
		}
		if ctx.Err() != nil {
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), keptAtClose)
			defer cancel()
			w.write(last)
			return
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// write writes what waits. It is false if the store did not take it, and it waits on.
func (w *keptWriter) write(ctx context.Context) bool {
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
			// What was lost meanwhile was the oldest: of this batch.
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

// report says once a minute what fails and what was lost. The caller holds mu.
func (w *keptWriter) report(ctx context.Context, err error) {
	if err == nil && w.lost == 0 || w.now().Sub(w.said) < time.Minute {
		return
	}
	w.log.ErrorContext(ctx, "to which account responses belong is known to this process only", "waiting", len(w.waiting), "lost", w.lost, "error", err)
	w.said, w.lost = w.now(), 0
}
