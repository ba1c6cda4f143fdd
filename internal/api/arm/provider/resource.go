package provider

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// Find returns the resource at the scope of the request.
func (c *Call) Find() (*resource.Resource, error) {
	return resource.Find(c.Tx, c.Tenant, c.Scope)
}

// ShowResource answers GET with the resource at the scope.
func ShowResource(c *Call) (edge.Reply, error) {
	r, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	return c.Show(http.StatusOK, r)
}

// Show answers with a status and a resource.
func (c *Call) Show(status int, r *resource.Resource) (edge.Reply, error) {
	out, err := c.Render(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return Reply(status, out)
}

// ExistsResource answers HEAD, with status 204 if the resource exists and with 404 otherwise.
func ExistsResource(c *Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	return Reply(http.StatusNoContent, nil)
}

// PutResource creates or replaces the resource at the scope.
func PutResource(c *Call) (edge.Reply, error) {
	var in resource.Body
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	if err := c.mayAssign(in.Identity); err != nil {
		return edge.Reply{}, err
	}
	r, created, err := c.Change.Put(c.Scope, in)
	if err != nil {
		return edge.Reply{}, err
	}
	// Azure answers 200 to a connection that it created, and the SDKs accept nothing else.
	if created && r.Type != resource.TypeConnection && r.Type != resource.TypeProjectConnection {
		return c.Show(http.StatusCreated, r)
	}
	return c.Show(http.StatusOK, r)
}

// PatchResource changes the resource at the scope.
func PatchResource(c *Call) (edge.Reply, error) {
	var in resource.Body
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	if err := c.mayAssign(in.Identity); err != nil {
		return edge.Reply{}, err
	}
	r, err := c.Change.Patch(c.Scope, in)
	if err != nil {
		return edge.Reply{}, err
	}
	return c.Show(http.StatusOK, r)
}

// mayAssign fails if the caller may not assign one of the user-assigned identities in a body. The resource would get the
// permissions of the identity.
func (c *Call) mayAssign(identity *resource.IdentityBody) error {
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
			if _, err := c.TenantOf(c.Tx, c.Request, id); err != nil {
				return err
			}
		}
		// Managed Identity Operator, whose purpose this is, has the action with a star before its last word, where
		// Azure lets the name of the identity stand.
		named := "Microsoft.ManagedIdentity/userAssignedIdentities/" + id.Name() + "/assign/action"
		if !c.May(action, id) && !c.May(named, id) {
			return fault.New(fault.Denied, "LinkedAuthorizationFailed",
				"The client '%s' with object id '%s' has permission to perform action '%s' on scope '%s'; however, it does not have permission to perform action '%s' on the linked scope(s) '%s' or the linked scope(s) are invalid.",
				c.Caller.Name, c.Caller.Object, c.Scope.Type()+"/write", c.Scope, action, id)
		}
	}
	return nil
}

// DeleteResource deletes the resource at the scope, with the role assignments and deny assignments at and below it.
func DeleteResource(c *Call) (edge.Reply, error) {
	was, err := c.Change.Delete(c.Scope)
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
		c.Reason = ReasonOf(c.Method, http.StatusOK)
		return Reply(http.StatusNoContent, nil)
	}
	return Deleted(was)
}
