package resources

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// listOfType lists the resources of one type below the scope that the caller may read.
func listOfType(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	kind := c.Vars["namespace"] + "/" + c.Vars["type"]
	for _, more := range []string{c.Vars["child"], c.Vars["grandchild"]} {
		if more != "" {
			kind += "/" + more
		}
	}
	if !resource.Known(kind) {
		return edge.Reply{}, resource.UnknownType(kind)
	}
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: c.Scope, Type: kind})
	if err != nil {
		return edge.Reply{}, err
	}
	return c.PageOf(all)
}

func listGroups(c *provider.Call) (edge.Reply, error) {
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: c.Scope, Direct: true, Type: resource.TypeResourceGroup})
	if err != nil {
		return edge.Reply{}, err
	}
	if all, err = filterResources(all, c.URL.Query().Get("$filter")); err != nil {
		return edge.Reply{}, err
	}
	return c.PageOf(all)
}

// listResources lists the top-level resources of a group, without their children.
func listResources(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: c.Scope})
	if err != nil {
		return edge.Reply{}, err
	}
	all = slices.DeleteFunc(all, func(r *resource.Resource) bool {
		return r.Type != resource.TypeAccount && r.Type != resource.TypeUserIdentity && r.Type != resource.TypeProject
	})
	if all, err = filterResources(all, c.URL.Query().Get("$filter")); err != nil {
		return edge.Reply{}, err
	}
	expand := ascii.ToLower(c.URL.Query().Get("$expand"))
	var bodies []*provider.Body
	for _, r := range all {
		if !c.May(r.Type+"/read", r.ID) {
			continue
		}
		out := &provider.Body{ID: r.ID.String(), Name: r.Name, Type: r.Type, Kind: r.Kind, Location: r.Location, Tags: r.Tags, SKU: r.SKU, Identity: r.Identity}
		if strings.Contains(expand, "createdtime") {
			out.CreatedTime = &r.SystemData.CreatedAt
		}
		if strings.Contains(expand, "changedtime") {
			out.ChangedTime = &r.SystemData.LastModifiedAt
		}
		if strings.Contains(expand, "provisioningstate") {
			out.ProvisioningState = "Succeeded"
		}
		bodies = append(bodies, out)
	}
	return provider.Page(c, bodies, func(b *provider.Body) string { return ascii.ToLower(b.ID) })
}
