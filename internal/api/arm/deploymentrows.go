package arm

import "net/http"

// deploymentProvider serves deployments of templates.
func deploymentProvider() provider { return provider{rows: deploymentRows()} }

// deploymentRows serve deployments of templates to a resource group, a subscription, a management group and the tenant.
func deploymentRows() []row {
	const all = "/providers/Microsoft.Resources/deployments"
	const action = typeTemplateDeployment
	var rows []row
	for _, base := range []string{inGroup, inSubscription, inManagement + "/{management}", ""} {
		one := base + all + "/{deployment}"
		listed := base
		if base == "" {
			listed = "/"
		}
		rows = append(rows,
			row{method: http.MethodPut, template: one, action: action + "/write", does: writes, alone: putDeployment},
			row{method: http.MethodPost, template: one + "/validate", scope: one, action: action + "/validate/action", alone: validateDeployment},
			row{method: http.MethodPost, template: one + "/whatIf", scope: one, action: action + "/whatIf/action", alone: whatIfDeployment},
			row{method: http.MethodPost, template: one + "/cancel", scope: one, action: action + "/cancel/action", does: unlocked, handler: cancelDeployment},
			row{method: http.MethodPost, template: one + "/exportTemplate", scope: one, action: action + "/exportTemplate/action", handler: exportDeployment},
			row{method: http.MethodHead, template: one, action: action + "/read", handler: existsResource},
			row{method: http.MethodGet, template: one, action: action + "/read", handler: showDeployment},
			row{method: http.MethodDelete, template: one, action: action + "/delete", does: deletes, handler: deleteDeployment},
			row{method: http.MethodGet, template: base + all, scope: listed, action: action + "/read", handler: listDeployments},
			row{method: http.MethodGet, template: one + "/operations", scope: one, action: action + "/operations/read", handler: listDeploymentOperations},
			row{method: http.MethodGet, template: one + "/operations/{operation}", scope: one, action: action + "/operations/read", handler: showDeploymentOperation},
			row{method: http.MethodGet, template: one + "/operationStatuses/{operation}", scope: one, action: action + "/operationstatuses/read", handler: showDeploymentStatus})
	}
	// az and the SDKs ask for the operations in a group at the address of an older time.
	const old, now = inGroup + "/deployments/{deployment}/operations", inGroup + all + "/{deployment}"
	return append(rows,
		row{method: http.MethodGet, template: old, scope: now, action: action + "/operations/read", handler: listDeploymentOperations},
		row{method: http.MethodGet, template: old + "/{operation}", scope: now, action: action + "/operations/read", handler: showDeploymentOperation})
}
