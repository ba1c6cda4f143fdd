package managementgroups

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// atRoot fails for hierarchy settings of a group other than the root.
func atRoot(c *provider.Call) (resource.Scope, error) {
	if !c.Scope.Equal(resource.RootGroup(c.Tenant)) {
		return resource.Scope{}, fault.New(fault.Invalid, "BadRequest", "Hierarchy settings are at the root management group '%s' alone.", c.Tenant)
	}
	return resource.HierarchySettingsID(c.Tenant), nil
}

func hierarchySettings(c *provider.Call) (*resource.Resource, error) {
	id, err := atRoot(c)
	if err != nil {
		return nil, err
	}
	return resource.Find(c.Tx, c.Tenant, id)
}

func listHierarchySettings(c *provider.Call) (edge.Reply, error) {
	r, err := hierarchySettings(c)
	if fault.Is(err, fault.NotFound) {
		return provider.OK(provider.List{Value: []any{}})
	}
	if err != nil {
		return edge.Reply{}, err
	}
	return c.PageOf([]*resource.Resource{r})
}

func showHierarchySettings(c *provider.Call) (edge.Reply, error) {
	r, err := hierarchySettings(c)
	if err != nil {
		return edge.Reply{}, err
	}
	return c.Show(http.StatusOK, r)
}

func putHierarchySettings(c *provider.Call) (edge.Reply, error) {
	id, err := atRoot(c)
	if err != nil {
		return edge.Reply{}, err
	}
	var in resource.Body
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	write := func() (*resource.Resource, error) {
		r, _, err := c.Change.Put(id, in)
		return r, err
	}
	if c.Method == http.MethodPatch {
		write = func() (*resource.Resource, error) { return c.Change.Patch(id, in) }
	}
	r, err := write()
	if err != nil {
		return edge.Reply{}, err
	}
	return c.Show(http.StatusOK, r)
}

func deleteHierarchySettings(c *provider.Call) (edge.Reply, error) {
	id, err := atRoot(c)
	if err != nil {
		return edge.Reply{}, err
	}
	was, err := c.Change.Delete(id)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.Deleted(was)
}
