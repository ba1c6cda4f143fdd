package arm

import (
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// showManagementBody is a management group. Source: Microsoft.Management api-version 2021-04-01, and az's recordings of
// "account management-group".
func (c *call) showManagementBody(r *resource.Resource) (*body, error) {
	var p resource.ManagementGroupProperties
	if err := decode(r.Properties, &p); err != nil {
		return nil, err
	}
	details := map[string]any{"version": max(p.Version, 1), "parent": nil}
	if !r.SystemData.LastModifiedAt.IsZero() {
		details["updatedTime"], details["updatedBy"] = r.SystemData.LastModifiedAt, r.SystemData.LastModifiedBy
	}
	if !r.ID.Equal(resource.RootGroup(c.tenant)) {
		id, err := resource.ParseScope(r.ManagedBy)
		if err != nil {
			return nil, err
		}
		parent, err := resource.Find(c.tx, c.tenant, id)
		if err != nil {
			return nil, err
		}
		var of resource.ManagementGroupProperties
		if err := decode(parent.Properties, &of); err != nil {
			return nil, err
		}
		details["parent"] = map[string]string{"id": id.String(), "name": id.Name(), "displayName": of.DisplayName}
	}
	properties := map[string]any{"tenantId": c.tenant, "displayName": p.DisplayName, "details": details}
	return &body{ID: r.ID.String(), Name: r.Name, Type: r.Type, Properties: properties}, nil
}

// listManagementGroups lists the groups that the caller may read, the root among them.
func listManagementGroups(c *call) (edge.Reply, error) {
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Type: resource.TypeManagementGroup})
	if err != nil {
		return edge.Reply{}, err
	}
	root, err := resource.Find(c.tx, c.tenant, resource.RootGroup(c.tenant))
	if err != nil {
		return edge.Reply{}, err
	}
	var bodies []*body
	for _, r := range append(all, root) {
		if !c.may(resource.TypeManagementGroup+"/read", r.ID) {
			continue
		}
		one, err := c.showManagementBody(r)
		if err != nil {
			return edge.Reply{}, err
		}
		delete(one.Properties.(map[string]any), "details") // the list has none
		bodies = append(bodies, one)
	}
	slices.SortFunc(bodies, func(a, b *body) int { return strings.Compare(ascii.ToLower(a.ID), ascii.ToLower(b.ID)) })
	return page(c, bodies, func(b *body) string { return ascii.ToLower(b.ID) })
}

// showManagementGroup shows a group; with $expand=children what hangs directly below it, with $recurse=true also what hangs
// below that; with $expand=path or ancestors what is above it.
func showManagementGroup(c *call) (edge.Reply, error) {
	r, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := c.showManagementBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	query := c.URL.Query()
	expand, recurse := ascii.ToLower(query.Get("$expand")), ascii.EqualFold(query.Get("$recurse"), "true")
	switch {
	case recurse && expand != "children":
		return edge.Reply{}, fault.New(fault.Invalid, "BadRequest", "$recurse needs $expand=children.")
	case expand == "":
		return ok(out)
	}
	tree, err := c.readTree()
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
		return edge.Reply{}, fault.New(fault.Invalid, "BadRequest", "The value '%s' of $expand is not one of children, path, ancestors.", clip(expand))
	}
	return ok(out)
}

func putManagementGroup(c *call) (edge.Reply, error) {
	var in resource.Body
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	free, err := c.mayPutGroup()
	if err != nil {
		return edge.Reply{}, err
	}
	if !free {
		if err := c.mayHang(in); err != nil {
			return edge.Reply{}, err
		}
	}
	r, _, err := c.change.Put(c.Scope, in)
	if err != nil {
		return edge.Reply{}, err
	}
	if free {
		if err := c.ownGroup(r); err != nil {
			return edge.Reply{}, err
		}
	}
	out, err := c.showManagementBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(out) // never 201: the SDKs do not know it here
}

// mayPutGroup asks again, now that nothing can change any more, what was decided before: the group may have been made in the
// meantime, or have gone. It reports whether the caller makes it without having a role.
func (c *call) mayPutGroup() (free bool, err error) {
	const action = resource.TypeManagementGroup + "/write"
	_, err = c.find()
	switch {
	case err == nil && !c.may(action, c.Scope):
		return false, refuse(c.Caller, action, "", c.Scope, false)
	case err == nil || !fault.Is(err, fault.NotFound):
		return false, err
	case c.Decision.Allowed:
		return false, nil
	}
	free, err = c.host.opensGroup(c.tx, c.Request, c.tenant, c.body)
	if err == nil && !free {
		err = refuse(c.Caller, action, "", c.Scope, false)
	}
	return free, err
}

// deleteManagementGroup answers 204 either way: the SDKs know no 200 here.
func deleteManagementGroup(c *call) (edge.Reply, error) {
	done, err := deleteResource(c)
	if err != nil {
		return edge.Reply{}, err
	}
	c.reason = reasonOf(c.Method, done.Status)
	return reply(http.StatusNoContent, nil)
}

// patchManagementGroup takes the flat body that the PATCH of this type has.
func patchManagementGroup(c *call) (edge.Reply, error) {
	var in struct {
		DisplayName string `json:"displayName,omitempty"`
		Parent      string `json:"parentGroupId,omitempty"`
	}
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	properties := map[string]any{"details": map[string]any{"parent": map[string]string{"id": in.Parent}}}
	if in.DisplayName != "" {
		properties["displayName"] = in.DisplayName
	}
	change := resource.Body{Properties: encode(properties)}
	if err := c.mayHang(change); err != nil {
		return edge.Reply{}, err
	}
	r, err := c.change.Patch(c.Scope, change)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := c.showManagementBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(out)
}

// mayHang refuses to hang a group below another that the caller may not write: what is assigned there would come to
// count for it. Nor is one taken from below another that the caller may not write.
func (c *call) mayHang(in resource.Body) error {
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
	if err := c.mayWriteGroup(p.Details.Parent.ID); err != nil {
		return err
	}
	r, err := c.find()
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || r.ID.Equal(resource.RootGroup(c.tenant)) {
		return err
	}
	return c.mayLeave(r, p.Details.Parent.ID)
}

// mayLeave refuses to take a group or a subscription to another parent where the caller may not write the present one:
// what is assigned and denied there would no longer count for it. The root lets everyone go. Source: "Move management
// groups and subscriptions".
func (c *call) mayLeave(r *resource.Resource, to string) error {
	if ascii.EqualFold(r.ManagedBy, to) || r.ManagedBy == "" || ascii.EqualFold(r.ManagedBy, resource.RootGroup(c.tenant).String()) {
		return nil
	}
	return c.mayWriteGroup(r.ManagedBy)
}

func (c *call) mayWriteGroup(text string) error {
	parent, err := resource.ParseScope(text)
	if err != nil {
		return err
	}
	const action = resource.TypeManagementGroup + "/write"
	if !c.may(action, parent) {
		return refuse(c.Caller, action, "", parent, false)
	}
	return nil
}

// joinManagementGroup hangs a subscription below a group. Beside the group's action it takes to be able to write the
// subscription, and to say there who may do what: all that is assigned at the group will count for it.
func joinManagementGroup(c *call) (edge.Reply, error) {
	return c.moveSubscription(c.Scope)
}

func leaveManagementGroup(c *call) (edge.Reply, error) {
	if _, err := showMember(c); err != nil {
		return edge.Reply{}, err
	}
	return c.moveSubscription(resource.RootGroup(c.tenant))
}

func (c *call) moveSubscription(group resource.Scope) (edge.Reply, error) {
	id, err := resource.ParseScope("/subscriptions/" + c.Vars["subscription"])
	if err != nil {
		return edge.Reply{}, err
	}
	if _, err := c.tenantOf(c.tx, c.Request, id); err != nil {
		return edge.Reply{}, err
	}
	for _, action := range []string{"Microsoft.Management/managementGroups/subscriptions/write", "Microsoft.Authorization/roleAssignments/write"} {
		if !c.may(action, id) {
			return edge.Reply{}, refuse(c.Caller, action, "", id, false)
		}
	}
	was, err := resource.Find(c.tx, c.tenant, id)
	if err != nil {
		return edge.Reply{}, err
	}
	if err := c.mayLeave(was, group.String()); err != nil {
		return edge.Reply{}, err
	}
	if err := c.change.MoveSubscription(id, group); err != nil {
		return edge.Reply{}, err
	}
	if c.Method == http.MethodDelete {
		return reply(http.StatusNoContent, nil)
	}
	r, err := resource.Find(c.tx, c.tenant, id)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := c.memberBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(out)
}

// memberBody is a subscription as a part of its management group.
func (c *call) memberBody(r *resource.Resource) (*body, error) {
	var p resource.SubscriptionProperties
	if err := decode(r.Properties, &p); err != nil {
		return nil, err
	}
	return &body{
		ID: r.ManagedBy + "/subscriptions/" + r.Name, Name: r.Name, Type: "Microsoft.Management/managementGroups/subscriptions",
		Properties: map[string]any{"tenant": c.tenant, "displayName": p.DisplayName, "state": p.State, "parent": map[string]string{"id": r.ManagedBy}},
	}, nil
}

// listMembers lists the subscriptions that hang directly below the group.
func listMembers(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	bodies, err := c.members()
	if err != nil {
		return edge.Reply{}, err
	}
	return page(c, bodies, func(b *body) string { return b.Name })
}

func (c *call) members() ([]*body, error) {
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Type: resource.TypeSubscription})
	if err != nil {
		return nil, err
	}
	var bodies []*body
	for _, r := range all {
		if !ascii.EqualFold(r.ManagedBy, c.Scope.String()) {
			continue
		}
		one, err := c.memberBody(r)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, one)
	}
	return bodies, nil
}

func showMember(c *call) (edge.Reply, error) {
	bodies, err := c.members()
	if err != nil {
		return edge.Reply{}, err
	}
	for _, one := range bodies {
		if ascii.EqualFold(one.Name, c.Vars["subscription"]) {
			return ok(one)
		}
	}
	return edge.Reply{}, notThere("subscription", c.Vars["subscription"])
}
