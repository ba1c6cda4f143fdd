package managementgroups

import (
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// showManagementBody is a management group. Source: Microsoft.Management api-version 2021-04-01, and az's recordings of
// "account management-group".
func showManagementBody(c *provider.Call, r *resource.Resource) (*provider.Body, error) {
	var p resource.ManagementGroupProperties
	if err := provider.Decode(r.Properties, &p); err != nil {
		return nil, err
	}
	details := map[string]any{"version": max(p.Version, 1), "parent": nil}
	if !r.SystemData.LastModifiedAt.IsZero() {
		details["updatedTime"], details["updatedBy"] = r.SystemData.LastModifiedAt, r.SystemData.LastModifiedBy
	}
	if !r.ID.Equal(resource.RootGroup(c.Tenant)) {
		id, err := resource.ParseScope(r.ManagedBy)
		if err != nil {
			return nil, err
		}
		parent, err := resource.Find(c.Tx, c.Tenant, id)
		if err != nil {
			return nil, err
		}
		var of resource.ManagementGroupProperties
		if err := provider.Decode(parent.Properties, &of); err != nil {
			return nil, err
		}
		details["parent"] = map[string]string{"id": id.String(), "name": id.Name(), "displayName": of.DisplayName}
	}
	properties := map[string]any{"tenantId": c.Tenant, "displayName": p.DisplayName, "details": details}
	return &provider.Body{ID: r.ID.String(), Name: r.Name, Type: r.Type, Properties: properties}, nil
}

// listManagementGroups lists the groups that the caller may read, the root among them.
func listManagementGroups(c *provider.Call) (edge.Reply, error) {
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Type: resource.TypeManagementGroup})
	if err != nil {
		return edge.Reply{}, err
	}
	root, err := resource.Find(c.Tx, c.Tenant, resource.RootGroup(c.Tenant))
	if err != nil {
		return edge.Reply{}, err
	}
	var bodies []*provider.Body
	for _, r := range append(all, root) {
		if !c.May(resource.TypeManagementGroup+"/read", r.ID) {
			continue
		}
		one, err := showManagementBody(c, r)
		if err != nil {
			return edge.Reply{}, err
		}
		delete(one.Properties.(map[string]any), "details") // the list has none
		bodies = append(bodies, one)
	}
	slices.SortFunc(bodies, func(a, b *provider.Body) int { return strings.Compare(ascii.ToLower(a.ID), ascii.ToLower(b.ID)) })
	return provider.Page(c, bodies, func(b *provider.Body) string { return ascii.ToLower(b.ID) })
}

// showManagementGroup shows a group; with $expand=children what hangs directly below it, with $recurse=true also what hangs
// below that; with $expand=path or ancestors what is above it.
func showManagementGroup(c *provider.Call) (edge.Reply, error) {
	r, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := showManagementBody(c, r)
	if err != nil {
		return edge.Reply{}, err
	}
	query := c.URL.Query()
	expand, recurse := ascii.ToLower(query.Get("$expand")), ascii.EqualFold(query.Get("$recurse"), "true")
	switch {
	case recurse && expand != "children":
		return edge.Reply{}, fault.New(fault.Invalid, "BadRequest", "$recurse needs $expand=children.")
	case expand == "":
		return provider.OK(out)
	}
	tree, err := readTree(c)
	if err != nil {
		return edge.Reply{}, err
	}
	properties := out.Properties.(map[string]any)
	details := properties["details"].(map[string]any)
	switch expand {
	case "children":
		properties["children"] = tree.Children(r.ID.String(), recurse)
	case "path":
		details["path"] = tree.Path(r.ID.String())
	case "ancestors":
		chain := tree.Ancestors(r.ID.String())
		names := []string{}
		for _, above := range chain {
			names = append(names, above.Name)
		}
		details["managementGroupAncestors"], details["managementGroupAncestorsChain"] = names, chain
	default:
		return edge.Reply{}, fault.New(fault.Invalid, "BadRequest", "The value '%s' of $expand is not one of children, path, ancestors.", provider.Clip(expand))
	}
	return provider.OK(out)
}

func putManagementGroup(c *provider.Call) (edge.Reply, error) {
	var in resource.Body
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	free, err := mayPutGroup(c)
	if err != nil {
		return edge.Reply{}, err
	}
	if !free {
		if err := mayHang(c, in); err != nil {
			return edge.Reply{}, err
		}
	}
	r, _, err := c.Change.Put(c.Scope, in)
	if err != nil {
		return edge.Reply{}, err
	}
	if free {
		if err := ownGroup(c, r); err != nil {
			return edge.Reply{}, err
		}
	}
	out, err := showManagementBody(c, r)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(out) // never 201: the SDKs do not know it here
}

// mayPutGroup repeats the authorization inside the transaction: the group may have been created or deleted since. It reports
// whether the caller creates the group without a role.
func mayPutGroup(c *provider.Call) (free bool, err error) {
	const action = resource.TypeManagementGroup + "/write"
	_, err = c.Find()
	switch {
	case err == nil && !c.May(action, c.Scope):
		return false, provider.Refuse(c.Caller, action, "", c.Scope, false)
	case err == nil || !fault.Is(err, fault.NotFound):
		return false, err
	case c.Decision.Allowed:
		return false, nil
	}
	free, err = opensGroup(c.Host, c.Tx, c.Request, c.Tenant, c.Content)
	if err == nil && !free {
		err = provider.Refuse(c.Caller, action, "", c.Scope, false)
	}
	return free, err
}

// deleteManagementGroup always answers 204: the SDKs do not accept 200 here.
func deleteManagementGroup(c *provider.Call) (edge.Reply, error) {
	done, err := provider.DeleteResource(c)
	if err != nil {
		return edge.Reply{}, err
	}
	c.Reason = provider.ReasonOf(c.Method, done.Status)
	return provider.Reply(http.StatusNoContent, nil)
}

// patchManagementGroup takes the flat body that the PATCH of this type has.
func patchManagementGroup(c *provider.Call) (edge.Reply, error) {
	var in struct {
		DisplayName string `json:"displayName,omitempty"`
		Parent      string `json:"parentGroupId,omitempty"`
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	properties := map[string]any{"details": map[string]any{"parent": map[string]string{"id": in.Parent}}}
	if in.DisplayName != "" {
		properties["displayName"] = in.DisplayName
	}
	change := resource.Body{Properties: provider.Encode(properties)}
	if err := mayHang(c, change); err != nil {
		return edge.Reply{}, err
	}
	r, err := c.Change.Patch(c.Scope, change)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := showManagementBody(c, r)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(out)
}

// mayHang fails if the caller may not write the new parent in a body, whose assignments would apply to the group, or the
// present parent.
func mayHang(c *provider.Call, in resource.Body) error {
	var p struct {
		Details struct {
			Parent struct {
				ID string `json:"id"`
			} `json:"parent"`
		} `json:"details"`
	}
	if len(in.Properties) == 0 {
		return nil
	}
	if err := edge.DecodeJSON(in.Properties, &p); err != nil || p.Details.Parent.ID == "" {
		return err
	}
	if err := mayWriteGroup(c, p.Details.Parent.ID); err != nil {
		return err
	}
	r, err := c.Find()
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || r.ID.Equal(resource.RootGroup(c.Tenant)) {
		return err
	}
	return mayLeave(c, r, p.Details.Parent.ID)
}

// mayLeave fails if a move takes a group or subscription from a parent that the caller may not write: assignments and deny
// assignments of the parent would no longer apply. Moving from the root needs no permission there. Source: "Move management
// groups and subscriptions".
func mayLeave(c *provider.Call, r *resource.Resource, to string) error {
	if ascii.EqualFold(r.ManagedBy, to) || r.ManagedBy == "" || ascii.EqualFold(r.ManagedBy, resource.RootGroup(c.Tenant).String()) {
		return nil
	}
	return mayWriteGroup(c, r.ManagedBy)
}

func mayWriteGroup(c *provider.Call, text string) error {
	parent, err := resource.ParseScope(text)
	if err != nil {
		return err
	}
	const action = resource.TypeManagementGroup + "/write"
	if !c.May(action, parent) {
		return provider.Refuse(c.Caller, action, "", parent, false)
	}
	return nil
}
