// Package ratelimit limits how often this process does something, such as writing a line to the log or storing a record for
// a caller that has not authenticated.
package ratelimit

import (
	"sync"
	"time"
)

// Limiter is a token bucket, which is full at first. It is safe for concurrent use.
type Limiter struct {
	every time.Duration
	burst float64
	now   func() time.Time

	mu   sync.Mutex
	left float64
	last time.Time
}

// New returns a Limiter that allows one event per interval, and up to burst events at once. now may be nil, which means
// time.Now.
func New(every time.Duration, burst int, now func() time.Time) *Limiter {
	if now == nil {
		now = time.Now
	}
	return &Limiter{every: every, burst: float64(burst), left: float64(burst), now: now}
}

// Allow reports whether the event may happen now, and counts it if so.
func (l *Limiter) Allow() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if passed := now.Sub(l.last); !l.last.IsZero() && passed > 0 {
		l.left = min(l.burst, l.left+float64(passed)/float64(l.every))
	}
	l.last = now
	if l.left < 1 {
		return false
	}
	l.left--
	return true
}

// Reset fills the bucket.
func (l *Limiter) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left = l.burst
}
