package arm

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// listAssignments knows the filters atScope(), principalId eq and assignedTo(), and their combinations. Without
// atScope() it lists what is at, above and below the scope; with it, what is at and above.
func listAssignments(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	text := c.URL.Query().Get("$filter")
	terms, err := readFilter(text)
	if err != nil {
		return edge.Reply{}, err
	}
	q := rbac.AssignmentQuery{Tenant: c.tenant}
	below, nobody := true, false
	for _, t := range terms {
		var principals []string
		switch t.name + " " + t.operator {
		case "atscope call":
			below = false
			continue
		case "principalid eq":
			principals = []string{t.value}
		case "assignedto call":
			principals = append(c.RBAC().Groups(rbac.Principal{Tenant: c.tenant, Object: t.value}), t.value)
		default:
			return edge.Reply{}, badFilter(text)
		}
		if _, ok := guid.Parse(t.value); !ok {
			return edge.Reply{}, fault.New(fault.Invalid, "InvalidFilterInQueryString", "The principal '%s' in $filter is no object ID.", clip(t.value))
		}
		if q.Principals != nil {
			principals = slices.DeleteFunc(principals, func(p string) bool {
				return !slices.ContainsFunc(q.Principals, func(o string) bool { return strings.EqualFold(o, p) })
			})
			nobody = len(principals) == 0
		}
		q.Principals = principals
	}
	if nobody {
		return ok(list{Value: []assignmentBody{}})
	}
	all, err := c.assignments(q, below)
	if err != nil {
		return edge.Reply{}, err
	}
	bodies := make([]assignmentBody, len(all))
	for i, a := range all {
		bodies[i] = c.showAssignmentBody(a)
	}
	return page(c, bodies, func(b assignmentBody) string { return strings.ToLower(b.Properties.Scope + " " + b.Name) })
}

// assignments collects what a query selects at and above the scope, management groups included, and below it.
func (c *call) assignments(q rbac.AssignmentQuery, below bool) ([]*rbac.Assignment, error) {
	var all []*rbac.Assignment
	add := func(q rbac.AssignmentQuery) error {
		found, err := c.tx.Assignments(q)
		all = append(all, found...)
		return err
	}
	at := q
	at.AtOrAbove = &c.Scope
	if err := add(at); err != nil {
		return nil, err
	}
	for _, group := range c.RBAC().Above(c.Scope) {
		over := q
		over.Scope = &group
		if err := add(over); err != nil {
			return nil, err
		}
	}
	if below {
		under := q
		under.Below = &c.Scope
		if err := add(under); err != nil {
			return nil, err
		}
	}
	key := func(a *rbac.Assignment) string {
		return strings.ToLower(a.Scope.String() + " " + a.Name)
	}
	slices.SortFunc(all, func(a, b *rbac.Assignment) int { return strings.Compare(key(a), key(b)) })
	return slices.CompactFunc(all, func(a, b *rbac.Assignment) bool { return key(a) == key(b) }), nil
}
