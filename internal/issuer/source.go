package issuer

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"net/http"
	"sync"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// Config is what a Source stands on.
type Config struct {
	// Roots are the authorities that issuers' certificates may be of; nil is the system's.
	Roots *x509.CertPool
	// Private lets issuers be at addresses inside this machine's network. Without it a name that resolves to a
	// loopback, private or link-local address is not connected to, and no proxy is used, which could not tell.
	Private bool
	Now     func() time.Time
}

// How long things are kept.
const (
	fresh    = time.Hour        // keys are not read again before that, unless a token names one that is not among them
	stale    = 24 * time.Hour   // keys are used up to that age while the issuer cannot be reached
	again    = 30 * time.Second // what an unknown kid or a failure may cost the issuer: one visit in that time
	maxKnown = 1000             // issuers
)

// Source finds keys of issuers. It is safe for concurrent use.
type Source struct {
	config Config
	client *http.Client

	mu    sync.Mutex
	known map[string]*entry
}

// entry is what is known of one issuer.
type entry struct {
	mu    sync.Mutex // held while the issuer is asked: others wait for that answer rather than ask too
	keys  map[string]*rsa.PublicKey
	read  time.Time // when keys were read
	tried time.Time // when the issuer was last asked
	err   error     // what came of that
}

// New makes a Source.
func New(config Config) *Source {
	return &Source{config: config, client: newClient(config), known: make(map[string]*entry)}
}

// Key finds the RSA key with an id of the issuer, whose discovery document must name it with the very same text. A kid
// that is not among the known keys makes it read them once more. It fails with fault.Unavailable if the keys cannot be
// read, and with fault.NotFound if the issuer has no such key.
func (s *Source) Key(ctx context.Context, issuer, kid string) (*rsa.PublicKey, error) {
	e := s.entry(issuer)
	e.mu.Lock()
	defer e.mu.Unlock()
	now := s.config.Now()
	key, ok := e.keys[kid]
	wanted := !ok || now.Sub(e.read) >= fresh
	if wanted && (e.tried.IsZero() || now.Sub(e.tried) >= again) {
		e.tried = now
		var keys map[string]*rsa.PublicKey
		// A caller that gives up breaks nothing off: that would say nothing of the issuer, and it would have to be asked again.
		if keys, e.err = s.fetch(context.WithoutCancel(ctx), issuer); e.err == nil {
			e.keys, e.read = keys, now
		}
		key, ok = e.keys[kid]
	}
	switch {
	case ok && now.Sub(e.read) < stale:
		return key, nil
	case e.err != nil:
		return nil, e.err
	}
	return nil, fault.New(fault.NotFound, "KeyNotFound", "the issuer %s has no key %q", issuer, kid)
}

// entry finds or makes the entry of an issuer. When there are too many, one goes.
func (s *Source) entry(issuer string) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.known[issuer]; ok {
		return e
	}
	if len(s.known) >= maxKnown {
		for name := range s.known { // any one: the order of a map is random, and reading keys again is no harm
			delete(s.known, name)
			break
		}
	}
	e := &entry{}
	s.known[issuer] = e
	return e
}
