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

// GuardConfig configures a Guard.
type GuardConfig struct {
	Name string
	Next http.RoundTripper
	// Concurrency limits the number of concurrent calls, counting streams until their end; 0 means no limit.
	Concurrency int
	// AllowMembers are members of a request body, in lower case, with which callers may make the server call other hosts.
	AllowMembers []string
	// Idle is the maximum pause within a response; 0 means ten minutes, because a local model may process a long prompt for minutes.
	Idle time.Duration
	Now  func() time.Time // nil means time.Now
	Log  *slog.Logger     // may be nil
}

// Guard limits the calls to a server, and tracks its health by their results. All deployments on a server share its Guard.
type Guard struct {
	GuardConfig
	names   []string // the shared value of HeaderServer; not modified
	slots   chan struct{}
	circuit circuit
	listed  atomic.Pointer[map[string]bool] // names of the server's models, once known
}

// AllowsMember reports whether callers may use a member of the request body with which the server calls other hosts.
func (g *Guard) AllowsMember(name string) bool { return slices.Contains(g.AllowMembers, name) }

// maxRefusal is how many bytes of a response that rejects our credential are logged.
const maxRefusal = 1 << 10

// NewGuard returns a Guard.
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

// Learn sets the server's models. Until then it is assumed to have any model.
func (g *Guard) Learn(models []string) {
	set := make(map[string]bool, len(models))
	for _, m := range models {
		set[m] = true
	}
	g.listed.Store(&set)
}

// Serves reports whether the server has a model, as far as known.
func (g *Guard) Serves(model string) bool {
	listed := g.listed.Load()
	return listed == nil || (*listed)[model]
}

// The values of Health.
const (
	Healthy     = "healthy"
	Resting     = "resting"     // it asked for a pause
	Unavailable = "unavailable" // it does not respond or fails; a call probes it now and then
)

// Health returns the health of the server.
func (g *Guard) Health() string {
	switch g.circuit.look(g.Now(), false) {
	case resting:
		return Resting
	case open, probed:
		return Unavailable
	}
	return Healthy
}

// full reports whether a call would have to wait for a slot.
func (g *Guard) full() bool { return g.slots != nil && len(g.slots) == cap(g.slots) }

// enter takes a slot for one call. It fails with Throttled if none is free in time.
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

// RoundTrip makes one call, including waiting for a slot. It does not retry; a Pool does.
func (g *Guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.enter(r.Context(), longestWait); err != nil {
		return nil, err
	}
	own := *r
	return g.call(&own, false)
}

// next sends r. It may modify r, except for its header.
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

// call makes one call in a slot that was taken, and releases the slot when the response's body is closed. It may modify
// r, except for its header.
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

// HeaderServer is internal to this process. In a response it is the name of the server that sent it; in a request, the name of
// the preferred server.
const HeaderServer = "X-Keyless-Upstream"

// unanswered records a call without a response. A canceled call says nothing about the server, nor does an error of
// this process.
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

// answered records what a response's header says about the server, and reports whether the response counts as a success if its
// body is complete. A 500 may be caused by the request, so it says nothing about the server.
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
		text, _ := io.ReadAll(io.LimitReader(response.Body, maxRefusal)) // a partial body is sufficient
		g.Log.Warn("a model server refuses this service's own credential", "upstream", g.Name, "status", status, "answer", string(text))
		response.Body = rejoined{io.MultiReader(bytes.NewReader(text), response.Body), response.Body}
	}
	if probe {
		g.circuit.succeeded(now)
	}
	return status < 500 && status != http.StatusTooManyRequests
}

// rejoined is a body whose beginning has been read.
type rejoined struct {
	io.Reader
	io.Closer
}

// errIdle is the error of a response in which nothing arrived for too long.
type errIdle struct{}

func (errIdle) Error() string   { return "the model server was silent for too long" }
func (errIdle) Timeout() bool   { return true }
func (errIdle) Temporary() bool { return false }

// guardedBody is a response's body. It releases the slot when it is closed, and reports its outcome to the circuit.
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
