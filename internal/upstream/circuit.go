package upstream

import (
	"sync"
	"sync/atomic"
	"time"
)

// When a circuit opens, and for how long: until then nothing is sent, after it one call probes.
const (
	failuresToOpen = 5                      // in a row, without an answer that came through between them
	firstPause     = 100 * time.Millisecond // doubled by each probe that fails
	longestPause   = 30 * time.Second
	longestRest    = time.Minute // what a server's Retry-After counts at most
)

// circuit is the health of one server as its calls show it. A healthy one costs no lock.
type circuit struct {
	troubled atomic.Bool // mu guards what is known of the trouble
	mu       sync.Mutex
	failures int
	pause    time.Duration // of the next opening
	until    time.Time     // open until then; zero is closed
	probing  bool
	rest     time.Time // the server asked to be left alone until then
}

// state is what a circuit lets through.
type state uint8

const (
	closed  state = iota // everything
	resting              // it asked for a pause; better another server
	probed               // one call, this one
	open                 // nothing
)

// look says what may be sent now. With take, the answer probed takes the one place of the probe.
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

// opensAgain is how long the circuit stays open from now.
func (c *circuit) opensAgain(now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(0, c.until.Sub(now))
}

// succeeded is for an answer that came through.
func (c *circuit) succeeded(now time.Time) {
	if !c.troubled.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures, c.pause, c.until, c.probing = 0, 0, time.Time{}, false
	c.troubled.Store(now.Before(c.rest))
}

// failed is for a call that the server did not answer, or answered with a failure of its own.
func (c *circuit) failed(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.troubled.Store(true)
	c.failures++
	if c.failures < failuresToOpen && !c.probing {
		return
	}
	if !c.probing && now.Before(c.until) {
		return // a call from before it opened
	}
	c.pause = min(max(2*c.pause, firstPause), longestPause)
	c.until, c.probing = now.Add(c.pause), false
}

// abandoned is for a probe that ended without an answer of the server's: the caller has gone.
func (c *circuit) abandoned() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.probing = false
}

// restUntil notes that the server asked for a pause.
func (c *circuit) restUntil(now time.Time, pause time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.troubled.Store(true)
	c.rest = now.Add(min(pause, longestRest))
}
