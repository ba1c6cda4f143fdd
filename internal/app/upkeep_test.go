package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestUpkeepThatKeepsFailingSaysSoOnceAMinute(t *testing.T) {
	var log bytes.Buffer
	now := time.Unix(1_700_000_000, 0)
	a := &attempts{slog.New(slog.NewTextHandler(&log, nil)), func() time.Time { return now }, map[string]time.Time{}}
	lines := func() int { return strings.Count(log.String(), "keys are not there") }
	fails := func(context.Context) error { return errors.New("no") }
	for range 90 {
		a.try(t.Context(), "keys are not there", fails)
		now = now.Add(time.Second)
	}
	if lines() != 2 {
		t.Errorf("90 failures in 90 seconds are %d lines", lines())
	}
	a.try(t.Context(), "keys are not there", func(context.Context) error { return nil })
	a.try(t.Context(), "keys are not there", fails)
	if lines() != 3 {
		t.Error("a failure after a success is not said")
	}
}
