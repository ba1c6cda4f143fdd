package keyless

import (
	"net/http"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

// quotaRows serve the quotas that administrators set on accounts and deployments, as extension resources of this provider.
func quotaRows() []provider.Row {
	const quotas, action = provider.AnyScope + "/providers/Microsoft.Keyless/quotas", resource.TypeQuota
	return []provider.Row{
		{Method: http.MethodGet, Template: quotas, Scope: provider.AnyScope, Action: action + "/read", Handler: listQuotas},
		{Method: http.MethodGet, Template: quotas + "/{quota}", Action: action + "/read", Handler: provider.ShowResource},
		{Method: http.MethodPut, Template: quotas + "/{quota}", Action: action + "/write", Does: provider.Writes, Handler: provider.PutResource},
		{Method: http.MethodPatch, Template: quotas + "/{quota}", Action: action + "/write", Does: provider.Writes, Handler: provider.PatchResource},
		{Method: http.MethodDelete, Template: quotas + "/{quota}", Action: action + "/delete", Does: provider.Deletes, Handler: provider.DeleteResource},
	}
}

// listQuotas lists the quotas at a scope and below it.
func listQuotas(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: c.Scope, Type: resource.TypeQuota})
	if err != nil {
		return edge.Reply{}, err
	}
	return c.PageOf(all)
}
