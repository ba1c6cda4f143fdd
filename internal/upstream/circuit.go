package upstream

import (
	"sync"
	"sync/atomic"
	"time"
)

// When a circuit opens, and for how long. While it is open nothing is sent; afterwards one call probes the server.
const (
	failuresToOpen = 5                      // consecutive failures
	firstPause     = 100 * time.Millisecond // doubled by each failed probe
	longestPause   = 30 * time.Second
	longestRest    = time.Minute // upper limit of a server's Retry-After
)

// circuit is a circuit breaker for one server. While the server is healthy it takes no lock.
type circuit struct {
	troubled atomic.Bool // mu guards the other fields
	mu       sync.Mutex
	failures int
	pause    time.Duration // of the next opening
	until    time.Time     // open until then; zero means closed
	probing  bool
	rest     time.Time // the server asked for no calls until then
}

// state is what a circuit allows.
type state uint8

const (
	closed  state = iota // all calls
	resting              // the server asked for a pause; prefer another server
	probed               // only this call, as a probe
	open                 // no calls
)

// look returns what may be sent now. With take set, a result of probed reserves the probe.
func (c *circuit) look(now time.Time, take bool) state {
	if !c.troubled.Load() {
		return closed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.until.IsZero() && now.Before(c.rest):
		return resting
	case c.until.IsZero():
		return closed
	case c.probing || now.Before(c.until):
		return open
	}
	c.probing = c.probing || take
	return probed
}

// opensAgain returns how long the circuit stays open from now.
func (c *circuit) opensAgain(now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(0, c.until.Sub(now))
}

// succeeded records a successful response.
func (c *circuit) succeeded(now time.Time) {
	if !c.troubled.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures, c.pause, c.until, c.probing = 0, 0, time.Time{}, false
	c.troubled.Store(now.Before(c.rest))
}

// failed records a call without a response, or with a failure of the server.
func (c *circuit) failed(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.troubled.Store(true)
	c.failures++
	if c.failures < failuresToOpen && !c.probing {
		return
	}
	if !c.probing && now.Before(c.until) {
		return // a call from before the circuit opened
	}
	c.pause = min(max(2*c.pause, firstPause), longestPause)
	c.until, c.probing = now.Add(c.pause), false
}

// abandoned records that a probe's caller disconnected before the server responded.
func (c *circuit) abandoned() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.probing = false
}

// restUntil records that the server asked for a pause.
func (c *circuit) restUntil(now time.Time, pause time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.troubled.Store(true)
	c.rest = now.Add(min(pause, longestRest))
}
