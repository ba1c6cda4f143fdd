package resources

import (
	"slices"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// listTenants shows the tenant that the caller signed in to.
func listTenants(c *provider.Call) (edge.Reply, error) {
	all, err := c.Tx.Tenants()
	if err != nil {
		return edge.Reply{}, err
	}
	type entry struct {
		ID            string   `json:"id"`
		TenantID      string   `json:"tenantId"`
		CountryCode   string   `json:"countryCode,omitempty"`
		DisplayName   string   `json:"displayName"`
		Domains       []string `json:"domains"`
		DefaultDomain string   `json:"defaultDomain"`
		Category      string   `json:"tenantCategory"`
		Type          string   `json:"tenantType"`
	}
	mine := []entry{}
	for _, t := range all {
		if ascii.EqualFold(t.ID, c.Caller.Tenant) {
			mine = append(mine, entry{"/tenants/" + t.ID, t.ID, t.CountryCode, t.DisplayName, t.Domains, t.DefaultDomain, "Home", "AAD"})
		}
	}
	return provider.OK(provider.List{Value: mine})
}

type subscriptionBody struct {
	ID                  string            `json:"id"`
	AuthorizationSource string            `json:"authorizationSource"`
	ManagedByTenants    []string          `json:"managedByTenants"`
	SubscriptionID      string            `json:"subscriptionId"`
	TenantID            string            `json:"tenantId"`
	DisplayName         string            `json:"displayName"`
	State               string            `json:"state"`
	Policies            map[string]string `json:"subscriptionPolicies"`
	Tags                map[string]string `json:"tags,omitempty"`
}

func showSubscriptionBody(r *resource.Resource) (subscriptionBody, error) {
	var p resource.SubscriptionProperties
	err := provider.Decode(r.Properties, &p)
	return subscriptionBody{
		ID: r.ID.String(), AuthorizationSource: "RoleBased", ManagedByTenants: []string{}, SubscriptionID: r.Name, TenantID: r.Tenant,
		DisplayName: p.DisplayName, State: p.State, Tags: r.Tags,
		Policies: map[string]string{"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"},
	}, err
}

// listSubscriptions shows the subscriptions in, above or below which the caller has any role.
func listSubscriptions(c *provider.Call) (edge.Reply, error) {
	all, err := c.Tx.Resources(resource.Query{Type: resource.TypeSubscription})
	if err != nil {
		return edge.Reply{}, err
	}
	bodies := []subscriptionBody{}
	held := map[string][]*rbac.Assignment{} // by tenant
	for _, r := range all {
		if !ascii.EqualFold(r.Tenant, c.Caller.Tenant) && !c.Caller.Claims.External {
			continue
		}
		if _, known := held[r.Tenant]; !known {
			if held[r.Tenant], err = c.AssignmentsOf(c.Tx, r.Tenant, c.Caller, nil); err != nil {
				return edge.Reply{}, err
			}
		}
		if !touches(c, held[r.Tenant], r.ID) {
			continue
		}
		one, err := showSubscriptionBody(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	return provider.Page(c, bodies, func(b subscriptionBody) string { return ascii.ToLower(b.ID) })
}

// touches reports whether any of the assignments is in force at a scope or below it.
func touches(c *provider.Call, held []*rbac.Assignment, scope resource.Scope) bool {
	return slices.ContainsFunc(held, func(a *rbac.Assignment) bool {
		return scope.Contains(a.Scope) || c.Covers(a, scope)
	})
}

func showSubscription(c *provider.Call) (edge.Reply, error) {
	r, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	one, err := showSubscriptionBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(one)
}
