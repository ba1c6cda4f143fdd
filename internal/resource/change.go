package resource

import (
	"encoding/json"
	"io"
	"maps"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/seal"
)

// Change is a write by one caller within one transaction, with its dependencies.
type Change struct {
	Store      Writer
	Principals Principals
	Tenant     string // the tenant of the request
	By         string // for SystemData: a user principal name or an object id
	ByType     string // User, Application or ManagedIdentity
	At         time.Time
	Rand       io.Reader // for account keys
	Box        *seal.Box // for account keys
	// APIVersion is the version of the request, on which some rules depend; "" means the oldest.
	APIVersion string
}

// Principals creates and deletes the service principals of resources with a managed identity, in the same transaction.
type Principals interface {
	// Create creates the service principal of a managed identity. explicit is true for a user-assigned one.
	Create(tenant, name, resourceID string, explicit bool) (principalID, clientID string, err error)
	// Remove deletes it, if it exists.
	Remove(tenant, principalID string) error
	// Trust adds a federated credential, or replaces the one with the same name.
	Trust(tenant, principalID, name, issuer, subject string, audiences []string) error
	// Distrust removes a federated credential.
	Distrust(tenant, principalID, name string) error
}

// Body is the body of a request that creates or changes a resource. Absent members have the zero value.
type Body struct {
	Location   string            `json:"location,omitempty"`
	Kind       string            `json:"kind,omitempty"`
	SKU        *SKU              `json:"sku,omitempty"`
	Tags       map[string]string `json:"tags,omitzero"` // {} is not the same as absent
	Identity   *IdentityBody     `json:"identity,omitempty"`
	ManagedBy  string            `json:"managedBy,omitempty"`
	Properties json.RawMessage   `json:"properties,omitempty"`
}

// IdentityBody is the requested identity. A null value removes a user-assigned identity.
type IdentityBody struct {
	Type         string                   `json:"type"`
	UserAssigned map[string]*UserAssigned `json:"userAssignedIdentities,omitempty"`
}

// write is a resource that is being written: its old state, the request and its new state.
type write struct {
	before *Resource // nil if it is being created
	body   Body
	patch  bool // absent members keep their value
	after  *Resource
}

// Put creates a resource or replaces it, like a PUT request, and reports whether it created it. It ignores read-only
// properties and stores unknown ones unchanged. It fails with Invalid for a body that breaks the rules of the type, with
// NotFound for a missing parent, and with Conflict.
func (c *Change) Put(id Scope, body Body) (*Resource, bool, error) { return c.write(id, body, false) }

// Patch changes the given members and keeps the others. It fails with NotFound if the resource does not exist.
func (c *Change) Patch(id Scope, body Body) (*Resource, error) {
	if _, err := Find(c.Store, c.Tenant, id); err != nil {
		return nil, err
	}
	r, _, err := c.write(id, body, true)
	return r, err
}

func (c *Change) write(id Scope, body Body, patch bool) (*Resource, bool, error) {
	kind, ok := kindOf(id.Type())
	if !ok || kind.write == nil {
		return nil, false, unknownType(id)
	}
	id, err := c.place(id)
	if err != nil {
		return nil, false, err
	}
	w := &write{body: body, patch: patch}
	w.before, err = c.Store.Resource(id)
	switch {
	case fault.Is(err, fault.NotFound):
		w.after = &Resource{ID: id, Tenant: c.Tenant, Name: id.Name(), Type: kind.name}
	case err != nil:
		return nil, false, err
	case w.before.Tenant != c.Tenant:
		return nil, false, fault.New(fault.Conflict, "ResourceNameNotAvailable", "The name '%s' is taken.", id.Name())
	default:
		copied := *w.before
		w.after = &copied
	}
	if err := w.envelope(kind); err != nil {
		return nil, false, err
	}
	if err := kind.write(c, w); err != nil {
		return nil, false, err
	}
	if kind.identity {
		if err := c.identify(w); err != nil {
			return nil, false, err
		}
	}
	c.stamp(w.after, w.before == nil)
	return w.after, w.before == nil, c.Store.PutResource(w.after)
}

// place finds the parent of id, and returns id with the capitalization of the parent and of the type.
func (c *Change) place(id Scope) (Scope, error) {
	parent, _ := id.Parent()
	kind, _ := kindOf(id.Type())
	above, err := Find(c.Store, c.Tenant, parent)
	switch {
	case kind.name == TypeSubscription || kind.name == TypeManagementGroup:
		return id, nil
	case fault.Is(err, fault.NotFound) && len(parent.ends) > 2:
		return id, fault.New(fault.NotFound, "ParentResourceNotFound",
			"Failed to perform 'write' on resource(s) of type '%s', because the parent resource '%s' could not be found.",
			kind.name[strings.IndexByte(kind.name, '/')+1:], parent).Because(err)
	case err != nil:
		return id, err
	}
	word := kind.name[strings.LastIndexByte(kind.name, '/')+1:]
	if parentKind, ok := kindOf(parent.Type()); kind.name != TypeResourceGroup && (!ok || kind.name[:strings.LastIndexByte(kind.name, '/')] != parentKind.name) {
		word = "providers/" + kind.name
	}
	return above.ID.Child(word, id.Name())
}

// envelope sets the members that all types have.
func (w *write) envelope(kind kind) error {
	if err := checkTags(w.body.Tags); err != nil {
		return err
	}
	if w.body.Tags != nil || !w.patch {
		w.after.Tags = maps.Clone(w.body.Tags)
	}
	location, was := NormalLocation(w.body.Location), ""
	if w.before != nil {
		was = NormalLocation(w.before.Location)
	}
	switch {
	case location == "" && w.before == nil && kind.located:
		return fault.New(fault.Invalid, "LocationRequired", "The location property is required for this definition.")
	case location == "":
	case !plain(location, 1, 64, ""):
		return fault.New(fault.Invalid, "LocationNotAvailableForResourceType", "The provided location '%s' is not available for resource type '%s'.", w.body.Location, kind.name)
	case was != "" && was != location && kind.name == TypeResourceGroup:
		return fault.New(fault.Conflict, "InvalidResourceGroupLocation", "Invalid resource group location '%s'. The Resource group already exists in location '%s'.", location, was)
	case was != "" && was != location:
		return fault.New(fault.Conflict, "InvalidResourceLocation",
			"The resource '%s' already exists in location '%s' in resource group '%s'. A resource with the same name cannot be created in location '%s'. Please select a new resource name.",
			w.after.Name, was, w.after.ID.ResourceGroup(), location)
	case kind.echoesLocation:
		w.after.Location = w.body.Location
	default:
		w.after.Location = location
	}
	return nil
}

// NormalLocation returns the canonical name of a location: "East US" becomes eastus.
func NormalLocation(text string) string {
	return ascii.ToLower(strings.ReplaceAll(text, " ", ""))
}

func (c *Change) stamp(r *Resource, created bool) {
	if created {
		r.SystemData.CreatedBy, r.SystemData.CreatedByType, r.SystemData.CreatedAt = c.By, c.ByType, c.At
	}
	r.SystemData.LastModifiedBy, r.SystemData.LastModifiedByType, r.SystemData.LastModifiedAt = c.By, c.ByType, c.At
	r.ETag = guid.New()
}

// Delete deletes a resource with its descendants and their principals, and reports whether it existed. A deleted account can
// be restored for 48 hours.
func (c *Change) Delete(id Scope) (bool, error) {
	r, err := c.Store.Resource(id)
	if fault.Is(err, fault.NotFound) || err == nil && r.Tenant != c.Tenant {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if kind, ok := kindOf(r.Type); ok && kind.mayDelete != nil {
		if err := kind.mayDelete(c, r); err != nil {
			return false, err
		}
	}
	below, err := c.Store.Resources(Query{Tenant: c.Tenant, Under: r.ID})
	if err != nil {
		return false, err
	}
	for _, child := range below {
		if err := c.remove(child); err != nil {
			return false, err
		}
	}
	return true, c.remove(r)
}

// remove deletes one node and what belongs to it elsewhere.
func (c *Change) remove(r *Resource) error {
	if r.Type == TypeAccount {
		if err := c.keepDeleted(r); err != nil {
			return err
		}
	} else if err := c.forget(r); err != nil {
		return err
	}
	return c.Store.DeleteResource(r.ID)
}

// Find returns a resource of a tenant, or Azure's error for what is missing: the subscription, the resource group or the
// resource.
func Find(store Reader, tenant string, id Scope) (*Resource, error) {
	if id.IsRoot() {
		return &Resource{Tenant: tenant}, nil
	}
	if tenant != "" && id.Equal(RootGroup(tenant)) {
		return &Resource{ID: id, Tenant: tenant, Name: tenant, Type: TypeManagementGroup, Properties: encode(ManagementGroupProperties{DisplayName: "Tenant Root Group"})}, nil
	}
	r, err := store.Resource(id)
	if err == nil && r.Tenant == tenant {
		return r, nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	missing := id
	for node := range id.Upward() {
		if t := node.Type(); t != TypeSubscription && t != TypeResourceGroup || node.key == id.key {
			continue
		}
		switch above, err := store.Resource(node); {
		case fault.Is(err, fault.NotFound) || err == nil && above.Tenant != tenant:
			missing = node
		case err != nil:
			return nil, err
		}
	}
	return nil, notFound(missing)
}

func notFound(id Scope) error {
	switch id.Type() {
	case TypeSubscription:
		return fault.New(fault.NotFound, "SubscriptionNotFound", "The subscription '%s' could not be found.", id.Name())
	case TypeResourceGroup:
		return fault.New(fault.NotFound, "ResourceGroupNotFound", "Resource group '%s' could not be found.", id.Name())
	}
	group := id.ResourceGroup()
	if group == "" {
		group = "<null>"
	}
	return fault.New(fault.NotFound, "ResourceNotFound",
		"The Resource '%s' under resource group '%s' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
		Canonical(id).providerPath(), group)
}

func unknownType(id Scope) error { return UnknownType(id.Type()) }

// UnknownType is the error for an unknown namespace or type.
func UnknownType(name string) error {
	namespace, rest, _ := strings.Cut(name, "/")
	for _, k := range kinds() {
		if known, _, _ := strings.Cut(k.name, "/"); ascii.EqualFold(known, namespace) {
			return fault.New(fault.NotFound, "InvalidResourceType",
				"The resource type '%s' could not be found in the namespace '%s'.", rest, known)
		}
	}
	return fault.New(fault.NotFound, "InvalidResourceNamespace", "The resource namespace '%s' is invalid.", namespace)
}
