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

// How long a response from Graph is cached, and how many are cached per tenant.
const (
	groupLife   = time.Minute
	failureLife = 3 * time.Second // avoids retrying a failing Graph at once
	maxFound    = 20_000
)

// groups caches the groups of principals.
type groups struct {
	now  func() time.Time
	read func(ctx context.Context, object string) ([]string, error)

	mu    sync.Mutex
	found map[string]*membership // by object id
}

// membership holds the groups of one principal, or a read in progress.
type membership struct {
	done   chan struct{} // closed when the other fields are set
	groups []string
	err    error
	until  time.Time
}

// of returns the groups of a principal as of the last minute.
func (g *groups) of(ctx context.Context, object string) ([]string, error) {
	id, ok := guid.Parse(object) // it becomes part of a URL
	if !ok {
		return nil, fault.New(fault.Unauthenticated, token.ReasonMalformed, "the oid claim is not an object id")
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

// fill reads the groups for every waiting caller.
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

// makeRoom removes expired entries, or any entries, when the cache is full.
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

// readGroups reads the security groups of which a principal is a direct or transitive member from Graph. It ignores the
// URL in the token's overage claim, because a token must not choose which host this service calls.
func (t *tenant) readGroups(ctx context.Context, object string) ([]string, error) {
	body, err := t.ask(ctx, object)
	var refused answered
	if errors.As(err, &refused) && refused.status == http.StatusUnauthorized {
		body, err = t.ask(ctx, object) // with a new token: ask has dropped the rejected one
	}
	if errors.As(err, &refused) && refused.status == http.StatusNotFound {
		return nil, fault.New(fault.Unauthenticated, token.ReasonRevoked, "the principal %s no longer exists in its tenant", object).Because(err)
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
		return nil, errors.New("the response from Graph has no list of groups")
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
