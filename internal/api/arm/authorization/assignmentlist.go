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
	terms, err := provider.ReadFilter(query.Get("$filter"))
	if err != nil {
		return edge.Reply{}, err
	}
	l, err := listing(c, query, terms)
	if err != nil {
		return edge.Reply{}, err
	}
	l.At = c.Now()
	return pageOf(c, l, rbac.List, func(a *rbac.Assignment) (any, error) { return showAssignmentBody(c, a), nil })
}

// pageOf answers with the page of a listing that find finds.
func pageOf[T interface{ Cursor() string }](c *provider.Call, l rbac.Listing, find func(rbac.Reader, rbac.Listing) ([]T, error), show func(T) (any, error)) (edge.Reply, error) {
	size := l.Limit
	l.Limit++ // one more than shown tells whether there is another page
	all, err := find(c.Tx, l)
	if err != nil {
		return edge.Reply{}, err
	}
	out := provider.List{}
	if len(all) > size {
		all = all[:size]
		query := c.URL.Query()
		query.Del("$skipToken")
		query.Set("$skiptoken", provider.WriteSkip(all[size-1].Cursor()))
		out.NextLink = c.Origins.ARM + c.URL.EscapedPath() + "?" + query.Encode()
	}
	bodies := make([]any, len(all))
	for i, a := range all {
		if bodies[i], err = show(a); err != nil {
			return edge.Reply{}, err
		}
	}
	out.Value = bodies
	return provider.OK(out)
}

// listing reads the query, whose $filter has the given terms.
func listing(c *provider.Call, query url.Values, terms []provider.Term) (rbac.Listing, error) {
	l := rbac.Listing{Tenant: c.Tenant, Scope: c.Scope, Above: c.RBAC().Above(c.Scope), Limit: provider.PageSize}
	if top := provider.Count(query.Get("$top")); top > 0 && top < provider.PageSize {
		l.Limit = top
	}
	text := query.Get("$filter")
	var err error
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
