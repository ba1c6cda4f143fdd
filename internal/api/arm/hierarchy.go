package arm

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/hierarchy"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

const (
	groupAction    = resource.TypeManagementGroup
	settingsAction = resource.TypeHierarchySettings
)

// hierarchyRows are about the management groups of the tenant as a whole.
func hierarchyRows() []row {
	const group, provider = inManagement + "/{management}", "/providers/Microsoft.Management"
	const settings = group + "/settings"
	return []row{
		{method: http.MethodPost, template: provider + "/getEntities", handler: listEntities},
		{method: http.MethodPost, template: provider + "/checkNameAvailability", handler: checkGroupName},
		{method: http.MethodPost, template: provider + "/tenantBackfillStatus", handler: backfill},
		{method: http.MethodPost, template: provider + "/startTenantBackfill", handler: backfill},
		{method: http.MethodGet, template: group + "/descendants", scope: group, action: groupAction + "/descendants/read", handler: listDescendants},
		{method: http.MethodGet, template: settings, scope: group, action: settingsAction + "/read", handler: listHierarchySettings},
		{method: http.MethodGet, template: settings + "/default", scope: group, action: settingsAction + "/read", handler: showHierarchySettings},
		{method: http.MethodPut, template: settings + "/default", scope: group, action: settingsAction + "/write", does: writes, handler: putHierarchySettings},
		{method: http.MethodPatch, template: settings + "/default", scope: group, action: settingsAction + "/write", does: writes, handler: putHierarchySettings},
		{method: http.MethodDelete, template: settings + "/default", scope: group, action: settingsAction + "/delete", does: deletes, handler: deleteHierarchySettings},
		{method: http.MethodPost, template: group + "/providers/{namespace}/register", scope: group, action: "{namespace}/register/action", handler: registerForGroup},
	}
}

// readTree reads the tree of the tenant.
func (c *call) readTree() (*hierarchy.Tree, error) {
	root, err := resource.Find(c.tx, c.tenant, resource.RootGroup(c.tenant))
	if err != nil {
		return nil, err
	}
	all := []*resource.Resource{root}
	for _, kind := range []string{resource.TypeManagementGroup, resource.TypeSubscription} {
		of, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Type: kind})
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	var nodes []hierarchy.Node
	for _, r := range all {
		var p resource.SubscriptionProperties // both kinds have a display name
		if err := decode(r.Properties, &p); err != nil {
			return nil, err
		}
		nodes = append(nodes, hierarchy.Node{ID: r.ID.String(), Name: r.Name, DisplayName: p.DisplayName, Parent: r.ManagedBy, Subscription: r.Type == resource.TypeSubscription})
	}
	return hierarchy.New(nodes), nil
}

// listEntities lists the management groups and subscriptions that the caller may read. Source: getEntities of
// Microsoft.Management api-version 2020-05-01.
func listEntities(c *call) (edge.Reply, error) {
	tree, err := c.readTree()
	if err != nil {
		return edge.Reply{}, err
	}
	all := tree.Entities(c.tenant, func(n hierarchy.Node) string { return c.permissionAt(n) })
	out, err := page(c, all, func(e hierarchy.Entity) string { return ascii.ToLower(e.ID) })
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(struct {
		list
		Count int `json:"count"`
	}{out.Body.(list), len(all)})
}

// permissionAt is the most that the caller may do to a node.
func (c *call) permissionAt(n hierarchy.Node) string {
	kind := resource.TypeManagementGroup
	if n.Subscription {
		kind = resource.TypeSubscription
	}
	id, err := resource.ParseScope(n.ID)
	if err != nil || !c.may(kind+"/read", id) {
		return hierarchy.NoAccess
	}
	for _, more := range []struct{ action, permission string }{{"/delete", hierarchy.CanDelete}, {"/write", hierarchy.CanEdit}} {
		if c.may(kind+more.action, id) {
			return more.permission
		}
	}
	return hierarchy.CanView
}

func listDescendants(c *call) (edge.Reply, error) {
	r, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	tree, err := c.readTree()
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(list{Value: tree.Descendants(r.ID.String())})
}

// checkGroupName says whether a management group may be called so.
func checkGroupName(c *call) (edge.Reply, error) {
	var in struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	out := map[string]any{"nameAvailable": false}
	id, err := resource.ParseScope(inManagement + "/" + in.Name)
	switch {
	case !ascii.EqualFold(in.Type, resource.TypeManagementGroup):
		return edge.Reply{}, fault.New(fault.Invalid, "BadRequest", "The type is not '%s'.", resource.TypeManagementGroup)
	case err != nil || in.Name == "" || id.Type() != resource.TypeManagementGroup:
		out["reason"], out["message"] = "Invalid", "The name of a management group has 1 to 90 letters, digits, '-', '_', '(', ')' and '.'."
		return ok(out)
	}
	switch _, err := resource.Find(c.tx, c.tenant, id); {
	case fault.Is(err, fault.NotFound):
		return ok(map[string]any{"nameAvailable": true})
	case err != nil:
		return edge.Reply{}, err
	}
	out["reason"], out["message"] = "AlreadyExists", "The group with the specified name already exists"
	return ok(out)
}

// backfill says that all subscriptions are in the hierarchy: they are from the beginning.
func backfill(c *call) (edge.Reply, error) {
	return ok(map[string]string{"tenantId": c.Caller.Tenant, "status": "Completed"})
}

// registerForGroup answers as if a provider had to be registered for a group.
func registerForGroup(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	return reply(http.StatusOK, nil)
}

// atRoot refuses hierarchy settings of any group but the root, which alone has some.
func (c *call) atRoot() (resource.Scope, error) {
	if !c.Scope.Equal(resource.RootGroup(c.tenant)) {
		return resource.Scope{}, fault.New(fault.Invalid, "BadRequest", "Hierarchy settings are at the root management group '%s' alone.", c.tenant)
	}
	return resource.HierarchySettingsID(c.tenant), nil
}

func (c *call) hierarchySettings() (*resource.Resource, error) {
	id, err := c.atRoot()
	if err != nil {
		return nil, err
	}
	return resource.Find(c.tx, c.tenant, id)
}

func listHierarchySettings(c *call) (edge.Reply, error) {
	r, err := c.hierarchySettings()
	if fault.Is(err, fault.NotFound) {
		return ok(list{Value: []any{}})
	}
	if err != nil {
		return edge.Reply{}, err
	}
	return c.pageOf([]*resource.Resource{r})
}

func showHierarchySettings(c *call) (edge.Reply, error) {
	r, err := c.hierarchySettings()
	if err != nil {
		return edge.Reply{}, err
	}
	return c.showIt(http.StatusOK, r)
}

func putHierarchySettings(c *call) (edge.Reply, error) {
	id, err := c.atRoot()
	if err != nil {
		return edge.Reply{}, err
	}
	var in resource.Body
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	write := func() (*resource.Resource, error) {
		r, _, err := c.change.Put(id, in)
		return r, err
	}
	if c.Method == http.MethodPatch {
		write = func() (*resource.Resource, error) { return c.change.Patch(id, in) }
	}
	r, err := write()
	if err != nil {
		return edge.Reply{}, err
	}
	return c.showIt(http.StatusOK, r)
}

func deleteHierarchySettings(c *call) (edge.Reply, error) {
	id, err := c.atRoot()
	if err != nil {
		return edge.Reply{}, err
	}
	was, err := c.change.Delete(id)
	if err != nil {
		return edge.Reply{}, err
	}
	return gone(was)
}

// opensGroup reports whether the caller may make the management group that the request names without having a role: a
// member of the tenant may, directly below the root, where the hierarchy settings do not require authorization. Source:
// "Protect your resource hierarchy".
func (d *host) opensGroup(tx Tx, r *edge.Request, tenant string, raw []byte) (bool, error) {
	if r.Method != http.MethodPut || r.Caller.Type != rbac.User || r.Caller.Claims.External || !ascii.EqualFold(r.Caller.Tenant, tenant) {
		return false, nil
	}
	if _, err := resource.Find(tx, tenant, r.Scope); !fault.Is(err, fault.NotFound) {
		return false, err
	}
	parent, err := parentAsked(raw)
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

// parentAsked is the id of the group below which a body wants to hang another; "" if it does not say.
func parentAsked(raw []byte) (string, error) {
	var in struct {
		Properties struct {
			Details struct {
				Parent struct {
					ID string `json:"id"`
				} `json:"parent"`
			} `json:"details"`
		} `json:"properties"`
	}
	err := edge.DecodeJSON(raw, &in)
	return in.Properties.Details.Parent.ID, err
}

// ownGroup makes the caller Owner of the group that they made without a role: else nobody could change it.
func (c *call) ownGroup(r *resource.Resource) error {
	_, _, err := rbac.Assign(c.tx, &rbac.Assignment{
		Name: guid.Derive("management group", c.tenant, r.ID.Key(), c.ID), Tenant: c.tenant, Scope: r.ID,
		RoleID: ownerRole, PrincipalID: c.Caller.Object, PrincipalType: rbac.User,
	}, c.by())
	return err
}

// ownerRole is the role that the maker of a management group gets.
const ownerRole = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
