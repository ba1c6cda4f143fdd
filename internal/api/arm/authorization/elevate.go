package authorization

import (
	"net/http"
	"slices"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// userAccessAdministrator is the role that elevateAccess assigns.
const userAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"

// elevateAccess makes a Global Administrator User Access Administrator at the root, to recover subscriptions without an
// administrator. Only the directory role counts, as on Azure.
func elevateAccess(c *provider.Call) (edge.Reply, error) {
	const action = "Microsoft.Authorization/elevateAccess/action"
	c.Action = action
	roles, err := directory.RolesOf(c.Tx, c.Caller.Tenant, c.Caller.Object)
	if err != nil {
		return edge.Reply{}, err
	}
	if c.Caller.Claims.External || !slices.ContainsFunc(roles, func(t directory.RoleTemplate) bool { return t.ID == directory.GlobalAdministrator }) {
		return edge.Reply{}, provider.Refuse(c.Caller, action, "", resource.Root, false)
	}
	kind, err := PrincipalType(c.Tx, c.Caller.Tenant, c.Caller.Object)
	if err != nil {
		return edge.Reply{}, err
	}
	_, _, err = rbac.Assign(c.Tx, &rbac.Assignment{
		Name: guid.Derive("elevateAccess", c.Caller.Tenant, c.Caller.Object), Tenant: c.Caller.Tenant, Scope: resource.Root,
		RoleID: userAccessAdministrator, PrincipalID: c.Caller.Object, PrincipalType: kind,
	}, c.RoleChange())
	if err != nil && fault.Of(err).Code != "RoleAssignmentExists" {
		return edge.Reply{}, err
	}
	return provider.Reply(http.StatusOK, nil)
}
