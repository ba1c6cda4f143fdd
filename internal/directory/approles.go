package directory

import (
	"slices"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/guid"
)

// AppRoleGrant is an app role assignment as it is stored with the principal.
type AppRoleGrant struct {
	ID         string    `json:"id"`
	ResourceID string    `json:"resourceId"` // the service principal that offers the role
	AppRoleID  string    `json:"appRoleId"`  // DefaultAppRole for access without a role
	CreatedAt  time.Time `json:"createdAt"`
}

// DefaultAppRole is the id of the assignment to an application that has no app roles.
const DefaultAppRole = "00000000-0000-0000-0000-000000000000"

// HasAppRole links a resource's service principal to the principals that are assigned one of its app roles.
const HasAppRole Relation = "appRole"

// AppRoleAssignment is an AppRoleGrant with its principal and its resource.
type AppRoleAssignment struct {
	AppRoleGrant
	Principal Object
	Resource  *ServicePrincipal
}

// AssignAppRole assigns an app role of a resource to a user, a group or a service principal. The caller chooses the id. As
// in Entra, the principal may be a managed identity and the resource one of Microsoft's APIs.
func AssignAppRole(w Writer, tenant, principal, resource, appRole, id string, at time.Time) (AppRoleAssignment, error) {
	none := AppRoleAssignment{}
	o, err := Living(w, tenant, principal)
	if err != nil {
		return none, err
	}
	offers, err := Find[*ServicePrincipal](w, tenant, resource)
	if err != nil {
		return none, err
	}
	role, ok := guid.Parse(appRole)
	if !ok || !isPrincipal(o.Kind()) || !offered(offers, role, o.Kind()) {
		return none, bad("Permission being assigned was not found on application '%s'.", offers.AppID)
	}
	if offers.Type == TypeManagedIdentity { // a managed identity is not a resource
		return none, changeable(offers)
	}
	head := o.Head()
	for _, g := range head.AppRoleGrants {
		if g.ResourceID == offers.ID && g.AppRoleID == role {
			return none, bad("Permission being assigned already exists on the object")
		}
	}
	grant := AppRoleGrant{ID: id, ResourceID: offers.ID, AppRoleID: role, CreatedAt: at}
	head.AppRoleGrants = append(head.AppRoleGrants, grant)
	if err := w.PutObject(o); err != nil {
		return none, err
	}
	return AppRoleAssignment{grant, o, offers}, w.PutLink(Link{Tenant: tenant, From: offers.ID, Relation: HasAppRole, To: head.ID})
}

// offered reports whether a resource offers an app role to principals of a kind.
func offered(p *ServicePrincipal, role string, k Kind) bool {
	if role == DefaultAppRole {
		return true
	}
	member := "User"
	if k == KindServicePrincipal {
		member = "Application"
	}
	return slices.ContainsFunc(p.AppRoles, func(r AppRole) bool {
		return ascii.EqualFold(r.ID, role) && r.IsEnabled && slices.Contains(r.AllowedMemberTypes, member)
	})
}

// RemoveAppRole removes an app role assignment by its id and either of its ends. It fails with fault.NotFound.
func RemoveAppRole(w Writer, end Object, id string) error {
	all, err := AppRolesOf(w, end)
	if err != nil {
		return err
	}
	if p, ok := end.(*ServicePrincipal); ok {
		on, err := AppRolesOn(w, p)
		if err != nil {
			return err
		}
		all = append(all, on...)
	}
	for _, a := range all {
		if !ascii.EqualFold(a.ID, id) {
			continue
		}
		head := a.Principal.Head()
		head.AppRoleGrants = slices.DeleteFunc(head.AppRoleGrants, func(g AppRoleGrant) bool { return g.ID == a.ID })
		if err := w.PutObject(a.Principal); err != nil {
			return err
		}
		if slices.ContainsFunc(head.AppRoleGrants, func(g AppRoleGrant) bool { return g.ResourceID == a.ResourceID }) {
			return nil
		}
		_, err := w.DeleteLink(Link{Tenant: head.Tenant, From: a.ResourceID, Relation: HasAppRole, To: head.ID})
		return err
	}
	return notFound(id)
}

// AppRolesOf returns the app role assignments of a principal whose resource is not deleted.
func AppRolesOf(r Reader, principal Object) ([]AppRoleAssignment, error) {
	head := principal.Head()
	if len(head.AppRoleGrants) == 0 {
		return nil, nil
	}
	resources, err := Linking(r, head.Tenant, HasAppRole, head.ID)
	if err != nil {
		return nil, err
	}
	var out []AppRoleAssignment
	for _, o := range resources {
		if p, ok := o.(*ServicePrincipal); ok {
			out = append(out, grants(principal, p)...)
		}
	}
	return out, nil
}

// AppRolesOn returns the app role assignments on a resource.
func AppRolesOn(r Reader, resource *ServicePrincipal) ([]AppRoleAssignment, error) {
	principals, err := Linked(r, resource.Tenant, HasAppRole, resource.ID)
	if err != nil {
		return nil, err
	}
	var out []AppRoleAssignment
	for _, o := range principals {
		out = append(out, grants(o, resource)...)
	}
	return out, nil
}

func grants(principal Object, resource *ServicePrincipal) []AppRoleAssignment {
	var out []AppRoleAssignment
	for _, g := range principal.Head().AppRoleGrants {
		if ascii.EqualFold(g.ResourceID, resource.ID) {
			out = append(out, AppRoleAssignment{g, principal, resource})
		}
	}
	return out
}
