package app

import (
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/token"
)

// shapes remembers what records of allowed decisions look like. To make the record of a decision takes some 30 µs, most of
// them for its JSON; calls that differ in their id and time alone share that. It is for one goroutine.
type shapes struct {
	of    func(edge.Decided) audit.Record
	known map[shapeKey]*audit.Shape
}

// shapeKey is all that the record of an allowed decision depends on, but its id and time. Claims are those of one token.
type shapeKey struct {
	claims                      *token.Claims
	tenant, object, name, appID string
	operation, because, remote  string
	plane                       rbac.Plane
	action, scope, scopeTenant  string
	verdict                     rbac.Verdict
	assignment                  *rbac.Assignment
	role, via                   string
	kind                        rbac.PrincipalType
}

// maxShapes bounds what is remembered. Beyond that all is forgotten: those that are in use come back at once.
const maxShapes = 4096

// shape is that of the record of an allowed decision.
func (s *shapes) shape(d edge.Decided, name string) (*audit.Shape, error) {
	q := &d.Question
	key := shapeKey{
		claims: d.Caller.Claims, tenant: d.Caller.Tenant, object: d.Caller.Object, name: name, appID: d.Caller.AppID, kind: d.Caller.Type,
		operation: d.Operation, because: d.Because, remote: edge.Address(d.Remote), plane: q.Plane, action: q.Action, scope: q.Scope.String(), scopeTenant: q.Tenant,
		verdict: d.Decision.Because.Verdict,
	}
	if grant := d.Decision.Because.Grant; grant != nil {
		key.assignment, key.role, key.via = grant.Assignment, grant.Role, strings.Join(grant.Via, " ")
	}
	if known := s.known[key]; known != nil {
		return known, nil
	}
	made, err := audit.NewShape(s.of(d), q.Plane == rbac.Data)
	if err != nil {
		return nil, err
	}
	if s.known == nil || len(s.known) >= maxShapes {
		s.known = map[shapeKey]*audit.Shape{}
	}
	s.known[key] = made
	return made, nil
}
