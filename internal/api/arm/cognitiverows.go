package arm

import "net/http"

// The paths of this provider.
const (
	inAccount      = inGroup + "/providers/Microsoft.CognitiveServices/accounts/{account}"
	inLocation     = inSubscription + "/providers/Microsoft.CognitiveServices/locations/{location}"
	deletedAccount = inLocation + "/resourceGroups/{group}/deletedAccounts/{account}"
)

// cognitiveProvider serves accounts, and what is in them, beside what every resource has.
func cognitiveProvider() provider {
	return provider{rows: cognitiveRows(), views: cognitiveViews()}
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
