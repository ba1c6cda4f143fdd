package resources

import (
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// namespace is a resource provider and its types. Versions are newest first; az uses the first without "preview". Sources: the Azure SDKs of 2026 and az 2.91.
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

func showProviderBody(c *provider.Call, p namespace) map[string]any {
	places := []string{}
	for _, r := range provider.Regions() {
		places = append(places, r.Display)
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

func listProviders(c *provider.Call) (edge.Reply, error) {
	all := []map[string]any{}
	for _, p := range namespaces() {
		all = append(all, showProviderBody(c, p))
	}
	return provider.OK(provider.List{Value: all})
}

// showProvider also answers a registration, since every provider is registered.
func showProvider(c *provider.Call) (edge.Reply, error) {
	for _, p := range namespaces() {
		if ascii.EqualFold(p.name, c.Vars["namespace"]) {
			return provider.OK(showProviderBody(c, p))
		}
	}
	return edge.Reply{}, fault.New(fault.NotFound, "InvalidResourceNamespace", "The resource namespace '%s' is invalid.", c.Vars["namespace"])
}
