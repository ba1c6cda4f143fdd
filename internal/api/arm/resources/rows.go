package resources

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/resource"
)

// The segments of a path, for rows that serve resources of any type.
const (
	anyType       = "/providers/{namespace}/{type}"
	anyChild      = anyType + "/{name}/{child}"
	anyGrandchild = anyChild + "/{childName}/{grandchild}"
)

// New returns the provider of what Azure Resource Manager itself does. It must be the last provider.
func New() provider.Provider {
	var rows []provider.Row
	for _, some := range [][]provider.Row{operationRows(), lockRows(), tagRows(), subscriptionRows(), resourceRows(), unknownRows()} {
		rows = append(rows, some...)
	}
	return provider.Provider{Rows: rows, Views: map[string]provider.View{
		resource.TypeLock: provider.WithSystemData,
		resource.TypeSubscription: func(_ *provider.Call, _ *resource.Resource, out *provider.Body) error {
			out.Properties = nil
			return nil
		},
	}}
}

// operationRows serve an operation to the caller who started it.
func operationRows() []provider.Row {
	return []provider.Row{
		{Method: http.MethodGet, Template: provider.SubscriptionPath + "/operationStatuses/{operation}", Handler: provider.ShowOperation},
		{Method: http.MethodGet, Template: provider.SubscriptionPath + "/operationresults/{operation}", Handler: provider.ShowOperationResult},
	}
}

func lockRows() []provider.Row {
	const locks = "Microsoft.Authorization/locks"
	const lock = provider.AuthorizationPath + "/locks/{lock}"
	return []provider.Row{
		{Method: http.MethodGet, Template: provider.AuthorizationPath + "/locks", Scope: provider.AnyScope, Action: locks + "/read", Handler: listLocks},
		{Method: http.MethodGet, Template: lock, Action: locks + "/read", Handler: provider.ShowResource},
		{Method: http.MethodPut, Template: lock, Action: locks + "/write", Does: provider.Unlocked, Handler: provider.PutResource},
		{Method: http.MethodDelete, Template: lock, Action: locks + "/delete", Does: provider.Unlocked, Handler: provider.DeleteResource},
	}
}

func tagRows() []provider.Row {
	const tags = "Microsoft.Resources/tags"
	const tag = provider.AnyScope + "/providers/Microsoft.Resources/tags/default"
	return []provider.Row{
		{Method: http.MethodGet, Template: tag, Scope: provider.AnyScope, Action: tags + "/read", Handler: showTags},
		{Method: http.MethodPut, Template: tag, Scope: provider.AnyScope, Action: tags + "/write", Does: provider.Writes, Handler: putTags},
		{Method: http.MethodPatch, Template: tag, Scope: provider.AnyScope, Action: tags + "/write", Does: provider.Writes, Handler: patchTags},
		{Method: http.MethodDelete, Template: tag, Scope: provider.AnyScope, Action: tags + "/delete", Does: provider.Writes, Handler: deleteTags},
	}
}

func subscriptionRows() []provider.Row {
	const groups = "Microsoft.Resources/subscriptions/resourceGroups"
	return []provider.Row{
		{Method: http.MethodGet, Template: "/tenants", Handler: listTenants},
		{Method: http.MethodGet, Template: "/subscriptions", Handler: listSubscriptions},
		{Method: http.MethodGet, Template: provider.SubscriptionPath, Action: "Microsoft.Resources/subscriptions/read", Narrowed: true, Handler: showSubscription},
		{Method: http.MethodGet, Template: provider.SubscriptionPath + "/locations", Scope: provider.SubscriptionPath, Action: "Microsoft.Resources/subscriptions/locations/read", Narrowed: true, Handler: listLocations},
		{Method: http.MethodGet, Template: "/providers", Handler: listProviders},
		{Method: http.MethodGet, Template: provider.SubscriptionPath + "/providers", Scope: provider.SubscriptionPath, Action: "Microsoft.Resources/subscriptions/providers/read", Narrowed: true, Handler: listProviders},
		{Method: http.MethodGet, Template: provider.SubscriptionPath + "/providers/{namespace}", Scope: provider.SubscriptionPath, Action: "Microsoft.Resources/subscriptions/providers/read", Narrowed: true, Handler: showProvider},
		{Method: http.MethodPost, Template: provider.SubscriptionPath + "/providers/{namespace}/register", Scope: provider.SubscriptionPath, Action: "{namespace}/register/action", Handler: showProvider},
		{Method: http.MethodGet, Template: provider.SubscriptionPath + "/resourceGroups", Scope: provider.SubscriptionPath, Action: groups + "/read", Narrowed: true, Handler: listGroups},
		{Method: http.MethodHead, Template: provider.GroupPath, Action: groups + "/read", Handler: provider.ExistsResource},
		{Method: http.MethodGet, Template: provider.GroupPath, Action: groups + "/read", Handler: provider.ShowResource},
		{Method: http.MethodPut, Template: provider.GroupPath, Action: groups + "/write", Does: provider.Writes, Handler: provider.PutResource},
		{Method: http.MethodPatch, Template: provider.GroupPath, Action: groups + "/write", Does: provider.Writes, Handler: provider.PatchResource},
		{Method: http.MethodDelete, Template: provider.GroupPath, Action: groups + "/delete", Does: provider.Deletes, Handler: provider.DeleteResource},
		{Method: http.MethodGet, Template: provider.SubscriptionPath + "/resources", Scope: provider.SubscriptionPath, Action: "Microsoft.Resources/subscriptions/resources/read", Narrowed: true, Handler: listResources},
		{Method: http.MethodGet, Template: provider.GroupPath + "/resources", Scope: provider.GroupPath, Action: "Microsoft.Resources/subscriptions/resourceGroups/resources/read", Narrowed: true, Handler: listResources},
	}
}

// resourceRows serve resources of every type by their id, as Azure Resource Manager does. The action depends on the type.
func resourceRows() []provider.Row {
	const read, write, remove = "/read", "/write", "/delete"
	rows := []provider.Row{
		{Method: http.MethodGet, Template: provider.SubscriptionPath + anyType, Scope: provider.SubscriptionPath, Action: "{namespace}/{type}" + read, Narrowed: true, Handler: listOfType},
		{Method: http.MethodGet, Template: provider.GroupPath + anyType, Scope: provider.GroupPath, Action: "{namespace}/{type}" + read, Narrowed: true, Handler: listOfType},
		{Method: http.MethodGet, Template: provider.GroupPath + anyChild, Scope: provider.GroupPath + anyType + "/{name}", Action: "{namespace}/{type}/{child}" + read, Narrowed: true, Handler: listOfType},
		{Method: http.MethodGet, Template: provider.GroupPath + anyGrandchild, Scope: provider.GroupPath + anyChild + "/{childName}", Action: "{namespace}/{type}/{child}/{grandchild}" + read, Narrowed: true, Handler: listOfType},
	}
	for _, at := range []struct{ template, action string }{
		{provider.GroupPath + anyType + "/{name}", "{namespace}/{type}"},
		{provider.GroupPath + anyChild + "/{childName}", "{namespace}/{type}/{child}"},
		{provider.GroupPath + anyGrandchild + "/{grandchildName}", "{namespace}/{type}/{child}/{grandchild}"},
	} {
		rows = append(rows,
			provider.Row{Method: http.MethodHead, Template: at.template, Action: at.action + read, Handler: provider.ExistsResource},
			provider.Row{Method: http.MethodGet, Template: at.template, Action: at.action + read, Handler: provider.ShowResource},
			provider.Row{Method: http.MethodPut, Template: at.template, Action: at.action + write, Does: provider.Writes, Handler: provider.PutResource},
			provider.Row{Method: http.MethodPatch, Template: at.template, Action: at.action + write, Does: provider.Writes, Handler: provider.PatchResource},
			provider.Row{Method: http.MethodDelete, Template: at.template, Action: at.action + remove, Does: provider.Deletes, Handler: provider.DeleteResource})
	}
	return rows
}
