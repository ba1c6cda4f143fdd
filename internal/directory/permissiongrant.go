package directory

import (
	"slices"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// PermissionGrant lets a client application use scopes of a resource on behalf of users. It is stored with the client's
// service principal.
type PermissionGrant struct {
	ID          string `json:"id"`
	ClientID    string `json:"clientId"`
	ConsentType string `json:"consentType"`           // AllPrincipals or Principal
	PrincipalID string `json:"principalId,omitempty"` // the user who consented; "" for everyone
	ResourceID  string `json:"resourceId"`
	Scope       string `json:"scope"` // separated by spaces
}

// Values of PermissionGrant.ConsentType.
const (
	ForEveryone = "AllPrincipals"
	ForOne      = "Principal"
)

// keyless's own limits of grants, which bound the size of an object.
const (
	maxGrants     = 1000
	maxGrantScope = 4096
)

// GrantPermission stores a grant under a new id. It fails with fault.Conflict if the client has a grant for the same resource
// and user.
func GrantPermission(w Writer, tenant string, g PermissionGrant) (PermissionGrant, error) {
	client, err := Find[*ServicePrincipal](w, tenant, g.ClientID)
	if err != nil {
		return g, err
	}
	if err := changeable(client); err != nil {
		return g, err
	}
	resource, err := Find[*ServicePrincipal](w, tenant, g.ResourceID)
	if err != nil {
		return g, err
	}
	if resource.Type == TypeManagedIdentity {
		return g, changeable(resource)
	}
	switch {
	case g.ConsentType == ForOne:
		user, err := Find[*User](w, tenant, g.PrincipalID)
		if err != nil {
			return g, err
		}
		g.PrincipalID = user.ID
	case g.ConsentType != ForEveryone || g.PrincipalID != "":
		return g, bad("Invalid value specified for property 'consentType' of resource 'OAuth2PermissionGrant'.")
	}
	if err := text("scope", g.Scope, maxGrantScope); err != nil {
		return g, err
	}
	if len(client.Grants) >= maxGrants {
		return g, bad("Too many permission grants: the limit of a service principal is %d.", maxGrants)
	}
	for _, other := range client.Grants {
		if other.ResourceID == resource.ID && other.PrincipalID == g.PrincipalID {
			return g, fault.New(fault.Conflict, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.")
		}
	}
	g.ID, g.ClientID, g.ResourceID = guid.Compact(client.ID)+guid.Compact(guid.New()), client.ID, resource.ID
	client.Grants = append(client.Grants, g)
	return g, w.PutObject(client)
}

// FindGrant returns a grant by its id, which begins with its client's id.
func FindGrant(r Reader, tenant, id string) (*ServicePrincipal, PermissionGrant, error) {
	if len(id) == 64 {
		client, err := Find[*ServicePrincipal](r, tenant, id[:8]+"-"+id[8:12]+"-"+id[12:16]+"-"+id[16:20]+"-"+id[20:32])
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, PermissionGrant{}, err
		}
		if err == nil {
			for _, g := range client.Grants {
				if ascii.EqualFold(g.ID, id) {
					return client, g, nil
				}
			}
		}
	}
	return nil, PermissionGrant{}, notFound(id)
}

// RescopeGrant changes the scopes of a grant.
func RescopeGrant(w Writer, tenant, id, scope string) error {
	client, g, err := FindGrant(w, tenant, id)
	if err != nil {
		return err
	}
	if err := changeable(client); err != nil {
		return err
	}
	if err := text("scope", scope, maxGrantScope); err != nil {
		return err
	}
	for i := range client.Grants {
		if client.Grants[i].ID == g.ID {
			client.Grants[i].Scope = scope
		}
	}
	return w.PutObject(client)
}

// RevokeGrant removes a grant.
func RevokeGrant(w Writer, tenant, id string) error {
	client, g, err := FindGrant(w, tenant, id)
	if err != nil {
		return err
	}
	client.Grants = slices.DeleteFunc(client.Grants, func(other PermissionGrant) bool { return other.ID == g.ID })
	return w.PutObject(client)
}
