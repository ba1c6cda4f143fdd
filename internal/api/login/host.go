package login

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/token"
)

// Deps are the dependencies of the host.
type Deps struct {
	Origins edge.Origins
	OAuth   *oauth.Server
	Keys    *token.Keys
	// Verify verifies an access token, for the userinfo endpoint: a token.Verifier's method.
	Verify func(ctx context.Context, raw string, audience func(string) bool) (*token.Claims, error)
	// Conditions says whether conditional access lets a token be used for userinfo, which is Microsoft Graph's, from an
	// address. It may be nil.
	Conditions func(c *token.Claims, address string) error
	// PageOrigin reports whether an application has registered a page at an origin. It may be nil.
	PageOrigin func(origin string) bool
	// Seeded returns the seeded users of a developer server for the account picker. If nil, there is no picker.
	Seeded func() []SeededPerson
	Now    func() time.Time
	Log    *slog.Logger
}

type host struct{ Deps }

// New returns the host. All of its routes are public, because callers have no token yet.
func New(deps Deps) *edge.Host {
	d := &host{deps}
	return &edge.Host{
		Name:    "login",
		MaxBody: 64 << 10, // enough for an authorization request with parameters of maximum length
		Routes:  d.routes(),
		Before:  d.begin,
		Fail:    d.fail,
		Log:     deps.Log,
	}
}

func (d *host) routes() []edge.Route {
	var rows []edge.Route
	get := func(path string, h edge.Handler) { rows = append(rows, edge.Public(http.MethodGet, path, h)) }
	post := func(path string, h edge.Handler) { rows = append(rows, edge.Public(http.MethodPost, path, h)) }
	both := func(path string, h edge.Handler) { get(path, h); post(path, h) }

	// The device page must precede the templates that begin with a tenant.
	get("/devicelogin", d.ownPage(d.deviceStart))
	post("/devicelogin", d.ownPage(d.deviceStep))
	get("/error", d.ownPage(d.explainError))
	both("/my-security", d.ownPage(d.security))
	both("/invitation", d.ownPage(d.invitation))
	post("/passkey/ask", d.askPasskey)
	get("/.well-known/webfinger", d.webfinger)
	get("/metadata/endpoints", func(w http.ResponseWriter, r *edge.Request) error {
		Metadata(d.Origins).ServeHTTP(w, r.Request)
		return nil
	})
	get("/common/discovery/instance", d.instance)
	get("/{tenant}/userrealm/{name}", d.userRealm)
	get("/{tenant}/workload/.well-known/openid-configuration", d.workloadDiscovery)
	get("/{tenant}/workload/openid/v1/jwks", d.workloadKeys)
	get("/{tenant}/discovery/v2.0/keys", d.keys(true))
	get("/{tenant}/discovery/keys", d.keys(false))
	get("/{tenant}/v2.0/.well-known/openid-configuration", d.discovery(false))
	get("/{tenant}/.well-known/openid-configuration", d.discovery(true))
	both("/{tenant}/openid/userinfo", d.userInfo)
	rows = append(rows, edge.Public(http.MethodOptions, "/{tenant}/openid/userinfo", d.preflight))
	for _, v := range []struct {
		path string
		v1   bool
	}{{"/{tenant}/oauth2", true}, {"/{tenant}/oauth2/v2.0", false}} {
		both(v.path+"/authorize", d.page(d.authorize(v.v1)))
		both(v.path+"/logout", d.page(d.logout))
		post(v.path+"/token", d.token(v.v1))
		rows = append(rows, edge.Public(http.MethodOptions, v.path+"/token", d.preflight))
		post(v.path+"/devicecode", d.deviceCode(v.v1))
		get(v.path+"/deviceauth", d.ownPage(d.deviceStart))
		post(v.path+"/deviceauth", d.ownPage(d.deviceStep))
	}
	post("/{tenant}/signin", d.page(d.signIn))
	return rows
}

// begin sets the headers of every response. Discovery documents override the caching. Source: recorded responses of Entra.
func (d *host) begin(w http.ResponseWriter, r *edge.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store, no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "-1")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("x-ms-request-id", r.ID)
	h.Set("x-ms-clitelem", "1,0,0,,")
	if id := correlation(r); r.Header.Get("return-client-request-id") == "true" || r.Header.Get("client-request-id") != "" {
		h.Set("client-request-id", id)
	}
}

// correlation returns the client's id for the request, or this request's own if the client sent none.
func correlation(r *edge.Request) string {
	for _, sent := range []string{r.Header.Get("client-request-id"), r.URL.Query().Get("client-request-id")} {
		if id, ok := guid.Parse(sent); ok {
			return id
		}
	}
	return r.ID
}

func origin(r *edge.Request) oauth.Origin {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		ip = r.RemoteAddr
	}
	agent := r.UserAgent()
	if len(agent) > 512 {
		agent = agent[:512]
	}
	return oauth.Origin{IP: ip, UserAgent: agent, Request: r.ID, Correlation: correlation(r)}
}
