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
	mu       sync.Mutex
	keys     map[string]*rsa.PublicKey
	read     time.Time     // when keys were read
	tried    time.Time     // when the last fetch started
	err      error         // result of the last fetch
	fetching chan struct{} // closed when the fetch that runs has ended; nil if none runs
}

// New returns a Source.
func New(config Config) *Source {
	return &Source{config: config, client: newClient(config), known: make(map[string]*entry)}
}

// Key returns the issuer's RSA key with an id. The issuer in its discovery document must be the identical string. An unknown
// key id causes the keys to be read again; concurrent callers share one fetch. Key fails with fault.Unavailable if the keys
// cannot be read, or ctx ends before they are, and with fault.NotFound if the issuer has no such key.
func (s *Source) Key(ctx context.Context, issuer, kid string) (*rsa.PublicKey, error) {
	e := s.entry(issuer)
	now := s.config.Now()
	if done := s.refresh(ctx, e, issuer, kid, now); done != nil {
		select {
		case <-done:
		case <-ctx.Done():
			return nil, unavailable(issuer, ctx.Err())
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	key, ok := e.keys[kid]
	switch {
	case ok && now.Sub(e.read) < stale:
		return key, nil
	case e.err != nil:
		return nil, e.err
	}
	return nil, fault.New(fault.NotFound, "KeyNotFound", "the issuer %s has no key %q", issuer, kid)
}

// refresh starts a fetch if a key is not cached, or not fresh, and it is time for one. It returns the end of the fetch for
// which the caller has to wait, or nil.
func (s *Source) refresh(ctx context.Context, e *entry, issuer, kid string, now time.Time) <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.keys[kid]
	if wanted := !ok || now.Sub(e.read) >= fresh; !wanted {
		return nil
	}
	if e.fetching == nil && (e.tried.IsZero() || now.Sub(e.tried) >= again) {
		done := make(chan struct{})
		e.tried, e.fetching = now, done
		// A caller that disconnects must not cancel the fetch: the next one would have to start it again.
		go func(ctx context.Context) {
			keys, err := s.fetch(ctx, issuer)
			e.mu.Lock()
			defer e.mu.Unlock()
			if e.err = err; err == nil {
				e.keys, e.read = keys, now
			}
			e.fetching = nil
			close(done)
		}(context.WithoutCancel(ctx))
	}
	return e.fetching
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
