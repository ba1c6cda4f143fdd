package authorization

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// listPermissions shows the caller's own permissions at a scope: those of each role that counts there.
func listPermissions(c *provider.Call) (edge.Reply, error) {
	scope, err := resource.ParseScope(provider.Expand(provider.AnyScope, c.Vars))
	if err != nil {
		return edge.Reply{}, err
	}
	tenant, err := c.TenantOf(c.Tx, c.Request, scope)
	if err != nil {
		return edge.Reply{}, err
	}
	held, err := c.AssignmentsOf(c.Tx, tenant, c.Caller, nil)
	if err != nil {
		return edge.Reply{}, err
	}
	permissions := []rbac.Permission{}
	for _, a := range held {
		role, known := c.RBAC().Role(tenant, a.RoleID)
		if !known || !c.Covers(a, scope) {
			continue
		}
		for _, p := range role.Permissions {
			permissions = append(permissions, fullPermission(p))
		}
	}
	return provider.OK(provider.List{Value: permissions})
}
