package authorization

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
)

// New returns the provider Microsoft.Authorization.
func New() provider.Provider {
	const operations = "/providers/Microsoft.Authorization/providerOperations"
	const assignment, definition = provider.AuthorizationPath + "/roleAssignments/{assignment}", provider.AuthorizationPath + "/roleDefinitions/{definition}"
	return provider.Provider{Rows: []provider.Row{
		{Method: http.MethodGet, Template: operations, Handler: listOperations},
		{Method: http.MethodGet, Template: "/providers/{namespace}/operations", Handler: listProviderOperations},
		{Method: http.MethodGet, Template: operations + "/{namespace}", Handler: showOperations},
		// The directory says who may: the handler asks it.
		{Method: http.MethodPost, Template: "/providers/Microsoft.Authorization/elevateAccess", Does: provider.Unlocked, Handler: elevateAccess},
		{Method: http.MethodGet, Template: provider.AuthorizationPath + "/roleAssignments", Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleAssignments/read", Handler: listAssignments},
		{Method: http.MethodGet, Template: assignment, Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleAssignments/read", Handler: showAssignment},
		{Method: http.MethodPut, Template: assignment, Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleAssignments/write", Attributes: writeAttributes, Does: provider.Writes, Handler: putAssignment},
		{Method: http.MethodDelete, Template: assignment, Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleAssignments/delete", Attributes: deleteAttributes, Does: provider.Deletes, Handler: deleteAssignment},
		{Method: http.MethodGet, Template: provider.AuthorizationPath + "/roleDefinitions", Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleDefinitions/read", Handler: listDefinitions},
		{Method: http.MethodGet, Template: definition, Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleDefinitions/read", Handler: showDefinition},
		{Method: http.MethodPut, Template: definition, Scope: provider.AnyScope, Action: definitionWrite, Does: provider.Unlocked, Handler: putDefinition},
		{Method: http.MethodDelete, Template: definition, Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleDefinitions/delete", Does: provider.Unlocked, Handler: deleteDefinition},
		{Method: http.MethodGet, Template: provider.AuthorizationPath + "/denyAssignments", Scope: provider.AnyScope, Action: "Microsoft.Authorization/denyAssignments/read", Handler: listDenyAssignments},
		{Method: http.MethodGet, Template: provider.AuthorizationPath + "/denyAssignments/{deny}", Scope: provider.AnyScope, Action: "Microsoft.Authorization/denyAssignments/read", Handler: showDenyAssignment},
		{Method: http.MethodPut, Template: provider.AuthorizationPath + "/denyAssignments/{deny}", Scope: provider.AnyScope, Action: "Microsoft.Authorization/denyAssignments/write", Does: provider.Writes, Handler: putDenyAssignment},
		{Method: http.MethodDelete, Template: provider.AuthorizationPath + "/denyAssignments/{deny}", Scope: provider.AnyScope, Action: denyDelete, Does: provider.Deletes, Handler: deleteDenyAssignment},
		{Method: http.MethodGet, Template: provider.AuthorizationPath + "/permissions", Scope: provider.AnyScope, Handler: listPermissions},
		{Method: http.MethodPost, Template: provider.AuthorizationPath + "/checkAccess", Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleAssignments/read", Handler: checkAccess},
	}}
}
