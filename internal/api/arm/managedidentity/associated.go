package managedidentity

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

// associated is a resource to which a user-assigned identity is assigned. Source: AzureResource of Microsoft.ManagedIdentity
// api-version 2022-01-31-preview.
type associated struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	Type             string `json:"type"`
	ResourceGroup    string `json:"resourceGroup"`
	SubscriptionID   string `json:"subscriptionId"`
	SubscriptionName string `json:"subscriptionDisplayName"`
}

// listAssociated lists the resources in the identity's tenant to which it is assigned and that the caller may read.
func listAssociated(c *provider.Call) (edge.Reply, error) {
	identity, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant})
	if err != nil {
		return edge.Reply{}, err
	}
	names := map[string]string{}
	value := []associated{}
	for _, r := range all {
		if r.Type == resource.TypeSubscription {
			var p resource.SubscriptionProperties
			if err := provider.Decode(r.Properties, &p); err != nil {
				return edge.Reply{}, err
			}
			names[ascii.ToLower(r.Name)] = p.DisplayName
		}
	}
	for _, r := range all {
		if r.Identity == nil || !c.May(r.Type+"/read", r.ID) {
			continue
		}
		for id := range r.Identity.UserAssigned {
			if ascii.EqualFold(id, identity.ID.String()) {
				sub := r.ID.Subscription()
				value = append(value, associated{r.ID.String(), r.Name, ascii.ToLower(r.Type), r.ID.ResourceGroup(), sub, names[ascii.ToLower(sub)]})
			}
		}
	}
	return provider.OK(map[string]any{"totalCount": len(value), "value": value})
}
