package arm

import "net/http"

// managementProvider serves management groups.
func managementProvider() provider {
	return provider{rows: append(hierarchyRows(), managementRows()...)}
}

func managementRows() []row {
	const group = inManagement + "/{management}"
	const action = "Microsoft.Management/managementGroups"
	return []row{
		{method: http.MethodGet, template: inManagement, handler: listManagementGroups},
		{method: http.MethodGet, template: group, action: action + "/read", handler: showManagementGroup},
		{method: http.MethodPut, template: group, action: action + "/write", waives: (*host).opensGroup, does: writes, handler: putManagementGroup},
		{method: http.MethodPatch, template: group, action: action + "/write", does: writes, handler: patchManagementGroup},
		{method: http.MethodDelete, template: group, action: action + "/delete", does: deletes, handler: deleteManagementGroup},
		{method: http.MethodGet, template: group + "/subscriptions", scope: group, action: action + "/subscriptions/read", handler: listMembers},
		{method: http.MethodGet, template: group + "/subscriptions/{subscription}", scope: group, action: action + "/subscriptions/read", handler: showMember},
		{method: http.MethodPut, template: group + "/subscriptions/{subscription}", scope: group, action: action + "/subscriptions/write", does: writes, handler: joinManagementGroup},
		{method: http.MethodDelete, template: group + "/subscriptions/{subscription}", scope: group, action: action + "/subscriptions/delete", does: writes, handler: leaveManagementGroup},
	}
}
