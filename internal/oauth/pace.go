package oauth

import (
	"sync"
	"time"
)

// Who asks for a device code proves nothing, and has a row kept for a day: what one network may begin is bounded.
const (
	paceCodes    = 1000
	paceWindow   = deviceLifetime
	paceNetworks = 10_000
)

// pace counts what was begun, by network. It is safe for concurrent use, and never holds more than paceNetworks.
type pace struct {
	mu    sync.Mutex
	begun map[string]begun
}

type begun struct {
	count int
	since time.Time
}

// take counts one more, and reports whether it may be.
func (p *pace) take(network string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	b, known := p.begun[network]
	if !known || now.Sub(b.since) >= paceWindow {
		b = begun{since: now}
	}
	if b.count >= paceCodes {
		return false
	}
	if !known {
		p.makeRoom(now)
	}
	b.count++
	p.begun[network] = b
	return true
}

func (p *pace) makeRoom(now time.Time) {
	if len(p.begun) < paceNetworks {
		return
	}
	for network, b := range p.begun {
		if now.Sub(b.since) >= paceWindow {
			delete(p.begun, network)
		}
	}
	for network := range p.begun { // any one: the order of a map is random
		if len(p.begun) < paceNetworks {
			return
		}
		delete(p.begun, network)
	}
}
