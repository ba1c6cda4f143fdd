package edge

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/token"
)

// Caller is who a verified request comes from.
type Caller struct {
	rbac.Principal
	Type   rbac.PrincipalType
	Name   string        // a user's principal name; an application's appId
	AppID  string        // the client application
	Groups []string      // as named by a trusted foreign tenant's token
	Claims *token.Claims // nil for a caller with a key
	Key    string        // "key1" or "key2" for a caller with a key, who goes past every role; else ""
}

// Request is a request on its way through a host.
type Request struct {
	*http.Request
	ID       string // GUID of this request
	Vars     Vars
	Route    Route
	Caller   Caller         // set unless the row is public
	Scope    resource.Scope // set by Authorize for guarded rows
	Decision rbac.Decision  // set by Authorize for guarded rows
	Held     any            // what the host's own steps hand on to each other
	Recorded bool           // the audit log holds the decision
	Refusal  Refusal        // what a host knows by then for the log, should the request be refused
}

// Host is one Azure host: its rows, how its callers prove themselves, and how it says no.
type Host struct {
	Name   string
	Routes []Route
	// MaxBody is the limit of a request body in bytes.
	MaxBody int64
	// Path may rewrite the decoded segments of a path before a row is looked for. Nil leaves them.
	Path func(segments []string) []string
	// Authenticate finds out who calls. Needed unless all rows are public.
	Authenticate func(r *Request) (Caller, error)
	// Authorize decides a guarded row: it sets r.Scope and r.Decision, and fails as this host says no.
	Authorize func(r *Request) error
	// Fresh fails with Unavailable while what this process knows is too old to decide by. It is asked before and after the
	// decision: a process that was frozen in between finds out. Nil never fails. Public rows are answered all the same.
	Fresh func() error
	// PageOrigin reports whether pages of an origin may send a request and read the answer. Nil allows none.
	PageOrigin func(r *http.Request, origin string) bool
	// Before may set the headers that every answer of the host carries.
	Before func(w http.ResponseWriter, r *Request)
	// Fail renders err in the host's wire format.
	Fail func(w http.ResponseWriter, r *Request, err *fault.Error)
	// Recorder writes refusals down. Their ids go with the answer, in DecisionHeader.
	Recorder Recorder
	// After is told of each request when its answer is complete or broken off; status is 0 if none was begun. Nil is
	// nobody.
	After func(r *Request, status int, took time.Duration)
	Log   *slog.Logger
}

// ServeHTTP finds the row, lets in who may pass, and serves. Matched but forbidden, unmatched and panicking requests
// all end in Fail.
func (d *Host) ServeHTTP(w http.ResponseWriter, hr *http.Request) {
	started := time.Now()
	out := &response{ResponseWriter: w}
	r := &Request{Request: hr, ID: guid.NewOrdered()}
	out.body = hr.Body
	if hr.Body != nil && d.MaxBody > 0 {
		hr.Body = http.MaxBytesReader(out, hr.Body, d.MaxBody)
	}
	if hr.ProtoMajor == 1 && len(hr.TransferEncoding) > 0 {
		// A body in chunks may have come with a Content-Length, which net/http has dropped. Whether a proxy in front went
		// by that length is unknown, so nothing more is read from the connection (RFC 9112, section 6.1).
		out.Header().Set("Connection", "close")
	}
	if d.After != nil {
		defer func() { d.After(r, out.status, time.Since(started)) }()
	}
	var err error
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			d.Log.Error("panic", "host", d.Name, "request", r.ID, "value", p, "stack", string(debug.Stack()))
			err = fault.New(fault.Internal, "InternalServerError", "Encountered internal server error.")
		}
		if err != nil {
			d.fail(out, r, err)
		}
		if d.Log.Enabled(hr.Context(), slog.LevelDebug) {
			d.Log.LogAttrs(hr.Context(), slog.LevelDebug, "request", slog.String("host", d.Name), slog.String("request", r.ID),
				slog.String("method", hr.Method), slog.String("route", r.Route.template), slog.String("caller", r.Caller.Object),
				slog.Int("status", out.status), slog.Duration("took", time.Since(started)))
		}
	}()
	if d.Before != nil {
		d.Before(out, r)
	}
	if d.allowPage(out, hr) {
		return
	}
	if err = d.find(r); err != nil {
		return
	}
	if r.Route.access != public {
		if err = d.fresh(); err != nil {
			return
		}
		if r.Caller, err = d.Authenticate(r); err != nil {
			return
		}
	}
	if r.Route.access == guarded {
		if err = d.Authorize(r); err != nil {
			return
		}
		if err = d.fresh(); err != nil {
			return
		}
	}
	err = r.Route.handler(out, r)
}

func (d *Host) fresh() error {
	if d.Fresh == nil {
		return nil
	}
	return d.Fresh()
}

// Resolve finds the row that a request of the host's own would be served by, and sets r.Route and r.Vars. Whether the
// caller may pass is not asked.
func (d *Host) Resolve(r *Request) error { return d.find(r) }

// find sets r.Route and r.Vars. A HEAD request may be served by a GET row.
func (d *Host) find(r *Request) error {
	parts, ok := splitPath(r.URL.EscapedPath())
	if !ok {
		return fault.New(fault.Invalid, "BadRequest", "The request path is not valid.")
	}
	if d.Path != nil {
		parts = d.Path(parts)
	}
	otherMethod := false
	for pass := range 2 {
		for _, row := range d.Routes {
			if pass == 0 && row.method != r.Method || pass == 1 && (r.Method != http.MethodHead || row.method != http.MethodGet) {
				continue
			}
			if vars, ok := match(row.segments, parts, nil); ok {
				r.Route, r.Vars = row, vars
				return nil
			}
		}
	}
	for _, row := range d.Routes {
		if fits(row.segments, parts) {
			otherMethod = true
			break
		}
	}
	if otherMethod {
		return fault.New(fault.NotAllowed, "MethodNotAllowed", "The requested resource does not support http method '%s'.", r.Method)
	}
	return fault.New(fault.NotFound, "NotFound", "The resource you are looking for cannot be found.")
}

func (d *Host) fail(w *response, r *Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = fault.New(fault.TooLarge, "RequestEntityTooLarge", "The request body is larger than the limit of %d bytes.", tooLarge.Limit).Because(err)
	}
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		level := slog.LevelError
		if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
			level = slog.LevelDebug // the client did not wait for the answer
		}
		d.Log.Log(r.Context(), level, "request failed", "host", d.Name, "request", r.ID, "method", r.Method, "route", r.Route.template, "error", err)
	}
	if w.status != 0 {
		// The answer has begun; all that is left is to break it off, so that the client does not take it as whole.
		panic(http.ErrAbortHandler)
	}
	if d.recorded(r, f) {
		w.Header().Set(DecisionHeader, r.ID)
	}
	if f.Kind == fault.TooLarge {
		w.Header().Set("Connection", "close")
	}
	if f.Kind == fault.Unavailable && f.RetryAfter == 0 {
		told := *f
		told.RetryAfter = retryUnavailable
		f = &told
	}
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.FormatInt(int64((f.RetryAfter+time.Second-1)/time.Second), 10))
	}
	d.Fail(w, r, f)
	if f.Kind == fault.TooLarge {
		w.discardBody(r.Request)
	}
}

// retryUnavailable is when to ask again for what cannot be answered now, where nothing else is known.
const retryUnavailable = 2 * time.Second

// How much of a body that is too large is read and thrown away, so that the client gets to read the answer.
const (
	maxDiscarded = 256 << 20
	discardTime  = 10 * time.Second
)

// discardBody reads the rest of the request's body. A connection that is closed while the client still sends is reset,
// and a client that is reset does not see the answer.
func (w *response) discardBody(r *http.Request) {
	if w.body == nil || r.ProtoMajor != 1 {
		return
	}
	control := http.NewResponseController(w.ResponseWriter)
	if control.Flush() != nil || control.SetReadDeadline(time.Now().Add(discardTime)) != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, w.body, maxDiscarded)
}

// recorded reports whether the audit log knows of this refusal, and tells it if it may.
func (d *Host) recorded(r *Request, f *fault.Error) bool {
	if f.Kind != fault.Unauthenticated && f.Kind != fault.Denied || r.Route.template == "" {
		return false
	}
	if r.Recorded {
		return !r.Decision.Allowed
	}
	if d.Recorder.Refused == nil {
		return false
	}
	refusal := r.Refusal
	refusal.ID, refusal.Caller, refusal.Remote, refusal.Fault = r.ID, r.Caller, r.RemoteAddr, f
	if refusal.At.IsZero() {
		refusal.At = time.Now()
	}
	if refusal.Operation == "" {
		refusal.Operation = r.Method + " " + r.Route.template
	}
	return d.Recorder.Refused(r.Context(), refusal)
}

// response remembers whether an answer has begun.
type response struct {
	http.ResponseWriter
	status int
	body   io.ReadCloser // of the request, without a limit
}

func (w *response) WriteHeader(status int) {
	if w.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the flusher.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }
