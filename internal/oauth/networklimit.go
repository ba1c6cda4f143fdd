package oauth

import (
	"sync"
	"time"
)

// Bounds on what callers without any proof of identity can make the server keep. Each counts what one network begins
// within a window: device codes and passkey challenges are rows until they expire.
const (
	deviceCodesPerNetwork       = 1000 // within deviceLifetime
	passkeyChallengesPerNetwork = 300  // within passkeyTime
	invitationsPerNetwork       = 30   // tries within invitationWindow
	countedNetworks             = 10_000
)

// networkLimit bounds how often each network begins something. It is safe for concurrent use, and remembers at most
// countedNetworks networks.
type networkLimit struct {
	limit  int
	window time.Duration

	mu    sync.Mutex
	begun map[string]begun
}

type begun struct {
	count int
	since time.Time
}

func newNetworkLimit(limit int, window time.Duration) *networkLimit {
	return &networkLimit{limit: limit, window: window, begun: map[string]begun{}}
}

// allow counts one more for network, and reports whether it is within the limit. One over the limit is not counted.
func (l *networkLimit) allow(network string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.begun[network]
	if !known || now.Sub(b.since) >= l.window {
		b = begun{since: now}
	}
	if b.count >= l.limit {
		return false
	}
	if !known {
		l.makeRoom(now)
	}
	b.count++
	l.begun[network] = b
	return true
}

func (l *networkLimit) makeRoom(now time.Time) {
	if len(l.begun) < countedNetworks {
		return
	}
	for network, b := range l.begun {
		if now.Sub(b.since) >= l.window {
			delete(l.begun, network)
		}
	}
	for network := range l.begun { // any one: the order of a map is random
		if len(l.begun) < countedNetworks {
			return
		}
		delete(l.begun, network)
	}
}
