package arm

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// listTenants shows the tenant that the caller signed in to.
func listTenants(c *call) (edge.Reply, error) {
	all, err := c.tx.Tenants()
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
	return ok(list{Value: mine})
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
	err := decode(r.Properties, &p)
	return subscriptionBody{
		ID: r.ID.String(), AuthorizationSource: "RoleBased", ManagedByTenants: []string{}, SubscriptionID: r.Name, TenantID: r.Tenant,
		DisplayName: p.DisplayName, State: p.State, Tags: r.Tags,
		Policies: map[string]string{"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"},
	}, err
}

// listSubscriptions shows the subscriptions in, above or below which the caller has any role.
func listSubscriptions(c *call) (edge.Reply, error) {
	all, err := c.tx.Resources(resource.Query{Type: resource.TypeSubscription})
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
			if held[r.Tenant], err = c.held(c.tx, r.Tenant, c.Caller, nil); err != nil {
				return edge.Reply{}, err
			}
		}
		if !c.touches(held[r.Tenant], r.ID) {
			continue
		}
		one, err := showSubscriptionBody(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, one)
	}
	return page(c, bodies, func(b subscriptionBody) string { return ascii.ToLower(b.ID) })
}

// touches reports whether any of the assignments counts at a scope or at something below it.
func (c *call) touches(held []*rbac.Assignment, scope resource.Scope) bool {
	return slices.ContainsFunc(held, func(a *rbac.Assignment) bool {
		return scope.Contains(a.Scope) || c.covers(a, scope)
	})
}

// covers reports whether an assignment counts at a scope: it is there or above, also by management groups.
func (c *call) covers(a *rbac.Assignment, scope resource.Scope) bool {
	return a.Scope.Contains(scope) || slices.ContainsFunc(c.RBAC().Above(scope), a.Scope.Equal)
}

func showSubscription(c *call) (edge.Reply, error) {
	r, err := c.find()
	if err != nil {
		return edge.Reply{}, err
	}
	one, err := showSubscriptionBody(r)
	if err != nil {
		return edge.Reply{}, err
	}
	return ok(one)
}

// region is a place that Azure has. Clients check a location by name against the list.
type region struct{ name, display, geography string }

func regions() []region {
	return []region{
		{"eastus", "East US", "US"},
		{"eastus2", "East US 2", "US"},
		{"westus", "West US", "US"},
		{"westus3", "West US 3", "US"},
		{"northcentralus", "North Central US", "US"},
		{"southcentralus", "South Central US", "US"},
		{"northeurope", "North Europe", "Europe"},
		{"westeurope", "West Europe", "Europe"},
		{"francecentral", "France Central", "Europe"},
		{"germanywestcentral", "Germany West Central", "Europe"},
		{"swedencentral", "Sweden Central", "Europe"},
		{"switzerlandnorth", "Switzerland North", "Europe"},
		{"uksouth", "UK South", "Europe"},
		{"canadaeast", "Canada East", "Canada"},
		{"brazilsouth", "Brazil South", "South America"},
		{"australiaeast", "Australia East", "Asia Pacific"},
		{"japaneast", "Japan East", "Asia Pacific"},
		{"koreacentral", "Korea Central", "Asia Pacific"},
		{"southindia", "South India", "Asia Pacific"},
		{"local", "Local", "Local"},
	}
}

func listLocations(c *call) (edge.Reply, error) {
	type metadata struct {
		Type      string `json:"regionType"`
		Category  string `json:"regionCategory"`
		Geography string `json:"geographyGroup"`
		Physical  string `json:"physicalLocation"`
	}
	type location struct {
		ID              string   `json:"id"`
		Name            string   `json:"name"`
		Type            string   `json:"type"`
		DisplayName     string   `json:"displayName"`
		RegionalDisplay string   `json:"regionalDisplayName"`
		Metadata        metadata `json:"metadata"`
	}
	var all []location
	for _, r := range regions() {
		all = append(all, location{
			c.Scope.String() + "/locations/" + r.name, r.name, "Region", r.display, "(" + r.geography + ") " + r.display,
			metadata{"Physical", "Recommended", r.geography, r.display},
		})
	}
	return ok(list{Value: all})
}

// namespace is a resource provider and what stands in it. The versions are newest first, and the first without "preview" is
// what az takes. Sources: the Azure SDKs of 2026 and az 2.91.
type namespace struct {
	name  string
	types []resourceType
}

type resourceType struct {
	name     string
	versions []string
	global   bool
}

func namespaces() []namespace {
	cognitive := []string{"2026-05-15-preview", "2026-03-01", "2025-12-01", "2025-10-01-preview", "2025-09-01", "2025-06-01", "2024-10-01", "2023-05-01", "2022-12-01"}
	resources := []string{"2025-04-01", "2024-11-01", "2022-09-01", "2021-04-01", "2020-06-01"}
	assignments := []string{"2022-04-01", "2020-04-01-preview", "2018-01-01-preview", "2015-07-01"}
	definitions := []string{"2022-05-01-preview", "2022-04-01", "2018-01-01-preview", "2015-07-01"}
	identities := []string{"2024-11-30", "2023-01-31", "2022-01-31-preview", "2018-11-30"}
	return []namespace{
		{"Microsoft.Authorization", []resourceType{
			{"roleAssignments", assignments, true},
			{"roleDefinitions", definitions, true},
			{"denyAssignments", []string{"2024-07-01-preview", "2022-04-01", "2018-07-01-preview"}, true},
			{"permissions", assignments, true},
			{"providerOperations", assignments, true},
			{"elevateAccess", []string{"2017-05-01", "2016-07-01", "2015-07-01"}, true},
			{"checkAccess", []string{"2021-06-01-preview", "2018-09-01-preview"}, true},
			{"locks", []string{"2020-05-01", "2017-04-01", "2016-09-01", "2015-01-01"}, true},
		}},
		{"Microsoft.CognitiveServices", []resourceType{
			{"accounts", cognitive, false},
			{"accounts/deployments", cognitive, false},
			{"accounts/projects", cognitive, false},
			{"accounts/projects/connections", cognitive, false},
			{"accounts/connections", cognitive, false},
			{"accounts/raiPolicies", cognitive, false},
			{"deletedAccounts", cognitive, true},
			{"locations", cognitive, false},
			{"operations", cognitive, true},
		}},
		{"Microsoft.Insights", []resourceType{
			{"eventtypes", []string{"2017-03-01-preview", "2016-09-01-preview", "2015-04-01"}, true},
			{"eventCategories", []string{"2017-03-01-preview", "2015-04-01"}, true},
			{"metrics", []string{"2024-02-01", "2023-10-01", "2021-05-01", "2019-07-01", "2018-01-01"}, true},
			{"metricDefinitions", []string{"2024-02-01", "2023-10-01", "2021-05-01", "2019-07-01", "2018-01-01"}, true},
			{"metricNamespaces", []string{"2024-02-01", "2017-12-01-preview"}, true},
		}},
		{"Microsoft.Keyless", []resourceType{
			{"quotas", []string{"2026-01-01"}, true},
			{"usage", []string{"2026-01-01"}, true},
		}},
		{"Microsoft.ManagedIdentity", []resourceType{
			{"userAssignedIdentities", identities, false},
			{"userAssignedIdentities/federatedIdentityCredentials", identities, false},
			{"identities", identities, true},
		}},
		{"Microsoft.Management", []resourceType{{"managementGroups", []string{"2023-04-01", "2021-04-01", "2020-05-01", "2020-02-01"}, true}}},
		{"Microsoft.Resources", []resourceType{
			{"subscriptions", []string{"2022-12-01", "2021-01-01", "2019-11-01"}, true},
			{"resourceGroups", resources, false},
			{"subscriptions/resourceGroups", resources, false},
			{"deployments", resources, true},
			{"tags", resources, true},
			{"tenants", []string{"2022-12-01", "2019-11-01"}, true},
		}},
	}
}

func (c *call) showProviderBody(p namespace) map[string]any {
	places := []string{}
	for _, r := range regions() {
		places = append(places, r.display)
	}
	types := []map[string]any{}
	for _, t := range p.types {
		where, standard := places, t.versions[0]
		if t.global {
			where = []string{}
		}
		for _, version := range t.versions {
			if !strings.Contains(version, "preview") {
				standard = version
				break
			}
		}
		types = append(types, map[string]any{
			"resourceType": t.name, "locations": where, "apiVersions": t.versions, "defaultApiVersion": standard, "capabilities": "None",
		})
	}
	out := map[string]any{
		"namespace": p.name, "registrationPolicy": "RegistrationFree", "registrationState": "Registered", "resourceTypes": types,
		"id": "/providers/" + p.name,
	}
	if !c.Scope.IsRoot() {
		out["id"] = c.Scope.String() + "/providers/" + p.name
	}
	return out
}

func listProviders(c *call) (edge.Reply, error) {
	all := []map[string]any{}
	for _, p := range namespaces() {
		all = append(all, c.showProviderBody(p))
	}
	return ok(list{Value: all})
}

// showProvider also answers a registration: all that there is, is registered.
func showProvider(c *call) (edge.Reply, error) {
	for _, p := range namespaces() {
		if ascii.EqualFold(p.name, c.Vars["namespace"]) {
			return ok(c.showProviderBody(p))
		}
	}
	return edge.Reply{}, fault.New(fault.NotFound, "InvalidResourceNamespace", "The resource namespace '%s' is invalid.", c.Vars["namespace"])
}
