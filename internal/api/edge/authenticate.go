package edge

import (
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/token"
)

// Bearer returns the bearer token of r. A request with two Authorization headers has none: which of them counts is a
// thing that proxies disagree on.
func Bearer(r *http.Request) (string, bool) {
	values := r.Header["Authorization"]
	if len(values) != 1 {
		return "", false
	}
	scheme, raw, ok := strings.Cut(values[0], " ")
	if !ok || !ascii.EqualFold(scheme, "Bearer") {
		return "", false
	}
	raw = strings.TrimSpace(raw)
	return raw, raw != ""
}

// CallerOf is who verified claims speak for.
func CallerOf(c *token.Claims) Caller {
	caller := Caller{
		Principal: rbac.Principal{Tenant: c.Tenant, Object: c.Object},
		Type:      rbac.User,
		Name:      c.UserName(),
		AppID:     c.Client(),
		Claims:    c,
	}
	if c.IsApp() {
		caller.Type, caller.Name = rbac.ServicePrincipal, c.Client()
	}
	if c.External {
		caller.Groups = c.Groups
	}
	return caller
}
