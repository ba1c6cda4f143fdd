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
	// AppendAudit writes records in the transaction, so that a change and its record are committed together.
	AppendAudit([]audit.Record) error
	AuditRecords(audit.Query) ([]audit.Record, error)
}

// Store holds the directory.
type Store interface {
	View(context.Context, func(Tx) error) error
	Update(context.Context, func(Tx) error) error
}

// Deps are the dependencies of the host.
type Deps struct {
	Store Store
	// Verify validates an access token, as token.Verifier.Verify does.
	Verify func(ctx context.Context, raw string, audience func(string) bool) (*token.Claims, error)
	// Conditions fails if conditional access blocks the use of a token with these claims from an address. Nil never fails.
	Conditions func(c *token.Claims, address string) error
	// Passwords hashes new passwords.
	Passwords *directory.Passwords
	// CheckPassword verifies the password of a signed-in user, as oauth.Server.VerifyCurrentPassword does.
	CheckPassword func(ctx context.Context, user *directory.User, password, ip string) error
	Origins       edge.Origins
	// Fresh fails while the snapshots of this process are too old: see edge.Host. Nil never fails.
	Fresh func() error
	// Settle writes the sign-ins that this process has recorded to the store, before a request that reads them. Its wait is bounded.
	// Nil does nothing.
	Settle func(context.Context)
	// PageOrigin reports whether an application has registered a page at an origin. Nil is none.
	PageOrigin func(origin string) bool
	Now        func() time.Time
	Log        *slog.Logger
	// Rand is the source of secrets: crypto/rand.Reader outside of tests.
	Rand io.Reader
	// Keep records refusals.
	Keep edge.Recorder
	// Reserved reports whether an identifier URI belongs to this server or to a first-party resource, so that no
	// application may have it.
	Reserved func(uri string) bool
}

// service has the handlers of the host.
type service struct {
	Deps
	host      *edge.Host
	schemas   []*schema
	audiences []string // accepted audiences, besides Graph's appId
}

// New returns the host.
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

// begin sets the headers of every response. It returns the client's request id if that is valid.
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
