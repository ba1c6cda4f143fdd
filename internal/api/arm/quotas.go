package arm

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

// quotaRows serve the quotas that administrators set on accounts and deployments, as extension resources of our own.
func quotaRows() []row {
	const quotas, action = anyScope + "/providers/Microsoft.Keyless/quotas", resource.TypeQuota
	return []row{
		{method: http.MethodGet, template: quotas, scope: anyScope, action: action + "/read", handler: listQuotas},
		{method: http.MethodGet, template: quotas + "/{quota}", action: action + "/read", handler: showResource},
		{method: http.MethodPut, template: quotas + "/{quota}", action: action + "/write", does: writes, handler: putResource},
		{method: http.MethodPatch, template: quotas + "/{quota}", action: action + "/write", does: writes, handler: patchResource},
		{method: http.MethodDelete, template: quotas + "/{quota}", action: action + "/delete", does: deletes, handler: deleteResource},
	}
}

// listQuotas lists the quotas at a scope and below it.
func listQuotas(c *call) (edge.Reply, error) {
	if _, err := c.find(); err != nil {
		return edge.Reply{}, err
	}
	all, err := c.tx.Resources(resource.Query{Tenant: c.tenant, Under: c.Scope, Type: resource.TypeQuota})
	if err != nil {
		return edge.Reply{}, err
	}
	return c.pageOf(all)
}
