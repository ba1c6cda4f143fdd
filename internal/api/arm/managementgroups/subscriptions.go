package managementgroups

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// joinManagementGroup moves a subscription below a group. Beside the group's action, the caller needs to be able to write the
// subscription and its role assignments, since the assignments of the group will apply to it.
func joinManagementGroup(c *provider.Call) (edge.Reply, error) {
	return moveSubscription(c, c.Scope)
}

func leaveManagementGroup(c *provider.Call) (edge.Reply, error) {
	if _, err := showMember(c); err != nil {
		return edge.Reply{}, err
	}
	return moveSubscription(c, resource.RootGroup(c.Tenant))
}

func moveSubscription(c *provider.Call, group resource.Scope) (edge.Reply, error) {
	id, err := resource.ParseScope("/subscriptions/" + c.Vars["subscription"])
	if err != nil {
		return edge.Reply{}, err
	}
	if _, err := c.TenantOf(c.Tx, c.Request, id); err != nil {
		return edge.Reply{}, err
	}
	for _, action := range []string{"Microsoft.Management/managementGroups/subscriptions/write", "Microsoft.Authorization/roleAssignments/write"} {
		if !c.May(action, id) {
			return edge.Reply{}, provider.Refuse(c.Caller, action, "", id, false)
		}
	}
	was, err := resource.Find(c.Tx, c.Tenant, id)
	if err != nil {
		return edge.Reply{}, err
	}
	if err := mayLeave(c, was, group.String()); err != nil {
		return edge.Reply{}, err
	}
	if err := c.Change.MoveSubscription(id, group); err != nil {
		return edge.Reply{}, err
	}
	if c.Method == http.MethodDelete {
		return provider.Reply(http.StatusNoContent, nil)
	}
	r, err := resource.Find(c.Tx, c.Tenant, id)
	if err != nil {
		return edge.Reply{}, err
	}
	out, err := memberBody(c, r)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(out)
}

// memberBody is a subscription as a part of its management group.
func memberBody(c *provider.Call, r *resource.Resource) (*provider.Body, error) {
	var p resource.SubscriptionProperties
	if err := provider.Decode(r.Properties, &p); err != nil {
		return nil, err
	}
	return &provider.Body{
		ID: r.ManagedBy + "/subscriptions/" + r.Name, Name: r.Name, Type: "Microsoft.Management/managementGroups/subscriptions",
		Properties: map[string]any{"tenant": c.Tenant, "displayName": p.DisplayName, "state": p.State, "parent": map[string]string{"id": r.ManagedBy}},
	}, nil
}

// listMembers lists the subscriptions that hang directly below the group.
func listMembers(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	bodies, err := members(c)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.Page(c, bodies, func(b *provider.Body) string { return b.Name })
}

func members(c *provider.Call) ([]*provider.Body, error) {
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Type: resource.TypeSubscription})
	if err != nil {
		return nil, err
	}
	var bodies []*provider.Body
	for _, r := range all {
		if !ascii.EqualFold(r.ManagedBy, c.Scope.String()) {
			continue
		}
		one, err := memberBody(c, r)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, one)
	}
	return bodies, nil
}

func showMember(c *provider.Call) (edge.Reply, error) {
	bodies, err := members(c)
	if err != nil {
		return edge.Reply{}, err
	}
	for _, one := range bodies {
		if ascii.EqualFold(one.Name, c.Vars["subscription"]) {
			return provider.OK(one)
		}
	}
	return edge.Reply{}, provider.NotFound("subscription", c.Vars["subscription"])
}
