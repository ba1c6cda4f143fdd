package graph

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/token"
)

// MaxBody is the limit of a request body, in bytes.
const MaxBody = 1 << 20

// Tx is one transaction of the store.
type Tx interface {
	directory.Writer
	// AppendAudit writes records in the transaction: a change and its record are both there or neither.
	AppendAudit([]audit.Record) error
	AuditRecords(audit.Query) ([]audit.Record, error)
}

// Store is where the directory is kept.
type Store interface {
	View(context.Context, func(Tx) error) error
	Update(context.Context, func(Tx) error) error
}

// Deps are what the host stands on.
type Deps struct {
	Store Store
	// Verify says whether an access token holds, as token.Verifier.Verify does.
	Verify func(ctx context.Context, raw string, audience func(string) bool) (*token.Claims, error)
	// Conditions says whether conditional access lets the token of verified claims be used from an address. Nil always does.
	Conditions func(c *token.Claims, address string) error
	// Passwords hashes new passwords.
	Passwords *directory.Passwords
	// CheckPassword verifies the password of a user who is signed in, as oauth.Server.VerifyCurrentPassword does.
	CheckPassword func(ctx context.Context, user *directory.User, password, ip string) error
	Origins       edge.Origins
	// Fresh fails while what this process knows is too old to decide by: see edge.Host. Nil never fails.
	Fresh func() error
	// Settle makes the store take what this process recorded of sign-ins, before a request that reads it. It waits no longer
	// than readers will. Nil does nothing.
	Settle func(context.Context)
	// PageOrigin reports whether an application has registered a page at an origin. Nil is none.
	PageOrigin func(origin string) bool
	Now        func() time.Time
	Log        *slog.Logger
	// Rand is where secrets come from: crypto/rand.Reader outside of tests.
	Rand io.Reader
	// Keep records refusals.
	Keep edge.Recorder
	// Reserved reports whether an identifier URI belongs to this server or to a first-party resource, so that no
	// application may have it.
	Reserved func(uri string) bool
}

// service is the host's handlers.
type service struct {
	Deps
	host      *edge.Host
	schemas   []*schema
	audiences []string // that tokens for this host may have, besides Graph's appId
}

// New makes the host.
func New(deps Deps) *edge.Host {
	s := &service{
		Deps: deps, schemas: []*schema{userSchema(), groupSchema(), applicationSchema(), servicePrincipalSchema(), roleSchema()},
		audiences: directory.GraphAPI().At(deps.Origins.Graph).Audiences(),
	}
	s.host = &edge.Host{
		Name: "graph", MaxBody: MaxBody, Log: deps.Log, Recorder: deps.Keep,
		Fresh: deps.Fresh, PageOrigin: edge.PagesOf(deps.PageOrigin), Path: segments, Before: begin, Authenticate: s.authenticate, Authorize: s.authorize, Fail: s.fail,
	}
	for _, version := range []string{"/v1.0", "/beta"} {
		s.host.Routes = append(s.host.Routes, s.routes(version)...)
	}
	return s.host
}

// segments rewrites the key forms of OData into plain segments: users('x') is users/x, and
// applications(appId='x') is applications/appId=x.
func segments(parts []string) []string {
	out := make([]string, 0, len(parts)+1)
	for _, part := range parts {
		name, key, ok := strings.Cut(part, "(")
		key, closed := strings.CutSuffix(key, ")")
		if !ok || !closed || name == "" {
			out = append(out, part)
			continue
		}
		if property, value, named := strings.Cut(key, "="); named && !strings.HasPrefix(key, "'") {
			key = strings.TrimSpace(property) + "=" + unquote(strings.TrimSpace(value))
		} else {
			key = unquote(key)
		}
		if out = append(out, name); key != "" {
			out = append(out, key)
		}
	}
	return out
}

func unquote(text string) string {
	if inner, ok := strings.CutPrefix(text, "'"); ok {
		if inner, ok = strings.CutSuffix(inner, "'"); ok {
			return strings.ReplaceAll(inner, "''", "'")
		}
	}
	return text
}

// begin sets the headers of every answer. A client's own request id comes back if it is fit to be one.
func begin(w http.ResponseWriter, r *edge.Request) {
	w.Header().Set("request-id", r.ID)
	w.Header().Set("client-request-id", clientRequestID(r))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
}

func clientRequestID(r *edge.Request) string {
	id := r.Header.Get("client-request-id")
	if id == "" || len(id) > 64 || strings.ContainsFunc(id, func(c rune) bool { return c <= 0x20 || c > 0x7e }) {
		return r.ID
	}
	return id
}
