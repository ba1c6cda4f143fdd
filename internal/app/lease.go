package app

import (
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/store"
)

// DefaultStaleness is how old the view of a replica may be when it answers, unless the configuration says otherwise.
const DefaultStaleness = 2 * time.Second

// leaseRenewal is how often a replica renews its lease.
const leaseRenewal = 500 * time.Millisecond

// staleness is the bound of the lease. One process that alone writes to its store has none to keep.
func (a *App) staleness(shared bool) time.Duration {
	switch {
	case !shared:
		return 0
	case a.config.Staleness > 0:
		return a.config.Staleness
	}
	return DefaultStaleness
}

// fresh fails with Unavailable if this replica's view is older than the bound. Calls are then refused: what the view allows
// may have been revoked.
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

// lease is how long ago the view was known to be complete: it held every write that had been acknowledged by then. Where
// several processes write to one store, a replica whose lease is older than the bound does not answer. A revocation that
// was acknowledged is therefore in force on every replica within the bound, or that replica refuses.
//
// Times are measured on two clocks, of which the later counts: the monotonic clock, which no one sets, and the wall clock,
// which goes on while a machine is suspended. A process that was frozen finds its lease expired when it goes on.
type lease struct {
	bound time.Duration // 0 is no bound
	base  time.Time     // with a monotonic reading

	mono, wall atomic.Int64 // nanoseconds since base; of the last renewal
	why        atomic.Pointer[string]
	reported   atomic.Int64 // nanoseconds since base; of the last log line about a failure
	failures   atomic.Int64
	renewals   atomic.Int64
}

// instant is one moment on both clocks, in nanoseconds since the lease's base.
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

// renew notes that the view held every write that was acknowledged before at.
func (l *lease) renew(at instant) {
	l.mono.Store(at.mono)
	l.wall.Store(at.wall)
	l.why.Store(nil)
	l.renewals.Add(1)
}

// Why a lease is revoked, as the end of a sentence about the replica.
const (
	loading      = "is loading its view of role assignments"
	otherHistory = "is loading its view of role assignments again, because the database was put back to an earlier state"
	unreadWrite  = "cannot read yet what was written through it"
)

// revoke ends the lease until it is renewed.
func (l *lease) revoke(why string) { l.why.Store(&why) }

// revoked is why the lease was revoked; "" if it was not.
func (l *lease) revoked() string {
	if why := l.why.Load(); why != nil {
		return *why
	}
	return ""
}

// age is how long ago the view was known to be complete.
func (l *lease) age() time.Duration {
	now := l.now()
	return time.Duration(max(now.mono-l.mono.Load(), now.wall-l.wall.Load()))
}

// expired returns the age of the lease, and whether it is over the bound or revoked.
func (l *lease) expired() (time.Duration, bool) {
	if l.bound == 0 {
		return 0, false
	}
	age := l.age()
	return age, age > l.bound || l.why.Load() != nil
}

// failed counts a renewal that failed, and has report called for the first one and then once a minute.
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

// acknowledged remembers the latest writes that this process has acknowledged, so that it can say which of them a store
// that was put back has lost.
type acknowledged struct {
	mu     sync.Mutex
	writes []acknowledgement
}

type acknowledgement struct {
	store.Position
	at time.Time
}

// rememberedWrites is how many writes are remembered.
const rememberedWrites = 1000

func (a *acknowledged) add(p store.Position) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.writes) == rememberedWrites {
		a.writes = append(a.writes[:0], a.writes[1:]...)
	}
	a.writes = append(a.writes, acknowledgement{p, time.Now()})
}

// take returns the writes and forgets them.
func (a *acknowledged) take() []acknowledgement {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := a.writes
	a.writes = nil
	return all
}
