package provider

import (
	"time"

	"keyless.dev/keyless/internal/resource"
)

// Body is the JSON of a resource.
type Body struct {
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
	// Set only in lists of resources, by $expand.
	CreatedTime       *time.Time `json:"createdTime,omitempty"`
	ChangedTime       *time.Time `json:"changedTime,omitempty"`
	ProvisioningState string     `json:"provisioningState,omitempty"`
}

// Render returns the body of a resource of any type.
func (c *Call) Render(r *resource.Resource) (*Body, error) {
	out := &Body{
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

// WithSystemData is the view of types that also show who created and changed them.
func WithSystemData(_ *Call, r *resource.Resource, out *Body) error {
	out.SystemData = &r.SystemData
	return nil
}
