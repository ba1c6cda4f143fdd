package authorization

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

const denyDelete = "Microsoft.Authorization/denyAssignments/delete"

// putDenyAssignment creates or changes a deny assignment. On Azure these come from managed applications, deployment stacks
// and, in preview, from people. Here everyone with the action may create one. A deny assignment that its creator could not
// delete again is rejected.
func putDenyAssignment(c *provider.Call) (edge.Reply, error) {
	var in struct {
		Properties struct {
			Name                    string            `json:"denyAssignmentName"`
			Description             string            `json:"description"`
			Permissions             []rbac.Permission `json:"permissions"`
			DoNotApplyToChildScopes bool              `json:"doNotApplyToChildScopes"`
			Principals              []denyPrincipal   `json:"principals"`
			ExcludePrincipals       []denyPrincipal   `json:"excludePrincipals"`
			IsSystemProtected       bool              `json:"isSystemProtected"`
		} `json:"properties"`
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	at, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	p := in.Properties
	d := &rbac.DenyAssignment{
		Name: c.Vars["deny"], Tenant: c.Tenant, DisplayName: p.Name, Description: p.Description, Scope: at.ID, Permissions: p.Permissions,
		DoNotApplyToChildScopes: p.DoNotApplyToChildScopes, IsSystemProtected: p.IsSystemProtected,
	}
	if d.Principals, err = deniedPrincipals(c.Tenant, p.Principals); err != nil {
		return edge.Reply{}, err
	}
	if d.ExcludePrincipals, err = deniedPrincipals(c.Tenant, p.ExcludePrincipals); err != nil {
		return edge.Reply{}, err
	}
	d, created, err := rbac.Deny(c.Tx, d, c.RoleChange())
	if err != nil {
		return edge.Reply{}, err
	}
	after := c.RBAC().Edit()
	after.PutDenyAssignment(d)
	if !rbac.Decide(c.Question(c.Caller, c.Tenant, denyDelete, c.Scope, nil), after.Done()).Allowed {
		return edge.Reply{}, fault.New(fault.Invalid, "InvalidDenyAssignment",
			"The deny assignment would keep you from deleting it: name yourself among excludePrincipals, or leave '%s' out of its actions.", denyDelete)
	}
	out, err := showDenyBody(c, d)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.Created(created, out)
}

// deniedPrincipals parses the principals of a body. Like Azure it accepts ids that the directory does not know; az's own
// tests send such ids.
func deniedPrincipals(tenant string, given []denyPrincipal) ([]rbac.Principal, error) {
	out := []rbac.Principal{}
	for _, p := range given {
		id, valid := guid.Parse(p.ID)
		if !valid {
			return nil, fault.New(fault.Invalid, "InvalidPrincipalId", "The principal ID '%s' is not valid. Principal ID must be a GUID.", provider.Clip(p.ID))
		}
		out = append(out, rbac.Principal{Tenant: tenant, Object: id})
	}
	return out, nil
}

func deleteDenyAssignment(c *provider.Call) (edge.Reply, error) {
	d, err := findDenyAssignment(c)
	if fault.Is(err, fault.NotFound) {
		return provider.Reply(http.StatusNoContent, nil)
	}
	if err != nil {
		return edge.Reply{}, err
	}
	if err := rbac.Undeny(c.Tx, d); err != nil {
		return edge.Reply{}, err
	}
	out, err := showDenyBody(c, d)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(out)
}
