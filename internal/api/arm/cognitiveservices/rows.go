package cognitiveservices

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
)

// The paths of this provider.
const (
	inAccount      = provider.GroupPath + "/providers/Microsoft.CognitiveServices/accounts/{account}"
	inLocation     = provider.SubscriptionPath + "/providers/Microsoft.CognitiveServices/locations/{location}"
	deletedAccount = inLocation + "/resourceGroups/{group}/deletedAccounts/{account}"
)

// New returns the provider Microsoft.CognitiveServices.
func New() provider.Provider {
	return provider.Provider{Rows: cognitiveRows(), Views: cognitiveViews()}
}

func cognitiveRows() []provider.Row {
	const accounts = "Microsoft.CognitiveServices/accounts"
	const namespace = provider.SubscriptionPath + "/providers/Microsoft.CognitiveServices"
	const deleted = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts"
	return []provider.Row{
		{Method: http.MethodPost, Template: inAccount + "/listKeys", Scope: inAccount, Action: accounts + "/listKeys/action", Handler: listKeys},
		{Method: http.MethodPost, Template: inAccount + "/regenerateKey", Scope: inAccount, Action: accounts + "/regenerateKey/action", Does: provider.Writes, Handler: regenerateKey},
		{Method: http.MethodPost, Template: inAccount + "/connections/{connection}/listsecrets", Scope: inAccount + "/connections/{connection}", Action: accounts + "/connections/listsecrets/action", Handler: listConnectionSecrets},
		{Method: http.MethodGet, Template: inAccount + "/raiPolicies", Scope: inAccount, Action: accounts + "/raiPolicies/read", Handler: listRaiPolicies},
		{Method: http.MethodGet, Template: inAccount + "/raiPolicies/{policy}", Action: accounts + "/raiPolicies/read", Handler: showRaiPolicy},
		{Method: http.MethodGet, Template: inAccount + "/models", Scope: inAccount, Action: accounts + "/models/read", Handler: listAccountModels},
		{Method: http.MethodGet, Template: inAccount + "/skus", Scope: inAccount, Action: accounts + "/skus/read", Handler: listAccountSKUs},
		{Method: http.MethodGet, Template: inAccount + "/usages", Scope: inAccount, Action: accounts + "/usages/read", Handler: listAccountUsages},
		{Method: http.MethodGet, Template: namespace + "/skus", Scope: provider.SubscriptionPath, Action: "Microsoft.CognitiveServices/skus/read", Narrowed: true, Handler: listSKUs},
		{Method: http.MethodPost, Template: namespace + "/checkDomainAvailability", Scope: provider.SubscriptionPath, Action: "Microsoft.CognitiveServices/checkDomainAvailability/action", Handler: checkDomain},
		{Method: http.MethodGet, Template: inLocation + "/models", Scope: provider.SubscriptionPath, Action: "Microsoft.CognitiveServices/locations/models/read", Handler: listModels},
		{Method: http.MethodGet, Template: inLocation + "/usages", Scope: provider.SubscriptionPath, Action: "Microsoft.CognitiveServices/locations/usages/read", Handler: listUsages},
		{Method: http.MethodGet, Template: namespace + "/deletedAccounts", Scope: provider.SubscriptionPath, Action: "Microsoft.CognitiveServices/deletedAccounts/read", Handler: listDeleted},
		{Method: http.MethodGet, Template: deletedAccount, Scope: provider.SubscriptionPath, Action: deleted + "/read", Handler: showDeleted},
		{Method: http.MethodDelete, Template: deletedAccount, Scope: provider.SubscriptionPath, Action: deleted + "/delete", Does: provider.Unlocked, Handler: purgeDeleted},
	}
}
