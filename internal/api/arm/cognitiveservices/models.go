package cognitiveservices

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

// modelBody is a model of the catalogue as an account shows it.
type modelBody struct {
	Format         string            `json:"format"`
	Name           string            `json:"name"`
	Version        string            `json:"version"`
	IsDefault      bool              `json:"isDefaultVersion"`
	SKUs           []modelSKU        `json:"skus"`
	MaxCapacity    int               `json:"maxCapacity"`
	Capabilities   map[string]string `json:"capabilities"`
	Deprecation    map[string]string `json:"deprecation"`
	LifecycleState string            `json:"lifecycleStatus"`
	SystemData     map[string]string `json:"systemData"`
}

type modelSKU struct {
	Name      string         `json:"name"`
	UsageName string         `json:"usageName"`
	Capacity  map[string]int `json:"capacity"`
}

func models() []modelBody {
	var all []modelBody
	for _, m := range resource.Catalogue() {
		one := modelBody{
			Format: m.Format, Name: m.Name, Version: m.Version, IsDefault: true, MaxCapacity: 1000, Capabilities: m.Capabilities,
			Deprecation: map[string]string{}, LifecycleState: "GenerallyAvailable", SystemData: map[string]string{},
		}
		for _, sku := range []string{"Standard", "GlobalStandard"} {
			one.SKUs = append(one.SKUs, modelSKU{sku, m.Format + "." + sku + "." + m.Name, map[string]int{"minimum": 1, "maximum": 1000, "step": 1, "default": 10}})
		}
		all = append(all, one)
	}
	return all
}

func listAccountModels(c *provider.Call) (edge.Reply, error) {
	if _, err := c.Find(); err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(provider.List{Value: models()})
}

func listModels(*provider.Call) (edge.Reply, error) {
	type entry struct {
		Kind  string    `json:"kind"`
		SKU   string    `json:"skuName"`
		Model modelBody `json:"model"`
	}
	var all []entry
	for _, m := range models() {
		all = append(all, entry{"AIServices", "S0", m})
		if m.Format == "OpenAI" {
			all = append(all, entry{"OpenAI", "S0", m})
		}
	}
	return provider.OK(provider.List{Value: all})
}
