package cognitiveservices

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

type usageBody struct {
	Unit  string            `json:"unit"`
	Name  map[string]string `json:"name"`
	Limit float64           `json:"limit"`
	Now   float64           `json:"currentValue"`
	State string            `json:"status"`
}

// usage sums the capacity of the deployments below a scope, by model and SKU.
func usage(c *provider.Call, scope resource.Scope, location string) ([]usageBody, error) {
	all, err := c.Tx.Resources(resource.Query{Tenant: c.Tenant, Under: scope})
	if err != nil {
		return nil, err
	}
	here := map[string]bool{}
	for _, r := range all {
		if r.Type == resource.TypeAccount && (location == "" || resource.NormalLocation(r.Location) == resource.NormalLocation(location)) {
			here[r.ID.Key()] = true
		}
	}
	used := map[string]float64{}
	for _, r := range all {
		parent, _ := r.ID.Parent()
		if r.Type != resource.TypeDeployment || !here[parent.Key()] && !parent.Equal(scope) || r.SKU == nil || r.SKU.Capacity == nil {
			continue
		}
		var p resource.DeploymentProperties
		if err := provider.Decode(r.Properties, &p); err != nil {
			return nil, err
		}
		used[p.Model.Format+"."+r.SKU.Name+"."+p.Model.Name] += float64(*r.SKU.Capacity)
	}
	bodies := []usageBody{}
	for _, m := range models() {
		for _, sku := range m.SKUs {
			bodies = append(bodies, usageBody{"Count", map[string]string{"value": sku.UsageName, "localizedValue": sku.UsageName}, 1000, used[sku.UsageName], "Included"})
		}
	}
	return bodies, nil
}

func listAccountUsages(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	all, err := usage(c, c.Scope, "")
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(provider.List{Value: all})
}

func listUsages(c *provider.Call) (edge.Reply, error) {
	all, err := usage(c, c.Scope, c.Vars["location"])
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(provider.List{Value: all})
}
