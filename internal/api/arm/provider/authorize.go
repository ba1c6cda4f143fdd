package provider

import (
	"bytes"
	"io"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// authorize fails if the caller may not do the row's action at the scope in the path. As on Azure it decides before it looks
// whether the resource exists, except that an unknown subscription is NotFound.
func (d *Host) authorize(r *edge.Request) error {
	body, err := peek(r)
	if err != nil {
		return err
	}
	var v verdict
	err = d.Store.View(r.Context(), func(tx Tx) error {
		v, err = d.decide(tx, r, body)
		return err
	})
	if err != nil || v.narrowed || v.waived {
		return err
	}
	// The log has its own transaction.
	if err := d.Keep.Record(r, v.decided); err != nil {
		return err
	}
	return v.refusal
}

// verdict is the decision about a request.
type verdict struct {
	decided  edge.Decided
	refusal  error // nil if the caller may
	narrowed bool  // the caller may see what is theirs, and no more
	waived   bool  // the caller may, by the row's own rule
}

// decide decides about a request, and sets its scope and decision.
func (d *Host) decide(tx Tx, r *edge.Request, body []byte) (v verdict, err error) {
	row := d.rows[rowKey{r.Route.Method(), r.Route.Template()}]
	template := row.Scope
	if template == "" {
		template = row.Template
	}
	scope, err := resource.ParseScope(Expand(template, r.Vars))
	if err != nil {
		return v, err
	}
	r.Scope = resource.Canonical(scope)
	action := canonicalAction(strings.TrimPrefix(Expand(row.Action, r.Vars), "/"))
	tenant, err := d.TenantOf(tx, r, scope)
	if err != nil {
		return v, err
	}
	var attributes map[string][]string
	if row.Attributes != nil {
		if attributes, err = row.Attributes(tx, tenant, r, body); err != nil {
			return v, err
		}
	}
	at, err := decidedAt(tx, tenant, r.Scope, body)
	if err != nil {
		return v, err
	}
	roles := d.RBAC()
	q := d.Question(r.Caller, tenant, action, at, attributes)
	r.Decision = rbac.Decide(q, roles)
	v.decided = edge.Decided{
		ID: r.ID, At: q.At, Caller: r.Caller, Remote: r.RemoteAddr, Operation: r.Method + " " + r.Route.Template(),
		Question: q, Decision: r.Decision, Roles: roles,
	}
	if r.Decision.Allowed {
		return v, nil
	}
	if row.Narrowed {
		some, err := d.AssignmentsOf(tx, tenant, r.Caller, &r.Scope)
		if v.narrowed = err == nil && len(some) > 0; err != nil || v.narrowed {
			return v, err
		}
	}
	if row.Waives != nil {
		if v.waived, err = row.Waives(d, tx, r, tenant, body); err != nil || v.waived {
			return v, err
		}
	}
	refusal := Refuse(r.Caller, action, r.URL.Path, r.Scope, attributes != nil)
	if activate := r.Decision.Because.Activate; activate != nil {
		refusal = fault.New(refusal.Kind, refusal.Code, "%s %s", refusal.Message, activate)
	}
	v.refusal = refusal
	return v, nil
}

// decidedAt returns the scope at which to decide. A management group that does not exist has no ancestors yet, so the decision
// is made at the parent that the body names, else at the root.
func decidedAt(tx Tx, tenant string, scope resource.Scope, body []byte) (resource.Scope, error) {
	if scope.Type() != resource.TypeManagementGroup {
		return scope, nil
	}
	_, err := resource.Find(tx, tenant, scope)
	if !fault.Is(err, fault.NotFound) {
		return scope, err
	}
	if text, err := ParentAsked(body); err == nil && text != "" {
		parent, err := resource.ParseScope(text)
		if err == nil && parent.Type() == resource.TypeManagementGroup {
			if _, err := resource.Find(tx, tenant, parent); err == nil {
				return parent, nil
			}
		}
	}
	return resource.RootGroup(tenant), nil
}

// Question returns the question whether who may do action at scope, in a tenant. Attributes may be nil.
func (d *Host) Question(who edge.Caller, tenant, action string, scope resource.Scope, attributes map[string][]string) rbac.Question {
	return rbac.Question{
		Principal: who.Principal, Groups: who.Groups, Tenant: tenant, Plane: rbac.Control,
		Action: action, Scope: scope, At: d.Now(), Attributes: attributes,
	}
}

// canonicalAction returns an action with its type in Azure's spelling, for people to read.
func canonicalAction(action string) string {
	at := strings.LastIndexByte(action, '/')
	if at < 0 {
		return action
	}
	return resource.CanonicalType(action[:at]) + action[at:]
}

// Refuse returns Azure's error for a caller without permission. If conditioned, it says that a condition may be the cause.
func Refuse(who edge.Caller, action, path string, scope resource.Scope, conditioned bool) *fault.Error {
	name := who.Name
	if name == "" {
		name = who.Object
	}
	condition, at := "", scope.String()
	if conditioned {
		condition = " or an ABAC condition not fulfilled"
		if full, err := resource.ParseScope(path); err == nil {
			at = full.String()
		}
	}
	return fault.New(fault.Denied, "AuthorizationFailed",
		"The client '%s' with object id '%s' does not have authorization%s to perform action '%s' over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials.",
		name, who.Object, condition, action, at)
}

// TenantOf returns the tenant whose roles decide at scope: the subscription's, else the caller's. It fails for callers of
// another tenant that this server does not trust, with a challenge that names the subscription's tenant.
func (d *Host) TenantOf(tx Tx, r *edge.Request, scope resource.Scope) (string, error) {
	id := scope.Subscription()
	if id == "" {
		return r.Caller.Tenant, nil
	}
	if _, ok := guid.Parse(id); !ok {
		return "", fault.New(fault.Invalid, "InvalidSubscriptionId", "The provided subscription identifier '%s' is malformed or invalid.", id)
	}
	found, err := tx.Resource(resource.MustScope("/subscriptions/" + id))
	switch {
	case fault.Is(err, fault.NotFound):
		return "", fault.New(fault.NotFound, "SubscriptionNotFound", "The subscription '%s' could not be found.", id)
	case err != nil:
		return "", err
	case !ascii.EqualFold(found.Tenant, r.Caller.Tenant) && !r.Caller.Claims.External:
		authority := d.Origins.Login + "/" + found.Tenant
		return "", d.challengeOf(found.Tenant, fault.New(fault.Unauthenticated, "InvalidAuthenticationTokenTenant",
			"The access token is from the wrong issuer '%s'. It must match the tenant '%s/' associated with this subscription. Please use the authority (URL) '%s' to get the token.",
			r.Caller.Claims.Issuer, authority, authority))
	}
	return found.Tenant, nil
}

// peek reads the body and puts it back.
func peek(r *edge.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

// ParentAsked returns the id of the parent that the body of a management group names, or "" if it names none.
func ParentAsked(raw []byte) (string, error) {
	var in struct {
		Properties struct {
			Details struct {
				Parent struct {
					ID string `json:"id"`
				} `json:"parent"`
			} `json:"details"`
		} `json:"properties"`
	}
	err := edge.DecodeJSON(raw, &in)
	return in.Properties.Details.Parent.ID, err
}
