package upstream

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// GuardConfig is what surrounds a server.
type GuardConfig struct {
	Name string
	Next http.RoundTripper
	// Concurrency bounds the calls that run at once, streams until their end; 0 is no bound.
	Concurrency int
	// AllowMembers are the members of a request body, in lower case, by which callers may choose what the server calls.
	AllowMembers []string
	// Idle bounds the silence within an answer; 0 is ten minutes: a local model may work on a long prompt for minutes.
	Idle time.Duration
	Now  func() time.Time // nil is the machine's clock
	Log  *slog.Logger     // nil is none
}

// Guard is a server with its limits and its health, which it learns from the calls that go through it. All
// deployments that a server serves share its Guard.
type Guard struct {
	GuardConfig
	names   []string // the value of HeaderServer, which nobody changes
	slots   chan struct{}
	circuit circuit
	listed  atomic.Pointer[map[string]bool] // its models, if known
}

// AllowsMember reports whether callers may choose with a member of the request body what the server calls.
func (g *Guard) AllowsMember(name string) bool { return slices.Contains(g.AllowMembers, name) }

// maxRefusal is how much of a refusal of our own credential is logged, in bytes.
const maxRefusal = 1 << 10

// NewGuard makes a Guard.
func NewGuard(c GuardConfig) *Guard {
	if c.Idle == 0 {
		c.Idle = 10 * time.Minute
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	g := &Guard{GuardConfig: c, names: []string{c.Name}}
	if c.Concurrency > 0 {
		g.slots = make(chan struct{}, c.Concurrency)
	}
	return g
}

// Learn tells which models the server has. Until then it is taken to have any.
func (g *Guard) Learn(models []string) {
	set := make(map[string]bool, len(models))
	for _, m := range models {
		set[m] = true
	}
	g.listed.Store(&set)
}

// Serves reports whether the server has a model, as far as is known.
func (g *Guard) Serves(model string) bool {
	listed := g.listed.Load()
	return listed == nil || (*listed)[model]
}

// The healths of a server, as the calls that went through it show.
const (
	Healthy     = "healthy"
	Resting     = "resting"     // it asked for a pause
	Unavailable = "unavailable" // it does not answer, or with failures of its own; a call probes it now and then
)

// Health is how a server is.
func (g *Guard) Health() string {
	switch g.circuit.look(g.Now(), false) {
	case resting:
		return Resting
	case open, probed:
		return Unavailable
	}
	return Healthy
}

// full reports whether a call would have to wait.
func (g *Guard) full() bool { return g.slots != nil && len(g.slots) == cap(g.slots) }

// enter takes a place for one call. It fails with Throttled if none gets free in time.
func (g *Guard) enter(ctx context.Context, patience time.Duration) error {
	if g.slots == nil {
		return nil
	}
	select {
	case g.slots <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case g.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		f := fault.New(fault.Throttled, "429", "The model of this deployment is busy with as many requests as it may have at once. Please retry.")
		f.RetryAfter = time.Second
		return f
	}
}

func (g *Guard) leave() {
	if g.slots != nil {
		<-g.slots
	}
}

// RoundTrip makes one call, for which its caller has taken nothing yet. It does not retry; a Pool does.
func (g *Guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.enter(r.Context(), longestWait); err != nil {
		return nil, err
	}
	own := *r
	return g.call(&own, false)
}

// next sends r, which next may change but for its header.
func (g *Guard) next(r *http.Request) (*http.Response, error) {
	switch server := g.Next.(type) {
	case *Server:
		return server.send(r)
	default:
		if !upgrades(r) {
			server = watched{server}
		}
		return server.RoundTrip(r)
	}
}

// call makes one call in a place that was taken, which is given back when the answer's body is closed. It may change r but
// for its header.
func (g *Guard) call(r *http.Request, probe bool) (*http.Response, error) {
	response, err := g.next(r)
	if err != nil {
		g.leave()
		g.unanswered(r.Context(), err, probe)
		return nil, err
	}
	if body, ok := response.Body.(silenceBounder); ok {
		body.BoundSilence(g.Idle)
	}
	failed := !g.answered(response, probe)
	if socket, ok := response.Body.(io.ReadWriteCloser); ok && response.StatusCode == http.StatusSwitchingProtocols {
		response.Body = &guardedSocket{ReadWriteCloser: socket, guard: g}
		response.Header[HeaderServer] = g.names
		return response, nil
	}
	response.Body = &guardedBody{inner: response.Body, guard: g, caller: r.Context(), failed: failed}
	response.Header[HeaderServer] = g.names
	return response, nil
}

// HeaderServer is between the host and its servers and does not leave this process. On an answer it says which server
// gave it; on a request, which one to prefer.
const HeaderServer = "X-Keyless-Upstream"

// unanswered notes a call that no answer came to. A caller who has gone says nothing about the server, and neither
// does a refusal of our own.
func (g *Guard) unanswered(caller context.Context, err error, probe bool) {
	var known *fault.Error
	if caller.Err() != nil || errors.As(err, &known) {
		if probe {
			g.circuit.abandoned()
		}
		return
	}
	g.circuit.failed(g.Now())
}

// answered notes what an answer's header says of the server, and reports whether the answer counts as one that came
// through, if its body does. A 500 may be about this one request and says nothing of the server.
func (g *Guard) answered(response *http.Response, probe bool) bool {
	now, status := g.Now(), response.StatusCode
	pause := retryAfter(response.Header, now)
	switch {
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable && pause > 0:
		g.circuit.restUntil(now, max(pause, time.Second))
	case status == http.StatusBadGateway, status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		g.circuit.failed(now)
		return false
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		text, _ := io.ReadAll(io.LimitReader(response.Body, maxRefusal)) // what there is of it
		g.Log.Warn("a model server refuses this service's own credential", "upstream", g.Name, "status", status, "answer", string(text))
		response.Body = rejoined{io.MultiReader(bytes.NewReader(text), response.Body), response.Body}
	}
	if probe {
		g.circuit.succeeded(now)
	}
	return status < 500 && status != http.StatusTooManyRequests
}

// rejoined is a body whose beginning was read already.
type rejoined struct {
	io.Reader
	io.Closer
}

// errIdle ends an answer in which nothing came for too long.
type errIdle struct{}

func (errIdle) Error() string   { return "the model server was silent for too long" }
func (errIdle) Timeout() bool   { return true }
func (errIdle) Temporary() bool { return false }

// guardedBody is an answer's body: it gives the call's place back when it is closed, and tells the circuit how it
// ended.
type guardedBody struct {
	inner  io.ReadCloser
	guard  *Guard
	caller context.Context
	failed bool
	closed atomic.Bool
}

func (b *guardedBody) Read(p []byte) (int, error) {
	n, err := b.inner.Read(p)
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errIdle{}
	}
	if !b.failed && b.caller.Err() == nil {
		b.failed = true
		b.guard.circuit.failed(b.guard.Now())
	}
	return n, err
}

func (b *guardedBody) Close() error {
	if b.closed.Swap(true) {
		return nil
	}
	if !b.failed && b.caller.Err() == nil {
		b.guard.circuit.succeeded(b.guard.Now())
	}
	err := b.inner.Close()
	b.guard.leave()
	return err
}
