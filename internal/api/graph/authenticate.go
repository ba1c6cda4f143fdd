package graph

import (
	"errors"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// authenticate returns the caller, from a token for Graph.
func (s *service) authenticate(r *edge.Request) (edge.Caller, error) {
	raw, _ := edge.Bearer(r.Request)
	claims, err := s.Verify(r.Context(), raw, s.isAudience)
	if err != nil {
		return edge.Caller{}, err
	}
	return edge.CallerOf(claims), edge.CheckConditions(s.Conditions, claims, r)
}

// isAudience reports whether a token's audience is Microsoft Graph: exactly one of its names, which include this host's address,
// or its appId.
func (s *service) isAudience(aud string) bool {
	return aud == directory.GraphAppID || slices.Contains(s.audiences, aud)
}

// authorize authorizes a guarded row by the rules of package directory.
func (s *service) authorize(r *edge.Request) error {
	if isMe(r) && r.Caller.Type != rbac.User {
		return notAPerson()
	}
	return s.Store.View(r.Context(), func(tx Tx) error { return s.permit(tx, r, r.Route.Action(), s.target(tx, r)) })
}

// permit fails unless the caller may perform action on the object with the id target.
func (s *service) permit(tx Tx, r *edge.Request, action, target string) error {
	if err := s.delegated(r, action, target); err != nil {
		return err
	}
	answer, err := directory.May(tx, directory.Ask{Tenant: r.Caller.Tenant, Caller: r.Caller.Object, Action: action, Target: target})
	if err != nil {
		return err
	}
	r.Decision.Allowed, r.Decision.Because.Verdict = answer.Allowed, rbac.Granted
	if !answer.Allowed {
		r.Decision.Because.Verdict = rbac.NothingGrants
		s.Log.Debug("refused", "host", "graph", "request", r.ID, "action", action, "caller", r.Caller.Object, "because", answer.Because)
		r.Refusal.Tenant, r.Refusal.Action = r.Caller.Tenant, action
		return denied().Because(errors.New(answer.Because))
	}
	return nil
}

// delegated fails unless the scopes of a user's client cover an action on the object with the id target.
func (s *service) delegated(r *edge.Request, action, target string) error {
	if r.Caller.Type != rbac.User || directory.Delegated(granted(r), action, ascii.EqualFold(target, r.Caller.Object)) {
		return nil
	}
	r.Decision.Allowed, r.Decision.Because.Verdict = false, rbac.NothingGrants
	r.Refusal.Tenant, r.Refusal.Action = r.Caller.Tenant, action
	return denied().Because(errors.New("the token's scopes do not cover it"))
}

func notAPerson() error {
	return fault.New(fault.Invalid, "BadRequest", "/me request is only valid with delegated authentication flow.")
}

// granted returns the scopes of the caller's token.
func granted(r *edge.Request) []string { return strings.Fields(r.Caller.Claims.Scope) }

// isMe reports whether a row is about the caller.
func isMe(r *edge.Request) bool {
	_, path, _ := strings.Cut(strings.TrimPrefix(r.Route.Template(), "/"), "/")
	return path == "me" || strings.HasPrefix(path, "me/")
}

func denied() *fault.Error {
	return fault.New(fault.Denied, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
}

// target returns the id of the object of a request; "" if there is none or it does not exist, which the handler reports.
func (s *service) target(tx Tx, r *edge.Request) string {
	o, err := s.subject(tx, r)
	if err != nil {
		return ""
	}
	return o.Head().ID
}

// subject returns the object that a request's path names, unless it is deleted: /me, or a collection and a key.
func (s *service) subject(tx Tx, r *edge.Request) (directory.Object, error) {
	segments := strings.Split(strings.Trim(r.Route.Template(), "/"), "/")
	collection := segments[min(1, len(segments)-1)]
	if collection == "me" {
		if r.Caller.Type != rbac.User {
			return nil, notAPerson()
		}
		return directory.Find[*directory.User](tx, r.Caller.Tenant, r.Caller.Object)
	}
	return find(tx, r.Caller.Tenant, collection, r.Vars["id"])
}

// find returns an object of a collection, unless it is deleted, by its id or another key that Graph accepts.
func find(tx Tx, tenant, collection, id string) (directory.Object, error) {
	property, value, named := strings.Cut(id, "=")
	_, isID := guid.Parse(id)
	switch {
	case collection == "users" && !isID && !named:
		return found(directory.FindByKey[*directory.User](tx, tenant, id))
	case collection == "users":
		return found(directory.Find[*directory.User](tx, tenant, id))
	case collection == "groups":
		return found(directory.Find[*directory.Group](tx, tenant, id))
	case collection == "applications" && named && ascii.EqualFold(property, "appId"):
		return found(directory.FindByAppID[*directory.Application](tx, tenant, value))
	case collection == "applications":
		return found(directory.Find[*directory.Application](tx, tenant, id))
	case collection == "servicePrincipals" && named && ascii.EqualFold(property, "appId"):
		return found(directory.FindByAppID[*directory.ServicePrincipal](tx, tenant, value))
	case collection == "servicePrincipals":
		return found(directory.Find[*directory.ServicePrincipal](tx, tenant, id))
	case collection == "directoryRoles" && named && ascii.EqualFold(property, "roleTemplateId"):
		return found(directory.FindByKey[*directory.DirectoryRole](tx, tenant, value))
	case collection == "directoryRoles":
		return found(directory.Find[*directory.DirectoryRole](tx, tenant, id))
	}
	return directory.Living(tx, tenant, id)
}

// found converts a typed nil into a nil Object.
func found[T directory.Object](o T, err error) (directory.Object, error) {
	if err != nil {
		return nil, err
	}
	return o, nil
}

func notFound(id string) *fault.Error {
	return fault.New(fault.NotFound, "Request_ResourceNotFound",
		"Resource '%s' does not exist or one of its queried reference-property objects are not present.", id)
}
