package arm

import "net/http"

// authorizationProvider serves who may do what.
func authorizationProvider() provider {
	const operations = "/providers/Microsoft.Authorization/providerOperations"
	const assignment, definition = authorization + "/roleAssignments/{assignment}", authorization + "/roleDefinitions/{definition}"
	return provider{rows: []row{
		{method: http.MethodGet, template: operations, handler: listOperations},
		{method: http.MethodGet, template: "/providers/{namespace}/operations", handler: listProviderOperations},
		{method: http.MethodGet, template: operations + "/{namespace}", handler: showOperations},
		// The directory says who may: the handler asks it.
		{method: http.MethodPost, template: "/providers/Microsoft.Authorization/elevateAccess", does: unlocked, handler: elevateAccess},
		{method: http.MethodGet, template: authorization + "/roleAssignments", scope: anyScope, action: "Microsoft.Authorization/roleAssignments/read", handler: listAssignments},
		{method: http.MethodGet, template: assignment, scope: anyScope, action: "Microsoft.Authorization/roleAssignments/read", handler: showAssignment},
		{method: http.MethodPut, template: assignment, scope: anyScope, action: "Microsoft.Authorization/roleAssignments/write", attributes: writeAttributes, does: writes, handler: putAssignment},
		{method: http.MethodDelete, template: assignment, scope: anyScope, action: "Microsoft.Authorization/roleAssignments/delete", attributes: deleteAttributes, does: deletes, handler: deleteAssignment},
		{method: http.MethodGet, template: authorization + "/roleDefinitions", scope: anyScope, action: "Microsoft.Authorization/roleDefinitions/read", handler: listDefinitions},
		{method: http.MethodGet, template: definition, scope: anyScope, action: "Microsoft.Authorization/roleDefinitions/read", handler: showDefinition},
		{method: http.MethodPut, template: definition, scope: anyScope, action: definitionWrite, does: unlocked, handler: putDefinition},
		{method: http.MethodDelete, template: definition, scope: anyScope, action: "Microsoft.Authorization/roleDefinitions/delete", does: unlocked, handler: deleteDefinition},
		{method: http.MethodGet, template: authorization + "/denyAssignments", scope: anyScope, action: "Microsoft.Authorization/denyAssignments/read", handler: listDenyAssignments},
		{method: http.MethodGet, template: authorization + "/denyAssignments/{deny}", scope: anyScope, action: "Microsoft.Authorization/denyAssignments/read", handler: showDenyAssignment},
		{method: http.MethodPut, template: authorization + "/denyAssignments/{deny}", scope: anyScope, action: "Microsoft.Authorization/denyAssignments/write", does: writes, handler: putDenyAssignment},
		{method: http.MethodDelete, template: authorization + "/denyAssignments/{deny}", scope: anyScope, action: denyDelete, does: deletes, handler: deleteDenyAssignment},
		{method: http.MethodGet, template: authorization + "/permissions", scope: anyScope, handler: listPermissions},
		{method: http.MethodPost, template: authorization + "/checkAccess", scope: anyScope, action: "Microsoft.Authorization/roleAssignments/read", handler: checkAccess},
	}}
}
