package ratelimit_test

import (
	"testing"
	"time"

	"keyless.dev/keyless/internal/ratelimit"
)

func TestLimiterAllowsTheBurstAndThenOnePerInterval(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	limiter := ratelimit.New(time.Second, 3, func() time.Time { return now })
	allowed := func(calls int) (n int) {
		for range calls {
			if limiter.Allow() {
				n++
			}
		}
		return n
	}
	if n := allowed(10); n != 3 {
		t.Errorf("%d of 10 events are allowed at once, want the burst of 3", n)
	}
	now = now.Add(1500 * time.Millisecond)
	if n := allowed(10); n != 1 {
		t.Errorf("%d of 10 events are allowed after one and a half intervals, want 1", n)
	}
	now = now.Add(time.Hour)
	if n := allowed(10); n != 3 {
		t.Errorf("%d of 10 events are allowed after an hour, want no more than the burst of 3", n)
	}
	now = now.Add(-time.Hour)
	if n := allowed(10); n != 0 {
		t.Errorf("%d events are allowed after the clock went back, want 0", n)
	}
	limiter.Reset()
	if n := allowed(10); n != 3 {
		t.Errorf("%d of 10 events are allowed after a reset, want 3", n)
	}
}
