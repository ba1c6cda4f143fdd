package resource

import (
	"encoding/json"
	"time"
)

// The types that keyless knows rules for. Types are compared without regard to case.
const (
	TypeManagementGroup = "Microsoft.Management/managementGroups"
	TypeSubscription    = "Microsoft.Resources/subscriptions"
	TypeResourceGroup   = "Microsoft.Resources/resourceGroups"
	TypeAccount         = "Microsoft.CognitiveServices/accounts"
	TypeDeployment      = "Microsoft.CognitiveServices/accounts/deployments"
	TypeProject         = "Microsoft.CognitiveServices/accounts/projects"
	TypeUserIdentity    = "Microsoft.ManagedIdentity/userAssignedIdentities"
)

// Resource is any node of the tree that has a body: subscriptions and groups as well as accounts. What only one
// type has is in Properties, written by that type's struct (AccountProperties, DeploymentProperties …).
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
	// ManagedBy is the management group that a subscription or management group hangs below, or another resource.
	ManagedBy  string          `json:"managedBy,omitempty"`
	Properties json.RawMessage `json:"properties,omitempty"`
	// Secrets never leave through a read: account keys. Stored sealed or hashed as its writer chose.
	Secrets    json.RawMessage `json:"secrets,omitempty"`
	ETag       string          `json:"etag,omitempty"`
	SystemData SystemData      `json:"systemData"`
}

// SKU is the size that was bought. Capacity is in thousands of tokens per minute for Standard deployments.
type SKU struct {
	Name     string `json:"name"`
	Tier     string `json:"tier,omitempty"`
	Size     string `json:"size,omitempty"`
	Family   string `json:"family,omitempty"`
	Capacity *int   `json:"capacity,omitempty"`
}

// UnmarshalJSON also takes a capacity that is written as text: az 2.91 sends {"capacity": "10"}.
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

// looseInt is a whole number, also one in quotes.
type looseInt int

func (n *looseInt) UnmarshalJSON(data []byte) error {
	if text := string(data); len(text) > 2 && text[0] == '"' && text[len(text)-1] == '"' {
		data = data[1 : len(data)-1]
	}
	return json.Unmarshal(data, (*int)(n))
}

// Identity is what a resource itself is in the directory.
type Identity struct {
	Type         string                  `json:"type"` // None, SystemAssigned, UserAssigned or "SystemAssigned, UserAssigned"
	PrincipalID  string                  `json:"principalId,omitempty"`
	TenantID     string                  `json:"tenantId,omitempty"`
	UserAssigned map[string]UserAssigned `json:"userAssignedIdentities,omitempty"`
}

// UserAssigned is one user-assigned identity on a resource, keyed in Identity by its resource id.
type UserAssigned struct {
	PrincipalID string `json:"principalId,omitempty"`
	ClientID    string `json:"clientId,omitempty"`
}

// SystemData is who made and last changed a resource, as ARM shows it.
type SystemData struct {
	CreatedBy          string    `json:"createdBy,omitempty"`
	CreatedByType      string    `json:"createdByType,omitempty"` // User, Application, ManagedIdentity
	CreatedAt          time.Time `json:"createdAt,omitzero"`
	LastModifiedBy     string    `json:"lastModifiedBy,omitempty"`
	LastModifiedByType string    `json:"lastModifiedByType,omitempty"`
	LastModifiedAt     time.Time `json:"lastModifiedAt,omitzero"`
}

// Query selects resources. Empty fields do not restrict; results are ordered by key.
type Query struct {
	Tenant string
	Under  Scope  // this node's descendants, not the node itself
	Direct bool   // only the nodes whose Parent is Under
	Type   string // without regard to case
	Name   string // without regard to case
	// Host finds accounts, also deleted ones, by Resource.Host. A store may give others too: who asks looks again.
	Host  string
	After string // the key of the last one seen
	Limit int    // 0 is all
}

// Reader is what rules need to read of a store, inside one transaction.
type Reader interface {
	// Resource finds a node by id. It fails with fault.NotFound.
	Resource(id Scope) (*Resource, error)
	// Resources lists what a query selects.
	Resources(q Query) ([]*Resource, error)
}

// Writer is what rules need to change of a store, inside one transaction.
type Writer interface {
	Reader
	PutResource(*Resource) error
	// DeleteResource removes the node; what lies below it is the caller's to remove.
	DeleteResource(id Scope) error
}
