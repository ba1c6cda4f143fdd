package arm

import (
	"net/http"

	"keyless.dev/keyless/internal/resource"
)

// The types of a path, for rows that serve resources of any.
const (
	anyType       = "/providers/{namespace}/{type}"
	anyChild      = anyType + "/{name}/{child}"
	anyGrandchild = anyChild + "/{childName}/{grandchild}"
)

// resourcesProvider serves what Azure Resource Manager itself does. Its rows are general: it is the last provider.
func resourcesProvider() provider {
	var rows []row
	for _, some := range [][]row{operationRows(), lockRows(), tagRows(), subscriptionRows(), resourceRows(), unknownRows()} {
		rows = append(rows, some...)
	}
	return provider{rows: rows, views: map[string]view{
		resource.TypeLock: withSystemData,
		resource.TypeSubscription: func(_ *call, _ *resource.Resource, out *body) error {
			out.Properties = nil
			return nil
		},
	}}
}

// operationRows show an operation to who began it.
func operationRows() []row {
	return []row{
		{method: http.MethodGet, template: inSubscription + "/operationStatuses/{operation}", handler: showOperation},
		{method: http.MethodGet, template: inSubscription + "/operationresults/{operation}", handler: showOperationResult},
	}
}

func lockRows() []row {
	const locks = "Microsoft.Authorization/locks"
	const lock = authorization + "/locks/{lock}"
	return []row{
		{method: http.MethodGet, template: authorization + "/locks", scope: anyScope, action: locks + "/read", handler: listLocks},
		{method: http.MethodGet, template: lock, action: locks + "/read", handler: showResource},
		{method: http.MethodPut, template: lock, action: locks + "/write", does: unlocked, handler: putResource},
		{method: http.MethodDelete, template: lock, action: locks + "/delete", does: unlocked, handler: deleteResource},
	}
}

func tagRows() []row {
	const tags = "Microsoft.Resources/tags"
	const tag = anyScope + "/providers/Microsoft.Resources/tags/default"
	return []row{
		{method: http.MethodGet, template: tag, scope: anyScope, action: tags + "/read", handler: showTags},
		{method: http.MethodPut, template: tag, scope: anyScope, action: tags + "/write", does: writes, handler: putTags},
		{method: http.MethodPatch, template: tag, scope: anyScope, action: tags + "/write", does: writes, handler: patchTags},
		{method: http.MethodDelete, template: tag, scope: anyScope, action: tags + "/delete", does: writes, handler: deleteTags},
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
