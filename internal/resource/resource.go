package resource

import (
	"encoding/json"
	"time"
)

// The types that keyless has rules for. Types are case-insensitive.
const (
	TypeManagementGroup = "Microsoft.Management/managementGroups"
	TypeSubscription    = "Microsoft.Resources/subscriptions"
	TypeResourceGroup   = "Microsoft.Resources/resourceGroups"
	TypeAccount         = "Microsoft.CognitiveServices/accounts"
	TypeDeployment      = "Microsoft.CognitiveServices/accounts/deployments"
	TypeProject         = "Microsoft.CognitiveServices/accounts/projects"
	TypeUserIdentity    = "Microsoft.ManagedIdentity/userAssignedIdentities"
)

// Resource is a node of the tree, including subscriptions and groups. Properties holds what only its type has, as JSON of
// that type's struct (AccountProperties, DeploymentProperties …).
type Resource struct {
	ID       Scope             `json:"id"`
	Tenant   string            `json:"tenant"`
	Name     string            `json:"name"`
	Type     string            `json:"type"`
	Location string            `json:"location,omitempty"`
	Kind     string            `json:"kind,omitempty"`
	SKU      *SKU              `json:"sku,omitempty"`
	Tags     map[string]string `json:"tags,omitzero"` // {} is shown, nil is not
	Identity *Identity         `json:"identity,omitempty"`
	// ManagedBy is the parent of a subscription or management group, or another resource.
	ManagedBy  string          `json:"managedBy,omitempty"`
	Properties json.RawMessage `json:"properties,omitempty"`
	// Secrets holds account keys and other secrets, sealed or hashed by the writer. Reads never return it to clients.
	Secrets    json.RawMessage `json:"secrets,omitempty"`
	ETag       string          `json:"etag,omitempty"`
	SystemData SystemData      `json:"systemData"`
}

// SKU is the size of a resource. Capacity is in thousands of tokens per minute for Standard deployments.
type SKU struct {
	Name     string `json:"name"`
	Tier     string `json:"tier,omitempty"`
	Size     string `json:"size,omitempty"`
	Family   string `json:"family,omitempty"`
	Capacity *int   `json:"capacity,omitempty"`
}

// UnmarshalJSON also accepts a capacity as a string: az 2.91 sends {"capacity": "10"}.
func (s *SKU) UnmarshalJSON(data []byte) error {
	type plain SKU
	in := struct {
		*plain
		Capacity *looseInt `json:"capacity"`
	}{plain: (*plain)(s)}
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	s.Capacity = (*int)(in.Capacity)
	return nil
}

// looseInt is an integer that may be quoted.
type looseInt int

func (n *looseInt) UnmarshalJSON(data []byte) error {
	if text := string(data); len(text) > 2 && text[0] == '"' && text[len(text)-1] == '"' {
		data = data[1 : len(data)-1]
	}
	return json.Unmarshal(data, (*int)(n))
}

// Identity is the managed identity of a resource.
type Identity struct {
	Type         string                  `json:"type"` // None, SystemAssigned, UserAssigned or "SystemAssigned, UserAssigned"
	PrincipalID  string                  `json:"principalId,omitempty"`
	TenantID     string                  `json:"tenantId,omitempty"`
	UserAssigned map[string]UserAssigned `json:"userAssignedIdentities,omitempty"`
}

// UserAssigned is a user-assigned identity of a resource. Identity has it under its resource id.
type UserAssigned struct {
	PrincipalID string `json:"principalId,omitempty"`
	ClientID    string `json:"clientId,omitempty"`
}

// SystemData says who created and last changed a resource, as ARM shows it.
type SystemData struct {
	CreatedBy          string    `json:"createdBy,omitempty"`
	CreatedByType      string    `json:"createdByType,omitempty"` // User, Application, ManagedIdentity
	CreatedAt          time.Time `json:"createdAt,omitzero"`
	LastModifiedBy     string    `json:"lastModifiedBy,omitempty"`
	LastModifiedByType string    `json:"lastModifiedByType,omitempty"`
	LastModifiedAt     time.Time `json:"lastModifiedAt,omitzero"`
}

// Query selects resources, ordered by key. Empty fields do not restrict it.
type Query struct {
	Tenant string
	Under  Scope  // descendants of this node, without the node
	Direct bool   // only direct children of Under
	Type   string // ignoring case
	Name   string // ignoring case
	// Host selects accounts, including deleted ones, by Resource.Host. A store may return others too; callers must check.
	Host  string
	After string // key of the last resource of the previous page
	Limit int    // 0 means all
}

// Reader is the read access to a store that the rules need, within one transaction.
type Reader interface {
	// Resource returns a node by id. It fails with fault.NotFound.
	Resource(id Scope) (*Resource, error)
	// Resources returns the nodes that a query selects.
	Resources(q Query) ([]*Resource, error)
}

// Writer is the write access to a store that the rules need, within one transaction.
type Writer interface {
	Reader
	PutResource(*Resource) error
	// DeleteResource deletes a node. The caller deletes its descendants.
	DeleteResource(id Scope) error
}
