package arm

import (
	"encoding/json"
	"maps"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
)

// body is a resource as Azure Resource Manager shows it.
type body struct {
	ID         string               `json:"id"`
	Name       string               `json:"name"`
	Type       string               `json:"type"`
	ETag       string               `json:"etag,omitempty"`
	Kind       string               `json:"kind,omitempty"`
	Location   string               `json:"location,omitempty"`
	ManagedBy  string               `json:"managedBy,omitempty"`
	Tags       map[string]string    `json:"tags,omitzero"`
	SKU        *resource.SKU        `json:"sku,omitempty"`
	Identity   *resource.Identity   `json:"identity,omitempty"`
	Properties any                  `json:"properties,omitempty"`
	SystemData *resource.SystemData `json:"systemData,omitempty"`
	// Only where the list of all resources is asked to expand.
	CreatedTime       *time.Time `json:"createdTime,omitempty"`
	ChangedTime       *time.Time `json:"changedTime,omitempty"`
	ProvisioningState string     `json:"provisioningState,omitempty"`
}

// list is a page of a collection.
type list struct {
	Value    any    `json:"value"`
	NextLink string `json:"nextLink,omitempty"`
}

// show renders a resource of any type.
func (c *call) show(r *resource.Resource) (*body, error) {
	out := &body{
		ID: r.ID.String(), Name: r.Name, Type: r.Type, Kind: r.Kind, Location: r.Location, ManagedBy: r.ManagedBy,
		Tags: r.Tags, SKU: r.SKU, Identity: r.Identity,
	}
	switch r.Type {
	case resource.TypeAccount, resource.TypeDeployment, resource.TypeProject, resource.TypeRaiPolicy, resource.TypeConnection, resource.TypeProjectConnection:
		out.ETag = `"` + r.ETag + `"`
		out.SystemData = &r.SystemData
	case resource.TypeUserIdentity, resource.TypeLock, resource.TypeQuota:
		out.SystemData = &r.SystemData
	case resource.TypeSubscription:
		return out, nil
	}
	var err error
	switch r.Type {
	case resource.TypeAccount:
		out.Properties, err = c.accountProperties(r)
	case resource.TypeDeployment:
		out.Properties, err = deploymentProperties(r)
	case resource.TypeProject:
		account, _ := r.ID.Parent()
		out.Name = account.Name() + "/" + r.Name // Azure names a project so, and no other child
		out.Properties, err = c.projectProperties(r)
	case resource.TypeConnection, resource.TypeProjectConnection:
		out.ETag = "" // Azure shows none
		out.Properties, err = connectionProperties(r)
	default:
		if len(r.Properties) > 0 {
			out.Properties = r.Properties
		}
	}
	return out, err
}

// members opens a stored object and puts what the client sent, and no rule knows, beside it.
func members(properties json.RawMessage) (map[string]any, error) {
	all := map[string]any{}
	if err := decode(properties, &all); err != nil {
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

func (d *host) accountProperties(r *resource.Resource) (map[string]any, error) {
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
	if err := decode(r.Properties, &p); err != nil {
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

// projectProperties adds where the project is reached: below its account.
func (c *call) projectProperties(r *resource.Resource) (map[string]any, error) {
	all, err := members(r.Properties)
	if err != nil {
		return nil, err
	}
	parent, _ := r.ID.Parent()
	account, err := resource.Find(c.tx, c.tenant, parent)
	if err != nil {
		return nil, err
	}
	endpoint, _, err := resource.AccountEndpoints(account, c.Origins.Account)
	all["endpoints"] = map[string]string{"AI Foundry API": endpoint + "api/projects/" + r.Name}
	return all, err
}

// pageSize is how many items a page of a collection holds at most.
const pageSize = 1000

// page cuts the page out of items that the request asks for. Items are in an order that stays, and key tells them apart.
func page[T any](c *call, items []T, key func(T) string) (edge.Reply, error) {
	query := c.URL.Query()
	size := pageSize
	if top := number(query.Get("$top")); top > 0 && top < size {
		size = top
	}
	after, err := readSkip(query.Get("$skiptoken") + query.Get("$skipToken"))
	if err != nil {
		return edge.Reply{}, err
	}
	start := 0
	if after != "" {
		for start < len(items) && key(items[start]) <= after {
			start++
		}
	}
	end := min(start+size, len(items))
	out := list{Value: items[start:end:end]}
	if start == end {
		out.Value = []T{}
	}
	if end < len(items) {
		query.Del("$skipToken")
		query.Set("$skiptoken", writeSkip(key(items[end-1])))
		out.NextLink = c.Origins.ARM + c.URL.EscapedPath() + "?" + query.Encode()
	}
	return ok(out)
}
