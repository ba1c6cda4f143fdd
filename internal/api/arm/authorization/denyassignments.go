package authorization

import (
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/rbac"
)

// denyBody is a deny assignment. Source: Microsoft.Authorization/denyAssignments api-version 2022-04-01.
type denyBody struct {
	ID         string         `json:"id"`
	Type       string         `json:"type"`
	Name       string         `json:"name"`
	Properties denyProperties `json:"properties"`
}

type denyProperties struct {
	Name                    string            `json:"denyAssignmentName"`
	Description             string            `json:"description"`
	Permissions             []rbac.Permission `json:"permissions"`
	Scope                   string            `json:"scope"`
	DoNotApplyToChildScopes bool              `json:"doNotApplyToChildScopes"`
	Principals              []denyPrincipal   `json:"principals"`
	ExcludePrincipals       []denyPrincipal   `json:"excludePrincipals"`
	IsSystemProtected       bool              `json:"isSystemProtected"`
	CreatedOn               *time.Time        `json:"createdOn"`
	UpdatedOn               *time.Time        `json:"updatedOn"`
	CreatedBy               *string           `json:"createdBy"`
	UpdatedBy               *string           `json:"updatedBy"`
}

type denyPrincipal struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

func denyPrincipals(c *provider.Call, all []rbac.Principal) ([]denyPrincipal, error) {
	out := []denyPrincipal{}
	for _, p := range all {
		kind := rbac.PrincipalType("SystemDefined")
		if p.Object != rbac.EveryPrincipal {
			var err error
			if kind, err = PrincipalType(c.Tx, c.Tenant, p.Object); err != nil {
				return nil, err
			}
			if kind == "" {
				kind = "Unknown"
			}
		}
		out = append(out, denyPrincipal{p.Object, string(kind)})
	}
	return out, nil
}

func showDenyBody(c *provider.Call, d *rbac.DenyAssignment) (denyBody, error) {
	principals, err := denyPrincipals(c, d.Principals)
	if err != nil {
		return denyBody{}, err
	}
	excluded, err := denyPrincipals(c, d.ExcludePrincipals)
	permissions := []rbac.Permission{}
	for _, p := range d.Permissions {
		permissions = append(permissions, fullPermission(p))
	}
	return denyBody{
		ID: ChildID(d.Scope, "denyAssignments", d.Name), Type: "Microsoft.Authorization/denyAssignments", Name: d.Name,
		Properties: denyProperties{
			Name: d.DisplayName, Description: d.Description, Permissions: permissions, Scope: d.Scope.String(),
			DoNotApplyToChildScopes: d.DoNotApplyToChildScopes, Principals: principals, ExcludePrincipals: excluded, IsSystemProtected: d.IsSystemProtected,
			CreatedOn: timeOrNull(d.CreatedOn), UpdatedOn: timeOrNull(d.UpdatedOn), CreatedBy: orNull(d.CreatedBy), UpdatedBy: orNull(d.UpdatedBy),
		},
	}, err
}

// listDenyAssignments knows the filters atScope(), denyAssignmentName eq and principalId eq.
func listDenyAssignments(c *provider.Call) (edge.Reply, error) {
	text := c.URL.Query().Get("$filter")
	terms, err := provider.ReadFilter(text)
	if err != nil {
		return edge.Reply{}, err
	}
	all, err := c.Tx.DenyAssignments(c.Tenant)
	if err != nil {
		return edge.Reply{}, err
	}
	var bodies []denyBody
	for _, d := range all {
		above := c.Covers(&rbac.Assignment{Scope: d.Scope}, c.Scope)
		keep := above || c.Scope.Contains(d.Scope)
		for _, t := range terms {
			switch t.Name + " " + t.Operator {
			case "atscope call":
				keep = keep && above
			case "denyassignmentname eq":
				keep = keep && ascii.EqualFold(d.DisplayName, t.Value)
			case "principalid eq":
				keep = keep && namesPrincipal(d, t.Value)
			default:
				return edge.Reply{}, provider.InvalidFilter(text)
			}
		}
		if !keep {
			continue
		}
		one, err := showDenyBody(c, d)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	return provider.Page(c, bodies, func(b denyBody) string { return b.Name })
}

func namesPrincipal(d *rbac.DenyAssignment, object string) bool {
	for _, p := range d.Principals {
		if ascii.EqualFold(p.Object, object) {
			return true
		}
	}
	return false
}

func showDenyAssignment(c *provider.Call) (edge.Reply, error) {
	d, err := findDenyAssignment(c)
	if err != nil {
		return edge.Reply{}, err
	}
	one, err := showDenyBody(c, d)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(one)
}

func findDenyAssignment(c *provider.Call) (*rbac.DenyAssignment, error) {
	all, err := c.Tx.DenyAssignments(c.Tenant)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if ascii.EqualFold(d.Name, c.Vars["deny"]) && d.Scope.Equal(c.Scope) {
			return d, nil
		}
	}
	return nil, provider.NotFound("deny assignment", c.Vars["deny"])
}
