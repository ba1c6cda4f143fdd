package inference

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/token"
)

// audience decides which tokens a route accepts.
type audience struct {
	printed string // as refusals print it
	accepts func(aud string) bool
}

// accountAudience is the audience of an account's routes. They accept tokens for both resources, because Microsoft's
// documentation of 2026 recommends either.
func accountAudience() audience {
	return audience{cognitive, func(aud string) bool { return isResource(aud, cognitive) || isResource(aud, foundry) }}
}

// projectAudience is the audience of the routes of Foundry projects.
func projectAudience() audience {
	return audience{foundry, func(aud string) bool { return isResource(aud, foundry) }}
}

// anthropicAudience is the audience of the Anthropic routes. Denials name Foundry's resource, but Claude Code and LiteLLM send
// tokens for either.
func anthropicAudience() audience { return audience{foundry, accountAudience().accepts} }

const (
	cognitive = "https://cognitiveservices.azure.com"
	foundry   = "https://ai.azure.com"
)

// isResource reports whether aud is the audience of a resource, with or without a trailing slash, as Entra writes it.
func isResource(aud, want string) bool { return aud == want || aud == want+"/" }

// authenticate finds the account, checks its network rules, and authenticates the caller.
func (d *host) authenticate(r *edge.Request) (edge.Caller, error) {
	account, ok := d.Resources().Account(r.Vars["account"])
	if !ok {
		return edge.Caller{}, noSubdomain()
	}
	op := d.operations[rowKey{r.Route.Method(), r.Route.Template()}]
	c := &call{Request: r, op: op, account: account, started: d.Now()}
	r.Held = c
	r.Refusal = edge.Refusal{At: c.started, Tenant: account.Tenant, Scope: account.ID, Operation: op.printed()}
	err := reachable(&account.Properties, r.RemoteAddr)
	if err != nil {
		return edge.Caller{}, err
	}
	if c.proof, err = d.proofOf(r.Request, op, account); err != nil {
		return edge.Caller{}, err
	}
	if c.proof.raw == "" {
		return withKey(account, c.proof.key)
	}
	claims, err := d.Verify(r.Context(), c.proof.raw, op.family.audience.accepts)
	if err == nil {
		err = edge.CheckConditions(d.Conditions, claims, r)
	}
	if err != nil {
		if f := fault.Of(err); f.Code == token.ReasonConditions {
			return edge.CallerOf(claims), fault.New(fault.Unauthenticated, codeNoToken, "%s", f.Message).With("challenge", edge.ClaimsChallenge(d.Origins.Login+"/common", d.Now())).Because(err)
		}
		if !fault.Is(err, fault.Unauthenticated) {
			return edge.Caller{}, err
		}
		return edge.Caller{}, noToken(op.family).Because(err)
	}
	if account.Properties.CustomSubDomainName == "" {
		return edge.Caller{}, fault.New(fault.Invalid, codeBadRequest, "Please provide a custom subdomain for token authentication, otherwise API key is required.")
	}
	return edge.CallerOf(claims), nil
}

// proofOf returns the credential of a request. It fails with Unauthenticated if there is none, or if it is ambiguous.
func (d *host) proofOf(r *http.Request, op *operation, account *resource.Account) (p proof, err error) {
	if op.socket {
		return d.socketProof(r, op.family, account.ID.Key())
	}
	p.key, p.raw, err = credential(r, op.family)
	return p, err
}

// credential returns the account key or the token of a request. If there is a token, it ignores a key. It fails with
// Unauthenticated if there is neither, or if there are two different keys.
func credential(r *http.Request, f *family) (key, raw string, err error) {
	if f.keys != keysNone {
		key = r.Header.Get("Api-Key")
		if key == "" && f.keys == keysXAPIKey {
			key = r.Header.Get("X-Api-Key")
		}
	}
	bearer, ok := edge.Bearer(r)
	switch {
	case !ok && len(r.Header["Authorization"]) > 0, !ok && key == "":
		return "", "", noToken(f)
	case !ok:
		return key, "", nil
	case f.keys != keysBearer || strings.Count(bearer, ".") == 2:
		return "", bearer, nil
	case key != "" && key != bearer:
		return "", "", wrongKey()
	}
	return bearer, "", nil
}

// withKey authenticates a caller by an account key.
func withKey(account *resource.Account, key string) (edge.Caller, error) {
	if account.Properties.DisableLocalAuth {
		return edge.Caller{}, fault.New(fault.Denied, "AuthenticationTypeDisabled", "Key based authentication is disabled for this resource.")
	}
	first, second := account.Keys.Key1.Matches(key), account.Keys.Key2.Matches(key)
	switch {
	case first:
		return edge.Caller{Key: "key1"}, nil
	case second:
		return edge.Caller{Key: "key2"}, nil
	}
	return edge.Caller{}, wrongKey()
}

// authorize decides whether the caller may perform the operation, on the account or, for a project's route, on the project.
func (d *host) authorize(r *edge.Request) error {
	c := r.Held.(*call)
	r.Scope = c.account.ID
	if c.op.family.project {
		project, err := c.account.ID.Child("projects", r.Vars["projectName"])
		if err != nil {
			return notFound()
		}
		r.Scope = project
	}
	q := c.question(r.Route.Action(), r.Scope)
	roles := d.RBAC()
	if r.Caller.Key != "" {
		r.Decision, roles = rbac.Decision{Allowed: true, Because: rbac.Reason{Verdict: WithKey}}, nil
	} else {
		r.Decision = rbac.Decide(q, roles)
	}
	if err := d.fresh(); err != nil {
		return err
	}
	decided := edge.Decided{
		ID: r.ID, At: c.started, Caller: r.Caller, Remote: r.RemoteAddr, Operation: c.op.printed(),
		Question: q, Decision: r.Decision, Roles: roles,
	}
	if err := d.Keep.Record(r, decided); err != nil {
		return err
	}
	if !r.Decision.Allowed {
		return denied(c.op, r.Caller.Object, r.Decision.Because.Activate)
	}
	return nil
}

// question asks whether the caller may perform a data action at a scope of the account.
func (c *call) question(action string, scope resource.Scope) rbac.Question {
	return rbac.Question{
		Principal: c.Caller.Principal, Groups: c.Caller.Groups, Tenant: c.account.Tenant,
		Plane: rbac.Data, Action: action, Scope: scope, At: c.started,
	}
}

// fresh fails while the snapshots of the decision are too old. It is called after the decision and again before the call is sent,
// in case the process was frozen in between.
func (d *host) fresh() error {
	if d.Fresh == nil {
		return nil
	}
	return d.Fresh()
}

// reachable checks the account's network rules against the address of the connection.
func reachable(p *resource.AccountProperties, remote string) error {
	if ascii.EqualFold(p.PublicNetworkAccess, "Disabled") {
		return fault.New(fault.Denied, "403", "Public access is disabled. Please configure private endpoint.")
	}
	if p.NetworkACLs == nil || !ascii.EqualFold(p.NetworkACLs.DefaultAction, "Deny") {
		return nil
	}
	host, _, err := net.SplitHostPort(remote)
	if err == nil {
		if from, err := netip.ParseAddr(host); err == nil && inRules(p.NetworkACLs.IPRules, from.Unmap().WithZone("")) {
			return nil
		}
	}
	return fault.New(fault.Denied, "403", "Access denied due to Virtual Network/Firewall rules.")
}

func inRules(rules []resource.IPRule, from netip.Addr) bool {
	for _, rule := range rules {
		if addr, err := netip.ParseAddr(rule.Value); err == nil && addr.Unmap() == from {
			return true
		}
		if prefix, err := netip.ParsePrefix(rule.Value); err == nil && prefix.Contains(from) {
			return true
		}
	}
	return false
}
