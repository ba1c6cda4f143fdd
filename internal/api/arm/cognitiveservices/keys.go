package cognitiveservices

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

type keys struct {
	Key1 string `json:"key1"`
	Key2 string `json:"key2"`
}

func listKeys(c *provider.Call) (edge.Reply, error) {
	// As on Azure, a read-only lock refuses listing keys: a key allows writes.
	if err := resource.CheckLocks(c.Tx, c.Tenant, c.Scope, resource.ToWrite); err != nil {
		return edge.Reply{}, err
	}
	one, two, err := c.Change.Keys(c.Scope)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(keys{one, two})
}

func regenerateKey(c *provider.Call) (edge.Reply, error) {
	var in struct {
		KeyName string `json:"keyName"`
	}
	if err := c.ReadBody(&in); err != nil {
		return edge.Reply{}, err
	}
	one, two, err := c.Change.RegenerateKey(c.Scope, in.KeyName)
	if err != nil {
		return edge.Reply{}, err
	}
	return provider.OK(keys{one, two})
}
