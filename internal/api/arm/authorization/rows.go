package authorization

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
)

// New returns the provider Microsoft.Authorization.
func New() provider.Provider {
	const operations = "/providers/Microsoft.Authorization/providerOperations"
	const assignment, definition = provider.AuthorizationPath + "/roleAssignments/{assignment}", provider.AuthorizationPath + "/roleDefinitions/{definition}"
	rows := []provider.Row{
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
	}
	rows = append(rows, eligibilities.rows()...)
	rows = append(rows, assignments.rows()...)
	return provider.Provider{Rows: append(rows, policyRows()...)}
}

// rows are the routes of Privileged Identity Management for one kind of schedule.
func (s schedules) rows() []provider.Row {
	// Who makes somebody eligible gives the role away as who assigns it, so it takes the same action, with the same conditions.
	const write = "Microsoft.Authorization/roleAssignments/write"
	request, schedule := s.path(requestsSuffix)+"/{request}", s.path(schedulesSuffix)+"/{schedule}"
	instance := s.path(instancesSuffix) + "/{schedule}"
	return []provider.Row{
		{Method: http.MethodGet, Template: s.path(requestsSuffix), Scope: provider.AnyScope, Action: s.action(requestsSuffix, "read"), Waives: ownOnly, Handler: s.listRequests},
		{Method: http.MethodGet, Template: request, Scope: provider.AnyScope, Action: s.action(requestsSuffix, "read"), Waives: s.involved, Handler: s.showOne},
		{Method: http.MethodPut, Template: request, Scope: provider.AnyScope, Action: write, Attributes: writeAttributes, Waives: ownRequest, Does: provider.Writes, Handler: s.put},
		{Method: http.MethodPost, Template: request + "/validate", Scope: provider.AnyScope, Action: write, Attributes: writeAttributes, Waives: ownRequest, Handler: s.validate},
		{Method: http.MethodPost, Template: request + "/cancel", Scope: provider.AnyScope, Action: write, Attributes: s.requestAttributes, Waives: s.cancelOwn, Does: provider.Writes, Handler: s.cancel},
		{Method: http.MethodGet, Template: s.path(schedulesSuffix), Scope: provider.AnyScope, Action: s.action(schedulesSuffix, "read"), Waives: ownOnly, Handler: s.list(schedulesSuffix)},
		{Method: http.MethodGet, Template: schedule, Scope: provider.AnyScope, Action: s.action(schedulesSuffix, "read"), Waives: s.ownNamed, Handler: s.show(schedulesSuffix)},
		{Method: http.MethodGet, Template: s.path(instancesSuffix), Scope: provider.AnyScope, Action: s.action(instancesSuffix, "read"), Waives: ownOnly, Handler: s.list(instancesSuffix)},
		{Method: http.MethodGet, Template: instance, Scope: provider.AnyScope, Action: s.action(instancesSuffix, "read"), Waives: s.ownNamed, Handler: s.show(instancesSuffix)},
	}
}

// policyRows are the routes of role management policies and of approvals.
func policyRows() []provider.Row {
	const policies, assigned = provider.AuthorizationPath + "/roleManagementPolicies", provider.AuthorizationPath + "/roleManagementPolicyAssignments"
	const approval = provider.AuthorizationPath + "/roleAssignmentApprovals/{request}"
	const read, write = "Microsoft.Authorization/roleManagementPolicies/read", "Microsoft.Authorization/roleManagementPolicies/write"
	const readApproval, decide = "Microsoft.Authorization/roleAssignmentScheduleRequests/read", "Microsoft.Authorization/roleAssignmentApprovals/stages/write"
	return []provider.Row{
		{Method: http.MethodGet, Template: policies, Scope: provider.AnyScope, Action: read, Handler: listPolicies},
		{Method: http.MethodGet, Template: policies + "/{rolePolicy}", Scope: provider.AnyScope, Action: read, Handler: showPolicy},
		{Method: http.MethodPatch, Template: policies + "/{rolePolicy}", Scope: provider.AnyScope, Action: write, Does: provider.Writes, Handler: patchPolicy},
		{Method: http.MethodGet, Template: assigned, Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleManagementPolicyAssignments/read", Handler: listPolicyAssignments},
		{Method: http.MethodGet, Template: assigned + "/{rolePolicy}", Scope: provider.AnyScope, Action: "Microsoft.Authorization/roleManagementPolicyAssignments/read", Handler: showPolicyAssignment},
		{Method: http.MethodGet, Template: approval, Scope: provider.AnyScope, Action: readApproval, Waives: assignments.involved, Handler: showApproval},
		{Method: http.MethodGet, Template: approval + "/stages", Scope: provider.AnyScope, Action: readApproval, Waives: assignments.involved, Handler: listStages},
		{Method: http.MethodGet, Template: approval + "/stages/{stage}", Scope: provider.AnyScope, Action: readApproval, Waives: assignments.involved, Handler: showStage},
		{Method: http.MethodPut, Template: approval + "/stages/{stage}", Scope: provider.AnyScope, Action: decide, Waives: assignments.involved, Does: provider.Writes, Handler: decideStage},
		{Method: http.MethodPatch, Template: approval + "/stages/{stage}", Scope: provider.AnyScope, Action: decide, Waives: assignments.involved, Does: provider.Writes, Handler: decideStage},
	}
}
