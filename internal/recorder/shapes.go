package recorder

import (
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/token"
)

// shapes caches the shapes of records of allowed decisions. Building a record takes some 30 µs, mostly for its JSON; calls that
// differ only in id and time share it. It is not safe for concurrent use.
type shapes struct {
	of    func(edge.Decided) audit.Record
	known map[shapeKey]*audit.Shape
}

// shapeKey contains everything on which the record of an allowed decision depends, except for its id and time.
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
	outdated                    bool
}

// maxShapes is the maximum number of cached shapes. A full cache is emptied; shapes in use are added again by the next call.
const maxShapes = 4096

// shape returns the shape of the record of an allowed decision.
func (s *shapes) shape(d edge.Decided, name string) (*audit.Shape, error) {
	q := &d.Question
	key := shapeKey{
		claims: d.Caller.Claims, tenant: d.Caller.Tenant, object: d.Caller.Object, name: name, appID: d.Caller.AppID, kind: d.Caller.Type,
		operation: d.Operation, because: d.Because, remote: edge.Address(d.Remote), plane: q.Plane, action: q.Action, scope: q.Scope.String(), scopeTenant: q.Tenant,
		verdict: d.Decision.Because.Verdict, outdated: d.Outdated,
	}
	if grant := d.Decision.Because.Grant; grant != nil {
		key.assignment, key.role, key.via = grant.Assignment, grant.Role, strings.Join(grant.Via, " ")
	}
	if known := s.known[key]; known != nil {
		return known, nil
	}
	built, err := audit.NewShape(s.of(d), q.Plane == rbac.Data)
	if err != nil {
		return nil, err
	}
	if s.known == nil || len(s.known) >= maxShapes {
		s.known = map[shapeKey]*audit.Shape{}
	}
	s.known[key] = built
	return built, nil
}
