package arm

import (
	"net/http"

	"keyless.dev/keyless/internal/resource"
)

// What paths begin with.
const (
	inSubscription = "/subscriptions/{subscription}"
	inGroup        = inSubscription + "/resourceGroups/{group}"
	inAccount      = inGroup + "/providers/Microsoft.CognitiveServices/accounts/{account}"
	inIdentity     = inGroup + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{identity}"
	inLocation     = inSubscription + "/providers/Microsoft.CognitiveServices/locations/{location}"
	deletedAccount = inLocation + "/resourceGroups/{group}/deletedAccounts/{account}"
	inManagement   = "/providers/Microsoft.Management/managementGroups"
	anyScope       = "/{scope...}"
	authorization  = anyScope + "/providers/Microsoft.Authorization"
	anyType        = "/providers/{namespace}/{type}"
	anyChild       = anyType + "/{name}/{child}"
	anyGrandchild  = anyChild + "/{childName}/{grandchild}"
)

// table is every route of the host. The first row that fits serves, so what is particular stands before what is general.
func table() []row {
	var all []row
	for _, rows := range [][]row{
		keylessRows(), quotaRows(), usageRows(), standingRows(), metricRows(), operationRows(), deploymentRows(), authorizationRows(), subscriptionRows(), hierarchyRows(), managementRows(), cognitiveRows(), resourceRows(), unknownRows(),
	} {
		all = append(all, rows...)
	}
	return all
}

// operationRows are about what was done and what can be done.
func operationRows() []row {
	const insights, operations = "/providers/Microsoft.Insights", "/providers/Microsoft.Authorization/providerOperations"
	return []row{
		{method: http.MethodGet, template: inSubscription + insights + "/eventtypes/management/values", scope: inSubscription, action: "Microsoft.Insights/eventtypes/values/read", handler: listEvents},
		{method: http.MethodGet, template: insights + "/eventcategories", handler: listEventCategories},
		{method: http.MethodGet, template: operations, handler: listOperations},
		{method: http.MethodGet, template: "/providers/{namespace}/operations", handler: listProviderOperations},
		{method: http.MethodPost, template: inIdentity + "/listAssociatedResources", scope: inIdentity, action: resource.TypeUserIdentity + "/listAssociatedResources/action", handler: listAssociated},
		{method: http.MethodGet, template: operations + "/{namespace}", handler: showOperations},
		// The directory says who may: the handler asks it.
		{method: http.MethodPost, template: "/providers/Microsoft.Authorization/elevateAccess", does: unlocked, handler: elevateAccess},
		// An operation is shown to who began it.
		{method: http.MethodGet, template: inSubscription + "/operationStatuses/{operation}", handler: showOperation},
		{method: http.MethodGet, template: inSubscription + "/operationresults/{operation}", handler: showOperationResult},
	}
}

func subscriptionRows() []row {
	const groups = "Microsoft.Resources/subscriptions/resourceGroups"
	return []row{
		{method: http.MethodGet, template: "/tenants", handler: listTenants},
		{method: http.MethodGet, template: "/subscriptions", handler: listSubscriptions},
		{method: http.MethodGet, template: inSubscription, action: "Microsoft.Resources/subscriptions/read", narrowed: true, handler: showSubscription},
		{method: http.MethodGet, template: inSubscription + "/locations", scope: inSubscription, action: "Microsoft.Resources/subscriptions/locations/read", narrowed: true, handler: listLocations},
		{method: http.MethodGet, template: "/providers", handler: listProviders},
		{method: http.MethodGet, template: inSubscription + "/providers", scope: inSubscription, action: "Microsoft.Resources/subscriptions/providers/read", narrowed: true, handler: listProviders},
		{method: http.MethodGet, template: inSubscription + "/providers/{namespace}", scope: inSubscription, action: "Microsoft.Resources/subscriptions/providers/read", narrowed: true, handler: showProvider},
		{method: http.MethodPost, template: inSubscription + "/providers/{namespace}/register", scope: inSubscription, action: "{namespace}/register/action", handler: showProvider},
		{method: http.MethodGet, template: inSubscription + "/resourceGroups", scope: inSubscription, action: groups + "/read", narrowed: true, handler: listGroups},
		{method: http.MethodHead, template: inGroup, action: groups + "/read", handler: existsResource},
		{method: http.MethodGet, template: inGroup, action: groups + "/read", handler: showResource},
		{method: http.MethodPut, template: inGroup, action: groups + "/write", does: writes, handler: putResource},
		{method: http.MethodPatch, template: inGroup, action: groups + "/write", does: writes, handler: patchResource},
		{method: http.MethodDelete, template: inGroup, action: groups + "/delete", does: deletes, handler: deleteResource},
		{method: http.MethodGet, template: inSubscription + "/resources", scope: inSubscription, action: "Microsoft.Resources/subscriptions/resources/read", narrowed: true, handler: listResources},
		{method: http.MethodGet, template: inGroup + "/resources", scope: inGroup, action: "Microsoft.Resources/subscriptions/resourceGroups/resources/read", narrowed: true, handler: listResources},
	}
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

func cognitiveRows() []row {
	const accounts = "Microsoft.CognitiveServices/accounts"
	const namespace = inSubscription + "/providers/Microsoft.CognitiveServices"
	const deleted = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts"
	return []row{
		{method: http.MethodPost, template: inAccount + "/listKeys", scope: inAccount, action: accounts + "/listKeys/action", handler: listKeys},
		{method: http.MethodPost, template: inAccount + "/regenerateKey", scope: inAccount, action: accounts + "/regenerateKey/action", does: writes, handler: regenerateKey},
		{method: http.MethodPost, template: inAccount + "/connections/{connection}/listsecrets", scope: inAccount + "/connections/{connection}", action: accounts + "/connections/listsecrets/action", handler: listConnectionSecrets},
		{method: http.MethodGet, template: inAccount + "/raiPolicies", scope: inAccount, action: accounts + "/raiPolicies/read", handler: listRaiPolicies},
		{method: http.MethodGet, template: inAccount + "/raiPolicies/{policy}", action: accounts + "/raiPolicies/read", handler: showRaiPolicy},
		{method: http.MethodGet, template: inAccount + "/models", scope: inAccount, action: accounts + "/models/read", handler: listAccountModels},
		{method: http.MethodGet, template: inAccount + "/skus", scope: inAccount, action: accounts + "/skus/read", handler: listAccountSKUs},
		{method: http.MethodGet, template: inAccount + "/usages", scope: inAccount, action: accounts + "/usages/read", handler: listAccountUsages},
		{method: http.MethodGet, template: namespace + "/skus", scope: inSubscription, action: "Microsoft.CognitiveServices/skus/read", narrowed: true, handler: listSKUs},
		{method: http.MethodPost, template: namespace + "/checkDomainAvailability", scope: inSubscription, action: "Microsoft.CognitiveServices/checkDomainAvailability/action", handler: checkDomain},
		{method: http.MethodGet, template: inLocation + "/models", scope: inSubscription, action: "Microsoft.CognitiveServices/locations/models/read", handler: listModels},
		{method: http.MethodGet, template: inLocation + "/usages", scope: inSubscription, action: "Microsoft.CognitiveServices/locations/usages/read", handler: listUsages},
		{method: http.MethodGet, template: namespace + "/deletedAccounts", scope: inSubscription, action: "Microsoft.CognitiveServices/deletedAccounts/read", handler: listDeleted},
		{method: http.MethodGet, template: deletedAccount, scope: inSubscription, action: deleted + "/read", handler: showDeleted},
		{method: http.MethodDelete, template: deletedAccount, scope: inSubscription, action: deleted + "/delete", does: unlocked, handler: purgeDeleted},
	}
}

// resourceRows serve every type by its id, as Azure Resource Manager itself does: the action follows from the type.
func resourceRows() []row {
	const read, write, remove = "/read", "/write", "/delete"
	rows := []row{
		{method: http.MethodGet, template: inSubscription + anyType, scope: inSubscription, action: "{namespace}/{type}" + read, narrowed: true, handler: listOfType},
		{method: http.MethodGet, template: inGroup + anyType, scope: inGroup, action: "{namespace}/{type}" + read, narrowed: true, handler: listOfType},
		{method: http.MethodGet, template: inGroup + anyChild, scope: inGroup + anyType + "/{name}", action: "{namespace}/{type}/{child}" + read, narrowed: true, handler: listOfType},
		{method: http.MethodGet, template: inGroup + anyGrandchild, scope: inGroup + anyChild + "/{childName}", action: "{namespace}/{type}/{child}/{grandchild}" + read, narrowed: true, handler: listOfType},
	}
	for _, at := range []struct{ template, action string }{
		{inGroup + anyType + "/{name}", "{namespace}/{type}"},
		{inGroup + anyChild + "/{childName}", "{namespace}/{type}/{child}"},
		{inGroup + anyGrandchild + "/{grandchildName}", "{namespace}/{type}/{child}/{grandchild}"},
	} {
		rows = append(rows,
			row{method: http.MethodHead, template: at.template, action: at.action + read, handler: existsResource},
			row{method: http.MethodGet, template: at.template, action: at.action + read, handler: showResource},
			row{method: http.MethodPut, template: at.template, action: at.action + write, does: writes, handler: putResource},
			row{method: http.MethodPatch, template: at.template, action: at.action + write, does: writes, handler: patchResource},
			row{method: http.MethodDelete, template: at.template, action: at.action + remove, does: deletes, handler: deleteResource})
	}
	return rows
}

func authorizationRows() []row {
	const locks, tags = "Microsoft.Authorization/locks", "Microsoft.Resources/tags"
	lock := authorization + "/locks/{lock}"
	tag := anyScope + "/providers/Microsoft.Resources/tags/default"
	assignment := authorization + "/roleAssignments/{assignment}"
	definition := authorization + "/roleDefinitions/{definition}"
	return []row{
		{method: http.MethodGet, template: authorization + "/roleAssignments", scope: anyScope, action: "Microsoft.Authorization/roleAssignments/read", handler: listAssignments},
		{method: http.MethodGet, template: assignment, scope: anyScope, action: "Microsoft.Authorization/roleAssignments/read", handler: showAssignment},
		{method: http.MethodPut, template: assignment, scope: anyScope, action: assignmentWrite, does: writes, handler: putAssignment},
		{method: http.MethodDelete, template: assignment, scope: anyScope, action: assignmentDelete, does: deletes, handler: deleteAssignment},
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
		{method: http.MethodGet, template: authorization + "/locks", scope: anyScope, action: locks + "/read", handler: listLocks},
		{method: http.MethodGet, template: lock, action: locks + "/read", handler: showResource},
		{method: http.MethodPut, template: lock, action: locks + "/write", does: unlocked, handler: putResource},
		{method: http.MethodDelete, template: lock, action: locks + "/delete", does: unlocked, handler: deleteResource},
		{method: http.MethodGet, template: tag, scope: anyScope, action: tags + "/read", handler: showTags},
		{method: http.MethodPut, template: tag, scope: anyScope, action: tags + "/write", does: writes, handler: putTags},
		{method: http.MethodPatch, template: tag, scope: anyScope, action: tags + "/write", does: writes, handler: patchTags},
		{method: http.MethodDelete, template: tag, scope: anyScope, action: tags + "/delete", does: writes, handler: deleteTags},
		{method: http.MethodGet, template: anyScope + "/providers/Microsoft.ManagedIdentity/identities/default", scope: anyScope, action: "Microsoft.ManagedIdentity/identities/read", handler: showSystemIdentity},
	}
}
