package oauth

import (
	"sync"
	"time"
)

// Limits on what unauthenticated callers can make the server store. Each is a number of requests from one network within a
// window: device codes and passkey challenges are rows until they expire.
const (
	deviceCodesPerNetwork       = 1000 // within deviceLifetime
	passkeyChallengesPerNetwork = 300  // within passkeyTime
	invitationsPerNetwork       = 30   // attempts within invitationWindow
	countedNetworks             = 10_000
)

// networkLimit limits how often each network may begin something. It is safe for concurrent use, and remembers at most
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

// allow counts a request from network, and reports whether it is within the limit. Rejected requests are not counted.
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
	for network := range l.begun { // in any order: a map iterates randomly
		if len(l.begun) < countedNetworks {
			return
		}
		delete(l.begun, network)
	}
}
