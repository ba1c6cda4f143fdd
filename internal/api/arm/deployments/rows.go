package deployments

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
)

// New returns the provider of Microsoft.Resources/deployments.
func New() provider.Provider { return provider.Provider{Rows: deploymentRows()} }

// deploymentRows serve deployments of templates to a resource group, a subscription, a management group and the tenant.
func deploymentRows() []provider.Row {
	const all = "/providers/Microsoft.Resources/deployments"
	const action = typeTemplateDeployment
	var rows []provider.Row
	for _, base := range []string{provider.GroupPath, provider.SubscriptionPath, provider.ManagementGroupsPath + "/{management}", ""} {
		one := base + all + "/{deployment}"
		listed := base
		if base == "" {
			listed = "/"
		}
		rows = append(rows,
			provider.Row{Method: http.MethodPut, Template: one, Action: action + "/write", Does: provider.Writes, Alone: putDeployment},
			provider.Row{Method: http.MethodPost, Template: one + "/validate", Scope: one, Action: action + "/validate/action", Alone: validateDeployment},
			provider.Row{Method: http.MethodPost, Template: one + "/whatIf", Scope: one, Action: action + "/whatIf/action", Alone: whatIfDeployment},
			provider.Row{Method: http.MethodPost, Template: one + "/cancel", Scope: one, Action: action + "/cancel/action", Does: provider.Unlocked, Handler: cancelDeployment},
			provider.Row{Method: http.MethodPost, Template: one + "/exportTemplate", Scope: one, Action: action + "/exportTemplate/action", Handler: exportDeployment},
			provider.Row{Method: http.MethodHead, Template: one, Action: action + "/read", Handler: provider.ExistsResource},
			provider.Row{Method: http.MethodGet, Template: one, Action: action + "/read", Handler: showDeployment},
			provider.Row{Method: http.MethodDelete, Template: one, Action: action + "/delete", Does: provider.Deletes, Handler: deleteDeployment},
			provider.Row{Method: http.MethodGet, Template: base + all, Scope: listed, Action: action + "/read", Handler: listDeployments},
			provider.Row{Method: http.MethodGet, Template: one + "/operations", Scope: one, Action: action + "/operations/read", Handler: listDeploymentOperations},
			provider.Row{Method: http.MethodGet, Template: one + "/operations/{operation}", Scope: one, Action: action + "/operations/read", Handler: showDeploymentOperation},
			provider.Row{Method: http.MethodGet, Template: one + "/operationStatuses/{operation}", Scope: one, Action: action + "/operationstatuses/read", Handler: showDeploymentStatus})
	}
	// az and the SDKs read the operations in a group at this older path.
	const old, now = provider.GroupPath + "/deployments/{deployment}/operations", provider.GroupPath + all + "/{deployment}"
	return append(rows,
		provider.Row{Method: http.MethodGet, Template: old, Scope: now, Action: action + "/operations/read", Handler: listDeploymentOperations},
		provider.Row{Method: http.MethodGet, Template: old + "/{operation}", Scope: now, Action: action + "/operations/read", Handler: showDeploymentOperation})
}
