package entra

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/token"
)

// How long an answer of Graph counts, and how many are kept for one tenant.
const (
	groupLife   = time.Minute
	failureLife = 3 * time.Second // a Graph that fails is not asked again at once
	maxFound    = 20_000
)

// groups remembers whose groups were read.
type groups struct {
	now  func() time.Time
	read func(ctx context.Context, object string) ([]string, error)

	mu    sync.Mutex
	found map[string]*membership // by object id
}

// membership is the groups of one principal, or a read that is under way.
type membership struct {
	done   chan struct{} // closed when the rest is set
	groups []string
	err    error
	until  time.Time
}

// of returns the groups of a principal, read within the last minute.
func (g *groups) of(ctx context.Context, object string) ([]string, error) {
	id, ok := guid.Parse(object) // it becomes part of an address
	if !ok {
		return nil, fault.New(fault.Unauthenticated, token.ReasonMalformed, "the oid claim is no object id")
	}
	g.mu.Lock()
	m := g.found[id]
	if m == nil || m.ended() && !g.now().Before(m.until) {
		m = &membership{done: make(chan struct{})}
		g.makeRoom()
		g.found[id] = m
		go g.fill(m, id)
	}
	g.mu.Unlock()
	select {
	case <-m.done:
		return m.groups, m.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (m *membership) ended() bool {
	select {
	case <-m.done:
		return true
	default:
		return false
	}
}

// fill reads for all who wait.
func (g *groups) fill(m *membership, id string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	m.groups, m.err = g.read(ctx, id)
	m.until = g.now().Add(groupLife)
	if m.err != nil {
		m.until = g.now().Add(failureLife)
	}
	close(m.done)
}

// makeRoom drops what has ended, or anything, when the limit is reached.
func (g *groups) makeRoom() {
	if len(g.found) < maxFound {
		return
	}
	for id, m := range g.found {
		if m.ended() && !g.now().Before(m.until) {
			delete(g.found, id)
		}
	}
	for id := range g.found {
		if len(g.found) < maxFound {
			return
		}
		delete(g.found, id)
	}
}

// readGroups asks Graph for the security groups that a principal is in, directly and through other groups. Where the
// token says that they could be read is not looked at: a token does not choose whom this service calls.
func (t *tenant) readGroups(ctx context.Context, object string) ([]string, error) {
	body, err := t.ask(ctx, object)
	var refused answered
	if errors.As(err, &refused) && refused.status == http.StatusUnauthorized {
		body, err = t.ask(ctx, object) // with a new token: the old one was forgotten
	}
	if errors.As(err, &refused) && refused.status == http.StatusNotFound {
		return nil, fault.New(fault.Unauthenticated, token.ReasonRevoked, "the principal %s is gone from its tenant", object).Because(err)
	}
	if err != nil {
		return nil, err
	}
	var answer struct {
		Value []string `json:"value"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, err
	}
	if answer.Value == nil {
		return nil, errors.New("the answer of Graph lists nothing")
	}
	return answer.Value, nil
}

func (t *tenant) ask(ctx context.Context, object string) ([]byte, error) {
	bearer, err := t.signIn.bearer(ctx)
	if err != nil {
		return nil, err
	}
	address := t.Graph + "/v1.0/directoryObjects/" + object + "/getMemberGroups"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(`{"securityEnabledOnly":true}`))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+bearer)
	body, err := t.do(request)
	var refused answered
	if errors.As(err, &refused) && refused.status == http.StatusUnauthorized {
		t.signIn.forget(bearer)
	}
	return body, err
}
