package provider

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/metric"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/token"
)

// MaxBody is the limit of a request body: 4 MiB, as Azure Resource Manager's.
const MaxBody = 4 << 20

// Tx is a transaction of the store.
type Tx interface {
	directory.Writer
	resource.Writer
	rbac.Writer
	// AppendAudit writes records in the transaction, so that a change and its record are committed together.
	AppendAudit([]audit.Record) error
	AuditRecords(audit.Query) ([]audit.Record, error)
	AssignmentUses(tenant, scopeKey string) (map[string]time.Time, error)
	quota.UsageReader
	metric.Reader
	quota.CallReader
}

// Store runs transactions. When Update returns, the snapshot that RBAC returns holds its changes.
type Store interface {
	View(context.Context, func(Tx) error) error
	Update(context.Context, func(Tx) error) error
	// DryRun is Update without the commit.
	DryRun(context.Context, func(Tx) error) error
}

// Deps are the dependencies of the host.
type Deps struct {
	Store Store
	RBAC  func() *rbac.Snapshot
	// Verify checks a token for an audience that the function accepts, as token.Verifier does.
	Verify func(ctx context.Context, raw string, audience func(aud string) bool) (*token.Claims, error)
	// Conditions says whether conditional access lets the token of verified claims be used from an address. Nil always does.
	Conditions func(c *token.Claims, address string) error
	// Trusted lists the tenants whose principals may hold roles here besides the scope's own. Nil is none.
	Trusted func() []string
	Origins edge.Origins
	// Fresh fails while the snapshot is too old to decide by: see edge.Host. Nil never fails.
	Fresh func() error
	// Settle makes the store take what this process recorded of calls, before a request that reads it. It waits no longer than
	// readers will. Nil does nothing.
	Settle func(context.Context)
	// PageOrigin reports whether an application has registered a page at an origin. Nil is none.
	PageOrigin func(origin string) bool
	Box        *seal.Box // for account keys
	Now        func() time.Time
	Rand       io.Reader // for account keys
	Log        *slog.Logger
	// Metadata answers /metadata/endpoints, by which clients learn of this cloud.
	Metadata http.Handler
	// Async is how long clients must poll for writes that take time on Azure. 0 answers when the write is done. It exists for
	// tests of clients.
	Async time.Duration
	// Keep writes decisions and refusals down.
	Keep edge.Recorder
}

// Host serves the rows of all providers. Handlers reach it through their Call.
type Host struct {
	Deps
	rows      map[rowKey]Row
	views     map[string]View
	audiences []string   // that tokens for this host may have
	served    *edge.Host // itself, for what it asks on a caller's behalf
}

// NewHost returns the host that serves the providers. The first row that matches a request serves it, so providers with
// specific rows come before those with general ones.
func NewHost(deps Deps, providers ...Provider) *edge.Host {
	d := &Host{Deps: deps, rows: map[rowKey]Row{}, views: map[string]View{}, audiences: directory.ResourceManagerAPI().At(deps.Origins.ARM).Audiences()}
	if d.Trusted == nil {
		d.Trusted = func() []string { return nil }
	}
	routes := []edge.Route{edge.Public(http.MethodGet, "/metadata/endpoints", func(w http.ResponseWriter, r *edge.Request) error {
		d.Metadata.ServeHTTP(w, r.Request)
		return nil
	})}
	for _, p := range providers {
		maps.Copy(d.views, p.Views)
		for _, row := range p.Rows {
			d.rows[rowKey{row.Method, row.Template}] = row
			if row.Action == "" {
				routes = append(routes, edge.Signed(row.Method, row.Template, d.serve(row)))
				continue
			}
			routes = append(routes, edge.Guarded(row.Method, row.Template, rbac.Control, row.Action, d.serve(row)))
		}
	}
	d.served = &edge.Host{
		Name: "arm", Routes: routes, MaxBody: MaxBody, Log: deps.Log, Recorder: deps.Keep,
		Fresh: deps.Fresh, PageOrigin: edge.PagesOf(deps.PageOrigin), Before: d.begin, Authenticate: d.authenticate, Authorize: d.authorize, Fail: fail,
	}
	return d.served
}

// begin sets the headers of every answer.
func (d *Host) begin(w http.ResponseWriter, r *edge.Request) {
	h := w.Header()
	if d.Origins.StrictTransport() {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	h.Set("Cache-Control", "no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "-1")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Ms-Request-Id", r.ID)
	h.Set("X-Ms-Routing-Request-Id", "LOCAL:"+r.ID)
	correlation := r.ID
	if asked := r.Header.Get("X-Ms-Correlation-Request-Id"); isID(asked) {
		correlation = asked
	}
	h.Set("X-Ms-Correlation-Request-Id", correlation)
	if asked := r.Header.Get("X-Ms-Client-Request-Id"); isID(asked) {
		h.Set("X-Ms-Client-Request-Id", asked)
	}
}

// isID reports whether text may be returned in a header as a request id.
func isID(text string) bool {
	if text == "" || len(text) > 128 {
		return false
	}
	for _, c := range []byte(text) {
		if c <= 0x20 || c >= 0x7f {
			return false
		}
	}
	return true
}

// failure is Azure Resource Manager's error body. Source: "ErrorResponse" of the common types of its specifications.
type failure struct {
	Error struct {
		Code    string         `json:"code"`
		Message string         `json:"message"`
		Target  string         `json:"target,omitempty"`
		Details []fault.Detail `json:"details,omitempty"`
	} `json:"error"`
}

func fail(w http.ResponseWriter, r *edge.Request, err *fault.Error) {
	if challenge, ok := err.Fields["challenge"].(string); ok {
		w.Header().Set("WWW-Authenticate", challenge)
	}
	w.Header().Set("X-Ms-Error-Code", err.Code)
	if r.Method == http.MethodHead {
		w.WriteHeader(err.Kind.Status())
		return
	}
	if flat, _ := err.Fields["flat"].(bool); flat { // as Azure Monitor's metrics answer
		_ = edge.WriteJSON(w, err.Kind.Status(), fault.Detail{Code: err.Code, Message: err.Message})
		return
	}
	var body failure
	body.Error.Code, body.Error.Message, body.Error.Target, body.Error.Details = err.Code, err.Message, err.Target, err.Details
	_ = edge.WriteJSON(w, err.Kind.Status(), body)
}
