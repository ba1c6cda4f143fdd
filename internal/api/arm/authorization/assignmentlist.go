package authorization

import (
	"net/url"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// listAssignments supports the filters atScope(), atExactScope(), principalId eq and assignedTo(), and, unlike Azure,
// roleDefinitionId eq, principalType eq and combinations. It lists assignments at, above and below the scope; with atScope()
// those at and above it, with atExactScope() those at the scope.
func listAssignments(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	query := c.URL.Query()
	l, err := listing(c, query)
	if err != nil {
		return edge.Reply{}, err
	}
	size := l.Limit
	l.Limit++ // one more than shown tells whether there is another page
	all, err := rbac.List(c.Tx, l)
	if err != nil {
		return edge.Reply{}, err
	}
	out := provider.List{}
	if len(all) > size {
		all = all[:size]
		query.Del("$skipToken")
		query.Set("$skiptoken", provider.WriteSkip(all[size-1].Cursor()))
		out.NextLink = c.Origins.ARM + c.URL.EscapedPath() + "?" + query.Encode()
	}
	bodies := make([]assignmentBody, len(all))
	for i, a := range all {
		bodies[i] = showAssignmentBody(c, a)
	}
	out.Value = bodies
	return provider.OK(out)
}

// listing parses the query.
func listing(c *provider.Call, query url.Values) (rbac.Listing, error) {
	l := rbac.Listing{Tenant: c.Tenant, Scope: c.Scope, Above: c.RBAC().Above(c.Scope), Limit: provider.PageSize}
	if top := provider.Count(query.Get("$top")); top > 0 && top < provider.PageSize {
		l.Limit = top
	}
	text := query.Get("$filter")
	terms, err := provider.ReadFilter(text)
	if err != nil {
		return l, err
	}
	if l.After, err = provider.ReadSkip(query.Get("$skiptoken") + query.Get("$skipToken")); err != nil {
		return l, err
	}
	if l.Hung, err = hung(c); err != nil {
		return l, err
	}
	for _, t := range terms {
		switch t.Name + " " + t.Operator {
		case "atscope call":
			l.AtScope = true
			continue
		case "atexactscope call":
			l.Exactly = true
			continue
		case "principaltype eq":
			switch l.Type = rbac.PrincipalType(t.Value); l.Type {
			case rbac.User, rbac.Group, rbac.ServicePrincipal:
				continue
			}
			return l, provider.InvalidFilter(text)
		case "roledefinitionid eq":
			l.RoleID = t.Value[strings.LastIndexByte(t.Value, '/')+1:]
			if _, valid := guid.Parse(l.RoleID); !valid {
				return l, provider.InvalidFilter(text)
			}
			continue
		case "principalid eq":
			l.Principal = t.Value
		case "assignedto call":
			l.AssignedTo = append(c.RBAC().Groups(rbac.Principal{Tenant: c.Tenant, Object: t.Value}), t.Value)
		default:
			return l, provider.InvalidFilter(text)
		}
		if _, valid := guid.Parse(t.Value); !valid {
			return l, fault.New(fault.Invalid, "InvalidFilterInQueryString", "The principal '%s' in $filter is no object ID.", provider.Clip(t.Value))
		}
	}
	return l, nil
}

// hung returns the management groups and subscriptions below the scope, if it is a management group.
func hung(c *provider.Call) ([]resource.Scope, error) {
	if c.Scope.Type() != resource.TypeManagementGroup {
		return nil, nil
	}
	var below []resource.Scope
	for _, kind := range []string{resource.TypeManagementGroup, resource.TypeSubscription} {
		all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Type: kind})
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
