package arm

import (
	"net/url"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// listAssignments knows the filters atScope(), atExactScope(), principalId eq and assignedTo(), and, which Azure does not,
// roleDefinitionId eq and principalType eq, and their combinations. Without atScope() it lists what is at, above and below
// the scope; with it, what is at and above; with atExactScope(), what is at the scope alone.
func listAssignments(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	query := c.URL.Query()
	l, err := c.listing(query)
	if err != nil {
		return edge.Reply{}, err
	}
	size := l.Limit
	l.Limit++ // one more than shown tells whether there is another page
	all, err := rbac.List(c.tx, l)
	if err != nil {
		return edge.Reply{}, err
	}
	out := list{}
	if len(all) > size {
		all = all[:size]
		query.Del("$skipToken")
		query.Set("$skiptoken", writeSkip(all[size-1].Cursor()))
		out.NextLink = c.Origins.ARM + c.URL.EscapedPath() + "?" + query.Encode()
	}
	bodies := make([]assignmentBody, len(all))
	for i, a := range all {
		bodies[i] = c.showAssignmentBody(a)
	}
	out.Value = bodies
	return ok(out)
}

// listing reads what the query asks for.
func (c *call) listing(query url.Values) (rbac.Listing, error) {
	l := rbac.Listing{Tenant: c.tenant, Scope: c.Scope, Above: c.RBAC().Above(c.Scope), Limit: pageSize}
	if top := number(query.Get("$top")); top > 0 && top < pageSize {
		l.Limit = top
	}
	text := query.Get("$filter")
	terms, err := readFilter(text)
	if err != nil {
		return l, err
	}
	if l.After, err = readSkip(query.Get("$skiptoken") + query.Get("$skipToken")); err != nil {
		return l, err
	}
	if l.Hung, err = c.hung(); err != nil {
		return l, err
	}
	for _, t := range terms {
		switch t.name + " " + t.operator {
		case "atscope call":
			l.AtScope = true
			continue
		case "atexactscope call":
			l.Exactly = true
			continue
		case "principaltype eq":
			switch l.Type = rbac.PrincipalType(t.value); l.Type {
			case rbac.User, rbac.Group, rbac.ServicePrincipal:
				continue
			}
			return l, badFilter(text)
		case "roledefinitionid eq":
			l.RoleID = t.value[strings.LastIndexByte(t.value, '/')+1:]
			if _, valid := guid.Parse(l.RoleID); !valid {
				return l, badFilter(text)
			}
			continue
		case "principalid eq":
			l.Principal = t.value
		case "assignedto call":
			l.AssignedTo = append(c.RBAC().Groups(rbac.Principal{Tenant: c.tenant, Object: t.value}), t.value)
		default:
			return l, badFilter(text)
		}
		if _, valid := guid.Parse(t.value); !valid {
			return l, fault.New(fault.Invalid, "InvalidFilterInQueryString", "The principal '%s' in $filter is no object ID.", clip(t.value))
		}
	}
	return l, nil
}

// hung are the management groups and subscriptions below the scope, if it is a management group.
func (c *call) hung() ([]resource.Scope, error) {
	if c.Scope.Type() != resource.TypeManagementGroup {
		return nil, nil
	}
	var below []resource.Scope
	for _, kind := range []string{resource.TypeManagementGroup, resource.TypeSubscription} {
		all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Type: kind})
		if err != nil {
			return nil, err
		}
		for _, r := range all {
			if slices.ContainsFunc(c.RBAC().Above(r.ID), c.Scope.Equal) {
				below = append(below, r.ID)
			}
		}
	}
	return below, nil
}

// by is who changes roles, when, and what the scope lies in.
func (c *call) by() rbac.Change {
	return rbac.Change{By: c.Caller.Object, At: c.change.At, Above: c.RBAC().Above(c.Scope)}
}

// forgetRoles removes what was assigned at a scope that is gone and below it: what is made there later under the same
// name is another thing.
func (c *call) forgetRoles() error {
	below, err := c.tx.Assignments(rbac.AssignmentQuery{Tenant: c.tenant, Below: &c.Scope})
	if err != nil {
		return err
	}
	for _, a := range below {
		if _, err := c.tx.DeleteAssignment(a.Tenant, a.Scope, a.Name); err != nil {
			return err
		}
	}
	denials, err := c.tx.DenyAssignments(c.tenant)
	if err != nil {
		return err
	}
	for _, d := range denials {
		if !c.Scope.Contains(d.Scope) {
			continue
		}
		if _, err := c.tx.DeleteDenyAssignment(d.Tenant, d.Name); err != nil {
			return err
		}
	}
	return nil
}
