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

func (c *call) find() (*resource.Resource, error) {
	return resource.Find(c.tx, c.tenant, c.Scope)
}

func showResource(c *call) (edge.Reply, error) {
	r, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	return c.showIt(http.StatusOK, r)
}

func (c *call) showIt(status int, r *resource.Resource) (edge.Reply, error) {
	out, err := c.show(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return reply(status, out)
}

// existsResource answers HEAD: 204 if it is there, 404 if not.
func existsResource(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	return reply(http.StatusNoContent, nil)
}

func putResource(c *call) (edge.Reply, error) {
	var in resource.Body
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	if err := c.mayAssign(in.Identity); err != nil {
		return edge.Reply{}, err
	}
	r, created, err := c.change.Put(c.Scope, in)
	if err != nil {
		return edge.Reply{}, err
	}
	// Azure answers 200 to a connection that it made, and the SDKs know nothing else.
	if created && r.Type != resource.TypeConnection && r.Type != resource.TypeProjectConnection {
		return c.showIt(http.StatusCreated, r)
	}
	return c.showIt(http.StatusOK, r)
}

func patchResource(c *call) (edge.Reply, error) {
	var in resource.Body
	if err := c.read(&in); err != nil {
		return edge.Reply{}, err
	}
	if err := c.mayAssign(in.Identity); err != nil {
		return edge.Reply{}, err
	}
	r, err := c.change.Patch(c.Scope, in)
	if err != nil {
		return edge.Reply{}, err
	}
	return c.showIt(http.StatusOK, r)
}

// mayAssign refuses to give a resource a user-assigned identity that the caller may not assign: with it would come
// all that the identity may do.
func (c *call) mayAssign(identity *resource.IdentityBody) error {
	if identity == nil {
		return nil
	}
	const action = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"
	for text, value := range identity.UserAssigned {
		if value == nil {
			continue
		}
		id, err := resource.ParseScope(text)
		if err != nil {
			return err
		}
		if !ascii.EqualFold(id.Subscription(), c.Scope.Subscription()) {
			if _, err := c.tenantOf(c.tx, c.Request, id); err != nil {
				return err
			}
		}
		// Managed Identity Operator, whose purpose this is, has the action with a star before its last word, where
		// Azure lets the name of the identity stand.
		named := "Microsoft.ManagedIdentity/userAssignedIdentities/" + id.Name() + "/assign/action"
		if !c.may(action, id) && !c.may(named, id) {
			return fault.New(fault.Denied, "LinkedAuthorizationFailed",
				"The client '%s' with object id '%s' has permission to perform action '%s' on scope '%s'; however, it does not have permission to perform action '%s' on the linked scope(s) '%s' or the linked scope(s) are invalid.",
				c.Caller.Name, c.Caller.Object, c.Scope.Type()+"/write", c.Scope, action, id)
		}
	}
	return nil
}

func deleteResource(c *call) (edge.Reply, error) {
	was, err := c.change.Delete(c.Scope)
	if err != nil {
		return edge.Reply{}, err
	}
	if was {
		if err := c.forgetRoles(); err != nil {
			return edge.Reply{}, err
		}
	}
	if !was && c.Scope.Type() == resource.TypeResourceGroup {
		return edge.Reply{}, fault.New(fault.NotFound, "ResourceGroupNotFound", "Resource group '%s' could not be found.", c.Scope.Name())
	}
	if was && c.Scope.Type() == resource.TypeRaiPolicy { // the SDKs know no 200 here
		c.reason = reasonOf(c.Method, http.StatusOK)
		return reply(http.StatusNoContent, nil)
	}
	return gone(was)
}

// listOfType lists one type below the scope: what the caller may read of it.
func listOfType(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
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
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: c.Scope, Type: kind})
	if err != nil {
		return edge.Reply{}, err
	}
	return c.pageOf(all)
}

func listGroups(c *call) (edge.Reply, error) {
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: c.Scope, Direct: true, Type: resource.TypeResourceGroup})
	if err != nil {
		return edge.Reply{}, err
	}
	if all, err = filterResources(all, c.URL.Query().Get("$filter")); err != nil {
		return edge.Reply{}, err
	}
	return c.pageOf(all)
}

// listResources lists the resources that stand in a group by themselves, without their children.
func listResources(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: c.Scope})
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
	var bodies []*body
	for _, r := range all {
		if !c.may(r.Type+"/read", r.ID) {
			continue
		}
		out := &body{ID: r.ID.String(), Name: r.Name, Type: r.Type, Kind: r.Kind, Location: r.Location, Tags: r.Tags, SKU: r.SKU, Identity: r.Identity}
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
	return page(c, bodies, func(b *body) string { return ascii.ToLower(b.ID) })
}

// pageOf shows those of all that the caller may read.
func (c *call) pageOf(all []*resource.Resource) (edge.Reply, error) {
	var bodies []*body
	for _, r := range all {
		action := r.Type + "/read"
		if r.Type == resource.TypeResourceGroup {
			action = "Microsoft.Resources/subscriptions/resourceGroups/read"
		}
		if !c.may(action, r.ID) {
			continue
		}
		out, err := c.show(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, out)
	}
	return page(c, bodies, func(b *body) string { return ascii.ToLower(b.ID) })
}
