package upkeep

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestRepeatedFailuresAreLoggedOnceAMinute(t *testing.T) {
	var log bytes.Buffer
	now := time.Unix(1_700_000_000, 0)
	result := errors.New("no")
	job := newScheduled(Job{
		Do:      func(context.Context) error { return result },
		Failure: "keys cannot be read",
	}, slog.New(slog.NewTextHandler(&log, nil)), func() time.Time { return now })
	lines := func() int { return strings.Count(log.String(), "keys cannot be read") }
	for range 90 {
		job.call(t.Context())
		now = now.Add(time.Second)
	}
	if lines() != 2 {
		t.Errorf("90 failures in 90 seconds are %d lines", lines())
	}
	result = nil
	job.call(t.Context())
	result = errors.New("no")
	job.call(t.Context())
	if lines() != 3 {
		t.Error("a failure after a success is not logged")
	}
}

func TestRunCallsEachJobAtItsIntervalUntilTheContextEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var atStart, often, never int
	done := make(chan struct{})
	go func() {
		defer close(done)
		Run(ctx, slog.New(slog.DiscardHandler), time.Now,
			Job{Do: func(context.Context) error { atStart++; return nil }, Every: time.Hour, AtStart: true},
			Job{Every: time.Millisecond, Do: func(context.Context) error {
				if often++; often == 3 {
					stop()
				}
				return nil
			}},
			Job{Do: func(context.Context) error { never++; return nil }, Every: time.Hour},
		)
	}()
	<-done
	if atStart != 1 || often != 3 || never != 0 {
		t.Errorf("the jobs ran %d, %d and %d times, want 1, 3 and 0", atStart, often, never)
	}
}
