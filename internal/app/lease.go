package app

import (
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/store"
)

// DefaultStaleness is the maximum age of a replica's view, unless configured otherwise.
const DefaultStaleness = 2 * time.Second

// LeaseRenewal is the interval at which a replica renews its lease.
const LeaseRenewal = 500 * time.Millisecond

// staleness returns the bound of the lease. A process that is the only writer of its store needs none.
func (a *App) staleness(shared bool) time.Duration {
	switch {
	case !shared:
		return 0
	case a.config.Staleness > 0:
		return a.config.Staleness
	}
	return DefaultStaleness
}

// fresh fails with Unavailable if this replica's view is older than the bound: what the view allows may have been
// revoked.
func (a *App) fresh() error {
	age, expired := a.state.lease.expired()
	if !expired {
		return nil
	}
	why := a.state.lease.revoked()
	if why == "" {
		if a.config.StaleFor > 0 && age <= a.config.StaleFor {
			return nil
		}
		why = "cannot confirm its view of role assignments since " + a.now().Add(-age).UTC().Format(time.RFC3339)
	}
	f := fault.New(fault.Unavailable, "ServiceUnavailable", "This replica (%s) %s. Please retry.", a.replica, why)
	f.RetryAfter = time.Second
	return f
}

// lease records when the view was last known to be complete, which means that it contained every write acknowledged
// until then. If several processes write to one store, a replica whose lease is older than the bound refuses calls. An
// acknowledged revocation is therefore in force within the bound on every replica that does not refuse calls.
//
// Age is measured on two clocks, and the greater value counts: the monotonic clock, which cannot be set, and the wall
// clock, which continues while the machine is suspended. A process that was frozen therefore finds its lease expired.
type lease struct {
	bound time.Duration // 0 means no bound
	base  time.Time     // includes a monotonic reading

	mono, wall atomic.Int64 // of the last renewal, in nanoseconds since base
	why        atomic.Pointer[string]
	reported   atomic.Int64 // of the last log line about a failure, in nanoseconds since base
	failures   atomic.Int64
	renewals   atomic.Int64
}

// instant is a time on both clocks, in nanoseconds since the lease's base.
type instant struct{ mono, wall int64 }

func newLease(bound time.Duration) *lease {
	l := &lease{bound: bound, base: time.Now()}
	l.revoke(loading)
	return l
}

func (l *lease) now() instant {
	now := time.Now()
	return instant{int64(now.Sub(l.base)), now.UnixNano() - l.base.UnixNano()}
}

// renew records that the view contained every write that was acknowledged before at.
func (l *lease) renew(at instant) {
	l.mono.Store(at.mono)
	l.wall.Store(at.wall)
	l.why.Store(nil)
	l.renewals.Add(1)
}

// Reasons for which a lease is revoked, as the end of a sentence about the replica.
const (
	loading      = "is loading its view of role assignments"
	otherHistory = "is loading its view of role assignments again, because the database was put back to an earlier state"
	unreadWrite  = "cannot read yet what was written through it"
)

// revoke invalidates the lease until it is renewed.
func (l *lease) revoke(why string) { l.why.Store(&why) }

// revoked returns why the lease was revoked, or "" if it was not.
func (l *lease) revoked() string {
	if why := l.why.Load(); why != nil {
		return *why
	}
	return ""
}

// age returns the time since the view was known to be complete.
func (l *lease) age() time.Duration {
	now := l.now()
	return time.Duration(max(now.mono-l.mono.Load(), now.wall-l.wall.Load()))
}

// expired returns the age of the lease, and whether it exceeds the bound or the lease is revoked.
func (l *lease) expired() (time.Duration, bool) {
	if l.bound == 0 {
		return 0, false
	}
	age := l.age()
	return age, age > l.bound || l.why.Load() != nil
}

// failed counts a failed renewal, and calls report for the first one and then once a minute.
func (l *lease) failed(report func(age time.Duration)) {
	l.failures.Add(1)
	now := l.now().mono
	last := l.reported.Load()
	if last == 0 || now-last > int64(time.Minute) {
		if l.reported.CompareAndSwap(last, now) {
			report(l.age())
		}
	}
}

// acknowledged remembers the latest writes that this process has acknowledged. If the store is restored to an earlier
// state, they tell which writes are lost.
type acknowledged struct {
	mu     sync.Mutex
	writes []acknowledgement
}

type acknowledgement struct {
	store.Position
	at time.Time
}

// rememberedWrites is the number of remembered writes.
const rememberedWrites = 1000

func (a *acknowledged) add(p store.Position) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.writes) == rememberedWrites {
		a.writes = append(a.writes[:0], a.writes[1:]...)
	}
	a.writes = append(a.writes, acknowledgement{p, time.Now()})
}

// take returns the remembered writes and removes them.
func (a *acknowledged) take() []acknowledgement {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := a.writes
	a.writes = nil
	return all
}
