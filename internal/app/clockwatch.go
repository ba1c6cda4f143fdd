package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"keyless.dev/keyless/internal/metric"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/store"
)

const (
	// clockJump is how far the wall clock must run ahead of the monotonic clock, between two looks, to have jumped.
	clockJump = time.Hour
	// clockDistrust is how long nothing is removed by age after that.
	clockDistrust = 24 * time.Hour
	// clockLook is how often the clocks are compared.
	clockLook = time.Minute
)

// clockWatch notices that the wall clock has jumped ahead. By a wrong clock everything is past its time, and an hourly job would
// erase the audit log; so for a day after a jump nothing is removed by age. A machine that was suspended has a jump too.
//
// A clock that is put back ends the distrust. A clock that was wrong already when the process began is not noticed.
type clockWatch struct {
	wall    func() time.Time
	elapsed func() time.Duration // monotonic, since some moment
	log     *slog.Logger

	mu        sync.Mutex
	ahead     time.Duration // how far the wall clock has jumped
	until     time.Duration // when the distrust ends; meaningless while ahead is 0
	lastWall  time.Time
	lastSince time.Duration
}

func newClockWatch(wall func() time.Time, log *slog.Logger) *clockWatch {
	began := time.Now()
	w := &clockWatch{wall: wall, elapsed: func() time.Duration { return time.Since(began) }, log: log}
	w.lastWall, w.lastSince = w.wall().Round(0), w.elapsed()
	return w
}

// trusted reports whether what is old may be removed by the wall clock.
func (w *clockWatch) trusted() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	now, since := w.wall().Round(0), w.elapsed() // without its monotonic reading
	jump := now.Sub(w.lastWall) - (since - w.lastSince)
	w.lastWall, w.lastSince = now, since
	switch {
	case jump > clockJump:
		w.ahead, w.until = w.ahead+jump, since+clockDistrust
		w.log.Warn("the clock of this machine jumped ahead: nothing is removed by age for a day, in case it is wrong", "by", jump.Round(time.Second), "now", now.UTC())
	case w.ahead > 0 && w.ahead+jump <= clockJump:
		w.ahead = 0
		w.log.Info("the clock of this machine was put back: what is old is removed again", "by", (-jump).Round(time.Second), "now", now.UTC())
	case w.ahead > 0 && since >= w.until:
		w.ahead = 0
		w.log.Info("a day has passed since the clock jumped ahead: what is old is removed again", "now", now.UTC())
	case w.ahead > 0:
		w.ahead += jump
	}
	return w.ahead == 0
}

// run looks at the clocks until ctx ends.
func (w *clockWatch) run(ctx context.Context) {
	ticker := time.NewTicker(clockLook)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			w.trusted()
		case <-ctx.Done():
			return
		}
	}
}

// agingStore is the store for those who remove what is old. While the clock is not trusted it removes nothing.
type agingStore struct {
	*store.DB
	clock *clockWatch
}

// PruneAudit implements audit.Store.
func (s agingStore) PruneAudit(ctx context.Context, before, calls time.Time) (int64, error) {
	if !s.clock.trusted() {
		return 0, nil
	}
	return s.DB.PruneAudit(ctx, before, calls)
}

// PruneUsage implements quota.UsageStore.
func (s agingStore) PruneUsage(ctx context.Context, before quota.Day) (int64, error) {
	if !s.clock.trusted() {
		return 0, nil
	}
	return s.DB.PruneUsage(ctx, before)
}

// PruneMetrics implements metric.Store.
func (s agingStore) PruneMetrics(ctx context.Context, before metric.Minute) (int64, error) {
	if !s.clock.trusted() {
		return 0, nil
	}
	return s.DB.PruneMetrics(ctx, before)
}

// PruneCalls removes counts of calls.
func (s agingStore) PruneCalls(ctx context.Context, before time.Time) error {
	return s.prune(ctx, s.DB.PruneCalls, before)
}

// PruneSignIns removes sign-ins that have ended.
func (s agingStore) PruneSignIns(ctx context.Context, before time.Time) error {
	return s.prune(ctx, s.DB.PruneSignIns, before)
}

// PruneKept removes the owners of stored objects.
func (s agingStore) PruneKept(ctx context.Context, before time.Time) error {
	return s.prune(ctx, s.DB.PruneKept, before)
}

// PruneSpools removes the positions of spools.
func (s agingStore) PruneSpools(ctx context.Context, before time.Time) error {
	return s.prune(ctx, s.DB.PruneSpools, before)
}

// PruneScheduleRequests removes requests for roles.
func (s agingStore) PruneScheduleRequests(ctx context.Context, before time.Time) error {
	return s.prune(ctx, s.DB.PruneScheduleRequests, before)
}

func (s agingStore) prune(ctx context.Context, remove func(context.Context, time.Time) error, before time.Time) error {
	if !s.clock.trusted() {
		return nil
	}
	return remove(ctx, before)
}
