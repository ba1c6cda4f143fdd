package managementgroups

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/resource"
)

const (
	groupAction    = resource.TypeManagementGroup
	settingsAction = resource.TypeHierarchySettings
)

// hierarchyRows serve the tree of the tenant's management groups.
func hierarchyRows() []provider.Row {
	const group, namespace = provider.ManagementGroupsPath + "/{management}", "/providers/Microsoft.Management"
	const settings = group + "/settings"
	return []provider.Row{
		{Method: http.MethodPost, Template: namespace + "/getEntities", Handler: listEntities},
		{Method: http.MethodPost, Template: namespace + "/checkNameAvailability", Handler: checkGroupName},
		{Method: http.MethodPost, Template: namespace + "/tenantBackfillStatus", Handler: backfill},
		{Method: http.MethodPost, Template: namespace + "/startTenantBackfill", Handler: backfill},
		{Method: http.MethodGet, Template: group + "/descendants", Scope: group, Action: groupAction + "/descendants/read", Handler: listDescendants},
		{Method: http.MethodGet, Template: settings, Scope: group, Action: settingsAction + "/read", Handler: listHierarchySettings},
		{Method: http.MethodGet, Template: settings + "/default", Scope: group, Action: settingsAction + "/read", Handler: showHierarchySettings},
		{Method: http.MethodPut, Template: settings + "/default", Scope: group, Action: settingsAction + "/write", Does: provider.Writes, Handler: putHierarchySettings},
		{Method: http.MethodPatch, Template: settings + "/default", Scope: group, Action: settingsAction + "/write", Does: provider.Writes, Handler: putHierarchySettings},
		{Method: http.MethodDelete, Template: settings + "/default", Scope: group, Action: settingsAction + "/delete", Does: provider.Deletes, Handler: deleteHierarchySettings},
		{Method: http.MethodPost, Template: group + "/providers/{namespace}/register", Scope: group, Action: "{namespace}/register/action", Handler: registerForGroup},
	}
}

// New returns the provider Microsoft.Management.
func New() provider.Provider {
	return provider.Provider{Rows: append(hierarchyRows(), managementRows()...)}
}

func managementRows() []provider.Row {
	const group = provider.ManagementGroupsPath + "/{management}"
	const action = "Microsoft.Management/managementGroups"
	return []provider.Row{
		{Method: http.MethodGet, Template: provider.ManagementGroupsPath, Handler: listManagementGroups},
		{Method: http.MethodGet, Template: group, Action: action + "/read", Handler: showManagementGroup},
		{Method: http.MethodPut, Template: group, Action: action + "/write", Waives: opensGroup, Does: provider.Writes, Handler: putManagementGroup},
		{Method: http.MethodPatch, Template: group, Action: action + "/write", Does: provider.Writes, Handler: patchManagementGroup},
		{Method: http.MethodDelete, Template: group, Action: action + "/delete", Does: provider.Deletes, Handler: deleteManagementGroup},
		{Method: http.MethodGet, Template: group + "/subscriptions", Scope: group, Action: action + "/subscriptions/read", Handler: listMembers},
		{Method: http.MethodGet, Template: group + "/subscriptions/{subscription}", Scope: group, Action: action + "/subscriptions/read", Handler: showMember},
		{Method: http.MethodPut, Template: group + "/subscriptions/{subscription}", Scope: group, Action: action + "/subscriptions/write", Does: provider.Writes, Handler: joinManagementGroup},
		{Method: http.MethodDelete, Template: group + "/subscriptions/{subscription}", Scope: group, Action: action + "/subscriptions/delete", Does: provider.Writes, Handler: leaveManagementGroup},
	}
}
