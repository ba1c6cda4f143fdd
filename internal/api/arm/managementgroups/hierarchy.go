package managementgroups

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/managementgroups/hierarchy"
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// readTree reads the tree of the tenant.
func readTree(c *provider.Call) (*hierarchy.Tree, error) {
	root, err := resource.Find(c.Tx, c.Tenant, resource.RootGroup(c.Tenant))
	if err != nil {
		return nil, err
	}
	all := []*resource.Resource{root}
	for _, kind := range []string{resource.TypeManagementGroup, resource.TypeSubscription} {
		of, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Type: kind})
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	var nodes []hierarchy.Node
	for _, r := range all {
		var p resource.SubscriptionProperties // both kinds have a display name
		if err := provider.Decode(r.Properties, &p); err != nil {
			return nil, err
		}
		nodes = append(nodes, hierarchy.Node{ID: r.ID.String(), Name: r.Name, DisplayName: p.DisplayName, Parent: r.ManagedBy, Subscription: r.Type == resource.TypeSubscription})
	}
	return hierarchy.New(nodes), nil
}

// listEntities lists the management groups and subscriptions that the caller may read. Source: getEntities of
// Microsoft.Management api-version 2020-05-01.
func listEntities(c *provider.Call) (edge.Reply, error) {
	tree, err := readTree(c)
	if err != nil {
		return edge.Reply{}, err
	}
	all := tree.Entities(c.Tenant, func(n hierarchy.Node) string { return permissionAt(c, n) })
	out, err := provider.Page(c, all, func(e hierarchy.Entity) string { return ascii.ToLower(e.ID) })
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(struct {
		provider.List
		Count int `json:"count"`
	}{out.Body.(provider.List), len(all)})
}

// permissionAt returns the highest permission of the caller on a node.
func permissionAt(c *provider.Call, n hierarchy.Node) string {
	kind := resource.TypeManagementGroup
	if n.Subscription {
		kind = resource.TypeSubscription
	}
	id, err := resource.ParseScope(n.ID)
	if err != nil || !c.May(kind+"/read", id) {
		return hierarchy.NoAccess
	}
	for _, more := range []struct{ action, permission string }{{"/delete", hierarchy.CanDelete}, {"/write", hierarchy.CanEdit}} {
		if c.May(kind+more.action, id) {
			return more.permission
		}
	}
	return hierarchy.CanView
}

func listDescendants(c *provider.Call) (edge.Reply, error) {
	r, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	tree, err := readTree(c)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(provider.List{Value: tree.Descendants(r.ID.String())})
}

// checkGroupName answers whether the name of a management group is valid and available.
func checkGroupName(c *provider.Call) (edge.Reply, error) {
	var in struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	out := map[string]any{"nameAvailable": false}
	id, err := resource.ParseScope(provider.ManagementGroupsPath + "/" + in.Name)
	switch {
	case !ascii.EqualFold(in.Type, resource.TypeManagementGroup):
		return edge.Reply{}, fault.New(fault.Invalid, "BadRequest", "The type is not '%s'.", resource.TypeManagementGroup)
	case err != nil || in.Name == "" || id.Type() != resource.TypeManagementGroup:
		out["reason"], out["message"] = "Invalid", "The name of a management group has 1 to 90 letters, digits, '-', '_', '(', ')' and '.'."
		return provider.OK(out)
	}
	switch _, err := resource.Find(c.Tx, c.Tenant, id); {
	case fault.Is(err, fault.NotFound):
		return provider.OK(map[string]any{"nameAvailable": true})
	case err != nil:
		return edge.Reply{}, err
	}
	out["reason"], out["message"] = "AlreadyExists", "The group with the specified name already exists"
	return provider.OK(out)
}

// backfill answers that all subscriptions are in the hierarchy, which is always so here.
func backfill(c *provider.Call) (edge.Reply, error) {
	return provider.OK(map[string]string{"tenantId": c.Caller.Tenant, "status": "Completed"})
}

// registerForGroup accepts the registration of a provider for a group. All providers are registered.
func registerForGroup(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	return provider.Reply(http.StatusOK, nil)
}

// opensGroup reports whether the caller may create the management group in the path without a role. Members of the tenant
// may, directly below the root, unless the hierarchy settings require authorization. Source: "Protect your resource
// hierarchy".
func opensGroup(d *provider.Host, tx provider.Tx, r *edge.Request, tenant string, raw []byte) (bool, error) {
	if r.Method != http.MethodPut || r.Caller.Type != rbac.User || r.Caller.Claims.External || !ascii.EqualFold(r.Caller.Tenant, tenant) {
		return false, nil
	}
	if _, err := resource.Find(tx, tenant, r.Scope); !fault.Is(err, fault.NotFound) {
		return false, err
	}
	parent, err := provider.ParentAsked(raw)
	if err != nil || parent != "" && !ascii.EqualFold(parent, resource.RootGroup(tenant).String()) {
		return false, nil // the handler says what is wrong with the body to who may write
	}
	user, err := directory.Find[*directory.User](tx, tenant, r.Caller.Object)
	if err != nil || user.IsGuest() {
		return false, err
	}
	settings, err := resource.HierarchyOf(tx, tenant)
	return err == nil && !settings.RequireAuthorization, err
}

// ownGroup makes the caller Owner of a group that they created without a role.
func ownGroup(c *provider.Call, r *resource.Resource) error {
	_, _, err := rbac.Assign(c.Tx, &rbac.Assignment{
		Name: guid.Derive("management group", c.Tenant, r.ID.Key(), c.ID), Tenant: c.Tenant, Scope: r.ID,
		RoleID: ownerRole, PrincipalID: c.Caller.Object, PrincipalType: rbac.User,
	}, c.RoleChange())
	return err
}

// ownerRole is the role that the creator of a management group gets.
const ownerRole = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
