package resources

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

// listLocks lists the locks at and below the scope.
func listLocks(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: c.Scope, Type: resource.TypeLock})
	if err != nil {
		return edge.Reply{}, err
	}
	return c.PageOf(all)
}
