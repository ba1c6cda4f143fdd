package upstream

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// Member is a server of a pool.
type Member struct {
	*Guard
	// Weight is its share of the calls among members with the same priority; 0 means 1.
	Weight int
	// Priority orders the members: those with the lowest number are used while any of them is available.
	Priority int
	// Names maps model names of deployments to those of the server. Other names are the same on the server.
	Names map[string]string
}

func (m *Member) name(model string) string {
	if own, ok := m.Names[model]; ok {
		return own
	}
	return model
}

// MaxPriority is the highest priority number.
const MaxPriority = 1000

// Limits of the retries before the first byte of a response.
const (
	maxAttempts = 3
	longestWait = 10 * time.Second // in total, for servers that are busy or asked for a pause
	firstWait   = 100 * time.Millisecond
	circuitWait = 2 * time.Second       // for a server that will be probed soon
	probeWait   = 20 * time.Millisecond // for the result of another call's probe
	maxMembers  = 64
	maxDrained  = 64 << 10 // of an error's body, to reuse its connection
)

// PoolConfig configures a Pool.
type PoolConfig struct {
	Members []Member
	Now     func() time.Time                           // nil means time.Now
	Random  func() float64                             // from 0 to 1; nil means math/rand
	Wait    func(context.Context, time.Duration) error // nil means to sleep
}

// Pool serves a deployment with one or more servers. Before the first byte of a response it retries on 429, 500, 502, 503, 504
// and failed connections: with another server if there is one, else after the pause that the server asked for. A server that
// has failed five times in a row is not called for an increasing time; a call without an alternative waits up to two seconds for
// it. The pool gives up after three attempts or before it would have waited more than ten seconds, and returns the last
// response. After a timeout for the first byte it does not retry, because the server may still be working on the request.
type Pool struct{ PoolConfig }

// NewPool returns a pool of at most 64 members.
func NewPool(c PoolConfig) (*Pool, error) {
	if len(c.Members) == 0 || len(c.Members) > maxMembers {
		return nil, errors.New("a pool has 1 to 64 members")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	return &Pool{c}, nil
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Guards returns the guards of the pool's servers.
func (p *Pool) Guards() []*Guard {
	all := make([]*Guard, len(p.Members))
	for i := range p.Members {
		all[i] = p.Members[i].Guard
	}
	return all
}

// AllowsMember reports whether every server of the pool allows callers a member of the request body with which the server calls
// other hosts.
func (p *Pool) AllowsMember(name string) bool {
	for i := range p.Members {
		if !p.Members[i].Guard.AllowsMember(name) {
			return false
		}
	}
	return true
}

// Name returns a server's name for a model, and false if the server is known not to have it.
func (p *Pool) Name(of *Guard, model string) (string, bool) {
	for i := range p.Members {
		if m := &p.Members[i]; m.Guard == of {
			return m.name(model), m.Serves(m.name(model))
		}
	}
	return "", false
}

// RoundTrip sends a request whose body has the model's name on every member.
func (p *Pool) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }() // each attempt has its own body
	}
	return p.Send(r, "", func(string) (io.ReadCloser, int64, error) {
		if r.GetBody == nil {
			return r.Body, r.ContentLength, nil
		}
		body, err := r.GetBody()
		return body, r.ContentLength, err
	})
}

// Send sends a request for a model. body returns the request's body with the given model name, and its length. The body of r is
// ignored.
func (p *Pool) Send(r *http.Request, model string, body func(model string) (io.ReadCloser, int64, error)) (*http.Response, error) {
	prefer := r.Header.Get(HeaderServer)
	t := try{pool: p, request: r, model: model, body: body, started: p.Now(), prefer: prefer}
	for {
		response, err := t.once()
		if !t.again(response, err) {
			return response, err
		}
		if response != nil {
			_, _ = io.CopyN(io.Discard, response.Body, maxDrained) // so that the connection can be reused
			_ = response.Body.Close()
		}
		if t.pause > 0 {
			if err := p.Wait(r.Context(), t.pause); err != nil {
				return nil, err
			}
		}
	}
}

// try is a call through a pool.
type try struct {
	pool     *Pool
	request  *http.Request
	model    string
	prefer   string // name of the preferred server
	body     func(string) (io.ReadCloser, int64, error)
	started  time.Time
	attempts int
	asked    uint64 // bit set of the members that were called in this round
	pause    time.Duration
}

// once calls one member.
func (t *try) once() (*http.Response, error) {
	at, probe, err := t.await()
	if err != nil {
		return nil, err
	}
	t.attempts++
	t.asked |= 1 << at
	m := &t.pool.Members[at]
	if err := m.enter(t.request.Context(), longestWait); err != nil {
		if probe {
			m.circuit.abandoned()
		}
		return nil, err
	}
	body, length, err := t.body(m.name(t.model))
	if err != nil {
		m.leave()
		return nil, err
	}
	out := *t.request
	if upgrades(t.request) {
		out.URL = withModel(out.URL, m.name(t.model))
	}
	out.Body, out.ContentLength = body, length
	out.GetBody = func() (io.ReadCloser, error) {
		again, _, err := t.body(m.name(t.model))
		return again, err
	}
	return m.call(&out, probe)
}

// await chooses a member, waiting for one if that will not take long. It fails with Unavailable.
func (t *try) await() (at int, probe bool, err error) {
	for {
		if at, probe = t.choose(); at >= 0 {
			return at, probe, nil
		}
		pause, soon := t.soon()
		if !soon {
			f := fault.New(fault.Unavailable, "ServiceUnavailable", "The model of this deployment is not available. Please retry.")
			f.RetryAfter = max(pause, time.Second)
			return -1, false, f
		}
		if err := t.pool.Wait(t.request.Context(), pause); err != nil {
			return -1, false, err
		}
	}
}

// soon returns when the next open circuit will be probed, and whether this call can wait for it.
func (t *try) soon() (time.Duration, bool) {
	now, pause := t.pool.Now(), longestPause
	for i := range t.pool.Members {
		pause = min(pause, t.pool.Members[i].circuit.opensAgain(now))
	}
	pause = max(pause, probeWait)
	return pause, now.Sub(t.started)+pause <= circuitWait
}

// choose picks a member among the available ones: the healthy ones if there are any, of these the ones with the lowest priority
// number, of these one by weight. A member that is due for a probe counts as healthy for one call. choose returns -1 if all
// circuits are open.
func (t *try) choose() (at int, probe bool) {
	now := t.pool.Now()
	for {
		at, state := t.best(now)
		if at < 0 {
			return -1, false
		}
		if state != probed {
			return at, false
		}
		if t.pool.Members[at].circuit.look(now, true) == probed {
			return at, true
		}
		// Another call has started the probe: the circuit counts as open now.
	}
}

// best returns the best member. It considers only members with the model, unless none is known to have it.
func (t *try) best(now time.Time) (int, state) {
	serves := false
	for i := range t.pool.Members {
		m := &t.pool.Members[i]
		serves = serves || m.Serves(m.name(t.model))
	}
	chosen, chosenState, rank, total := -1, open, 0, 0.0
	for i := range t.pool.Members {
		m := &t.pool.Members[i]
		if t.model != "" && serves && !m.Serves(m.name(t.model)) {
			continue
		}
		state := m.circuit.look(now, false)
		if state == open {
			continue
		}
		mine, weight := t.trouble(i, m, state)*(MaxPriority+1)+m.Priority, float64(max(m.Weight, 1))
		if t.prefer != "" && m.Name == t.prefer && t.asked == 0 {
			return i, state
		}
		switch {
		case chosen < 0 || mine < rank:
			chosen, chosenState, rank, total = i, state, mine, weight
		case mine == rank:
			if total += weight; t.pool.Random()*total < weight {
				chosen, chosenState = i, state
			}
		}
	}
	return chosen, chosenState
}

// trouble ranks members: healthy ones first, then busy ones, then those that asked for a pause, then those that have failed in
// this call.
func (t *try) trouble(i int, m *Member, s state) int {
	switch {
	case t.asked&(1<<i) != 0:
		return 3
	case s == resting:
		return 2
	case m.full():
		return 1
	}
	return 0
}

// again reports whether to retry, and sets the time to wait before.
func (t *try) again(response *http.Response, err error) bool {
	asked := time.Duration(0)
	switch {
	case t.request.Context().Err() != nil || t.attempts >= maxAttempts || t.attempts == 0:
		return false
	case err != nil:
		if !retryable(err) {
			return false
		}
	case response.StatusCode == http.StatusTooManyRequests, response.StatusCode >= 500 && response.StatusCode != http.StatusNotImplemented && response.StatusCode <= 504:
		asked = retryAfter(response.Header, t.pool.Now())
	default:
		return false
	}
	next, state := t.best(t.pool.Now())
	t.pause = 0
	if next < 0 {
		_, soon := t.soon()
		return soon
	}
	if t.asked&(1<<next) != 0 || state == resting { // no other server is free: retry the same one after a pause
		backoff := firstWait << (t.attempts - 1)
		t.pause = max(asked, backoff+time.Duration(t.pool.Random()*float64(backoff)))
	}
	return t.pool.Now().Sub(t.started)+t.pause <= longestWait
}

// retryable reports whether a call without a response may be retried.
func retryable(err error) bool {
	var known *fault.Error
	var network net.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return true
	}
	return !errors.As(err, &network) || !network.Timeout()
}

// retryAfter returns the pause that a server asks for; 0 if it does not. Sources: RFC 9110, section 10.2.3, and retry-after-ms
// of Azure OpenAI.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if len(h["Retry-After"]) == 0 && len(h["Retry-After-Ms"]) == 0 {
		return 0 // as nearly all answers
	}
	if ms, err := strconv.ParseFloat(strings.TrimSpace(h.Get("Retry-After-Ms")), 64); err == nil && ms > 0 && ms < 1e9 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		if seconds > 0 && seconds < 1e6 {
			return time.Duration(seconds * float64(time.Second))
		}
		return 0
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
