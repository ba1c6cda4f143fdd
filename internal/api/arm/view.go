package arm

import (
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
	if len(r.Properties) > 0 {
		out.Properties = r.Properties
	}
	if view := c.views[r.Type]; view != nil {
		return out, view(c, r, out)
	}
	return out, nil
}

// withSystemData is the view of a type that shows who made and changed it, beside the properties that are stored.
func withSystemData(_ *call, r *resource.Resource, out *body) error {
	out.SystemData = &r.SystemData
	return nil
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
