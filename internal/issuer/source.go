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

// Config configures a Source.
type Config struct {
	// Roots are the certification authorities of issuers; nil means the system's.
	Roots *x509.CertPool
	// Private allows issuers at private addresses. Otherwise Source refuses to connect to a loopback, private or link-local
	// address, and uses no proxy, because a proxy would resolve the name itself.
	Private bool
	Now     func() time.Time
}

// How long keys are cached.
const (
	fresh    = time.Hour        // age after which keys are read again; an unknown key id reads them earlier
	stale    = 24 * time.Hour   // age up to which keys are used while the issuer cannot be reached
	again    = 30 * time.Second // minimum time between two fetches from an issuer, after an unknown key id or a failure
	maxKnown = 1000             // issuers
)

// Source finds keys of issuers. It is safe for concurrent use.
type Source struct {
	config Config
	client *http.Client

	mu    sync.Mutex
	known map[string]*entry
}

// entry is the cached state of one issuer.
type entry struct {
	mu    sync.Mutex // held during a fetch, so that concurrent callers share it
	keys  map[string]*rsa.PublicKey
	read  time.Time // when keys were read
	tried time.Time // when the last fetch started
	err   error     // result of the last fetch
}

// New returns a Source.
func New(config Config) *Source {
	return &Source{config: config, client: newClient(config), known: make(map[string]*entry)}
}

// Key returns the issuer's RSA key with an id. The issuer in its discovery document must be the identical string. An unknown
// key id causes the keys to be read again. Key fails with fault.Unavailable if the keys cannot be read, and with
// fault.NotFound if the issuer has no such key.
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
		// A caller that disconnects must not cancel the fetch: the next one would have to start it again.
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

// entry returns the entry of an issuer. If there are too many, it evicts one.
func (s *Source) entry(issuer string) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.known[issuer]; ok {
		return e
	}
	if len(s.known) >= maxKnown {
		for name := range s.known { // any one: map iteration is random, and reading keys again does no harm
			delete(s.known, name)
			break
		}
	}
	e := &entry{}
	s.known[issuer] = e
	return e
}
