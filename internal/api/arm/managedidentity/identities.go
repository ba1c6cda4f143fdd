package managedidentity

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
)

// clientOf returns the appId of a service principal.
func clientOf(c *provider.Call, principal string) (string, error) {
	found, err := directory.Find[*directory.ServicePrincipal](c.Tx, c.Tenant, principal)
	if err != nil {
		return "", err
	}
	return found.AppID, nil
}

// showSystemIdentity returns the system-assigned identity of a resource.
func showSystemIdentity(c *provider.Call) (edge.Reply, error) {
	r, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	if r.Identity == nil || r.Identity.PrincipalID == "" {
		return edge.Reply{}, provider.NotFound("identity", "default")
	}
	client, err := clientOf(c, r.Identity.PrincipalID)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(provider.Body{
		ID: c.Scope.String() + "/providers/Microsoft.ManagedIdentity/identities/default", Name: "default", Type: "Microsoft.ManagedIdentity/identities", Location: r.Location,
		Properties: map[string]string{"tenantId": r.Identity.TenantID, "principalId": r.Identity.PrincipalID, "clientId": client},
	})
}
