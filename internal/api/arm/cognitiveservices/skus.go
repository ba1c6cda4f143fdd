package cognitiveservices

import (
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/resource"
)

type skuBody struct {
	ResourceType string   `json:"resourceType"`
	Name         string   `json:"name"`
	Tier         string   `json:"tier"`
	Kind         string   `json:"kind"`
	Locations    []string `json:"locations"`
	LocationInfo []any    `json:"locationInfo"`
	Restrictions []any    `json:"restrictions"`
}

func tier(sku string) string {
	if strings.HasPrefix(sku, "F") {
		return "Free"
	}
	return "Standard"
}

// listSKUs lists each kind, SKU and location; each location is an entry of its own, as on Azure.
func listSKUs(*provider.Call) (edge.Reply, error) {
	all := []skuBody{}
	for _, kind := range resource.AccountKinds() {
		for _, sku := range kind.SKUs {
			for _, r := range provider.Regions() {
				place := ascii.ToUpper(r.Name)
				info := map[string]any{"location": place, "zones": []string{}}
				all = append(all, skuBody{"accounts", sku, tier(sku), kind.Name, []string{place}, []any{info}, []any{}})
			}
		}
	}
	return provider.OK(provider.List{Value: all})
}

func listAccountSKUs(c *provider.Call) (edge.Reply, error) {
	account, err := c.Find()
	if err != nil {
		return edge.Reply{}, err
	}
	all := []map[string]any{}
	kind, _ := resource.AccountKindOf(account.Kind)
	for _, sku := range kind.SKUs {
		all = append(all, map[string]any{"resourceType": "Microsoft.CognitiveServices/accounts", "sku": map[string]string{"name": sku, "tier": tier(sku)}})
	}
	return provider.OK(provider.List{Value: all})
}
