// Package upkeep runs periodic jobs, such as removing old rows, until the server stops.
package upkeep

import (
	"context"
	"log/slog"
	"time"

	"keyless.dev/keyless/internal/ratelimit"
)

// Job is a function that is called periodically.
type Job struct {
	Do    func(context.Context) error
	Every time.Duration
	// AtStart calls the function also when Run starts.
	AtStart bool
	// Failure is the message that is logged when the function fails: for the first failure after a success, and once a minute
	// while it keeps failing.
	Failure string
}

// Run runs the jobs, one at a time, until ctx ends. now is the clock of the log lines' interval.
func Run(ctx context.Context, log *slog.Logger, now func() time.Time, jobs ...Job) {
	all := make([]*scheduled, len(jobs))
	for i, j := range jobs {
		all[i] = newScheduled(j, log, now)
		if j.AtStart {
			all[i].call(ctx)
		}
		all[i].next = time.Now().Add(j.Every)
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for len(all) > 0 {
		first := all[0]
		for _, s := range all[1:] {
			if s.next.Before(first.next) {
				first = s
			}
		}
		timer.Reset(time.Until(first.next))
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		first.call(ctx)
		first.next = time.Now().Add(first.Every)
	}
}

// scheduled is a job with the time of its next call.
type scheduled struct {
	Job
	log   *slog.Logger
	lines *ratelimit.Limiter
	next  time.Time
}

func newScheduled(j Job, log *slog.Logger, now func() time.Time) *scheduled {
	return &scheduled{Job: j, log: log, lines: ratelimit.New(time.Minute, 1, now)}
}

func (s *scheduled) call(ctx context.Context) {
	err := s.Do(ctx)
	switch {
	case err == nil:
		s.lines.Reset()
	case ctx.Err() == nil && s.lines.Allow():
		s.log.ErrorContext(ctx, s.Failure, "error", err)
	}
}
