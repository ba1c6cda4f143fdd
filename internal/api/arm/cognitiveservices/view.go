package cognitiveservices

import (
	"encoding/json"
	"maps"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/resource"
)

// cognitiveViews add the properties that Azure returns and the store does not contain.
func cognitiveViews() map[string]provider.View {
	return map[string]provider.View{
		resource.TypeAccount: func(c *provider.Call, r *resource.Resource, out *provider.Body) error {
			properties, err := accountProperties(c.Host, r)
			return complete(r, out, properties, err)
		},
		resource.TypeDeployment: func(_ *provider.Call, r *resource.Resource, out *provider.Body) error {
			properties, err := deploymentProperties(r)
			return complete(r, out, properties, err)
		},
		resource.TypeProject: func(c *provider.Call, r *resource.Resource, out *provider.Body) error {
			account, _ := r.ID.Parent()
			out.Name = account.Name() + "/" + r.Name // Azure prefixes the name of projects, and of no other child
			properties, err := projectProperties(c, r)
			return complete(r, out, properties, err)
		},
		resource.TypeConnection:        showConnection,
		resource.TypeProjectConnection: showConnection,
		resource.TypeRaiPolicy: func(_ *provider.Call, r *resource.Resource, out *provider.Body) error {
			out.ETag, out.SystemData = tagOf(r), &r.SystemData
			return nil
		},
	}
}

// complete adds properties to a body, with the entity tag and the creator.
func complete(r *resource.Resource, out *provider.Body, properties map[string]any, err error) error {
	out.ETag, out.SystemData, out.Properties = tagOf(r), &r.SystemData, properties
	return err
}

func tagOf(r *resource.Resource) string { return `"` + r.ETag + `"` }

// showConnection completes the body of a connection, which has no entity tag on Azure.
func showConnection(_ *provider.Call, r *resource.Resource, out *provider.Body) error {
	properties, err := connectionProperties(r)
	out.SystemData, out.Properties = &r.SystemData, properties
	return err
}

// members decodes a stored object and adds the members that the client sent and that no rule uses.
func members(properties json.RawMessage) (map[string]any, error) {
	all := map[string]any{}
	if err := provider.Decode(properties, &all); err != nil {
		return nil, err
	}
	if extra, ok := all["extra"].(map[string]any); ok {
		delete(all, "extra")
		for name, value := range extra {
			if _, taken := all[name]; !taken {
				all[name] = value
			}
		}
	}
	return all, nil
}

func accountProperties(d *provider.Host, r *resource.Resource) (map[string]any, error) {
	all, err := members(r.Properties)
	if err != nil {
		return nil, err
	}
	endpoint, endpoints, err := resource.AccountEndpoints(r, d.Origins.Account)
	if err != nil {
		return nil, err
	}
	maps.Copy(all, map[string]any{
		"endpoint": endpoint, "endpoints": endpoints, "isMigrated": false,
		"callRateLimit":              map[string]any{"rules": []any{}},
		"capabilities":               []any{map[string]string{"name": "VirtualNetworks"}, map[string]string{"name": "TokenAuth", "value": "true"}},
		"privateEndpointConnections": []any{},
	})
	return all, nil
}

func deploymentProperties(r *resource.Resource) (map[string]any, error) {
	all, err := members(r.Properties)
	if err != nil {
		return nil, err
	}
	var p resource.DeploymentProperties
	if err := provider.Decode(r.Properties, &p); err != nil {
		return nil, err
	}
	capabilities := map[string]string{"chatCompletion": "true"}
	for _, model := range resource.Catalogue() {
		if model.Format == p.Model.Format && model.Name == p.Model.Name {
			capabilities = model.Capabilities
		}
	}
	all["capabilities"] = capabilities
	if r.SKU != nil && r.SKU.Capacity != nil {
		all["currentCapacity"] = *r.SKU.Capacity
	}
	return all, nil
}

// projectProperties adds the endpoints of the project, which are below those of its account.
func projectProperties(c *provider.Call, r *resource.Resource) (map[string]any, error) {
	all, err := members(r.Properties)
	if err != nil {
		return nil, err
	}
	parent, _ := r.ID.Parent()
	account, err := resource.Find(c.Tx, c.Tenant, parent)
	if err != nil {
		return nil, err
	}
	endpoint, _, err := resource.AccountEndpoints(account, c.Origins.Account)
	all["endpoints"] = map[string]string{"AI Foundry API": endpoint + "api/projects/" + r.Name}
	return all, err
}
