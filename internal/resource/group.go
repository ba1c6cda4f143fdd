package resource

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// SubscriptionProperties are the properties of a subscription.
type SubscriptionProperties struct {
	DisplayName string `json:"displayName"`
	State       string `json:"state"` // Enabled, Disabled …
}

// ManagementGroupProperties are the properties of a management group. Resource.ManagedBy is its parent, as for a subscription.
type ManagementGroupProperties struct {
	DisplayName string `json:"displayName"`
	Version     int    `json:"version,omitempty"` // how often it was written
}

// GroupProperties are the properties of a resource group.
type GroupProperties struct {
	ProvisioningState string `json:"provisioningState"`
}

func writeSubscription(c *Change, w *write) error {
	if _, ok := guid.Parse(w.after.Name); !ok {
		return fault.New(fault.Invalid, "InvalidSubscriptionId", "The provided subscription identifier '%s' is malformed or invalid.", w.after.Name)
	}
	p := SubscriptionProperties{State: "Enabled"}
	if w.before != nil {
		if err := unmarshal(w.before.Properties, &p); err != nil {
			return err
		}
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	if err := given.text("displayName", &p.DisplayName); err != nil {
		return err
	}
	if p.DisplayName == "" || len(p.DisplayName) > 256 {
		return fault.New(fault.Invalid, "InvalidSubscriptionName", "A subscription has a display name of at most 256 characters.")
	}
	if w.before == nil {
		settings, err := HierarchyOf(c.Store, c.Tenant)
		if err != nil {
			return err
		}
		if w.after.ManagedBy = settings.DefaultManagementGroup; w.after.ManagedBy == "" {
			w.after.ManagedBy = RootGroup(c.Tenant).String()
		}
	}
	w.after.Properties = encode(p)
	return nil
}

func writeGroup(_ *Change, w *write) error {
	name := w.after.Name
	if !plain(name, 1, 90, "_-().") || strings.HasSuffix(name, ".") {
		return fault.New(fault.Invalid, "InvalidResourceGroup",
			"The provided resource group name '%s' has these invalid characters or is too long. The name can only be a letter, digit, '-', '.', '(', ')' or '_', and has at most 90 of them.", name)
	}
	if w.body.ManagedBy != "" {
		w.after.ManagedBy = w.body.ManagedBy
	}
	w.after.Properties = encode(GroupProperties{ProvisioningState: "Succeeded"})
	return nil
}

func writeManagementGroup(c *Change, w *write) error {
	if !plain(w.after.Name, 1, 90, "_-().") {
		return badName("management group", w.after.Name, "it has 1 to 90 letters, digits, '-', '_', '(', ')' and '.'")
	}
	if w.after.ID.Equal(RootGroup(c.Tenant)) {
		return fault.New(fault.Invalid, "RootManagementGroupIsFixed", "The root management group '%s' cannot be changed.", w.after.Name)
	}
	p := ManagementGroupProperties{DisplayName: w.after.Name}
	if w.before != nil {
		if err := unmarshal(w.before.Properties, &p); err != nil {
			return err
		}
	} else if all, err := c.Store.Resources(Query{Tenant: c.Tenant, Type: TypeManagementGroup}); err != nil {
		return err
	} else if len(all) >= maxGroups {
		return fault.New(fault.Invalid, "ManagementGroupLimitExceeded", "A directory has at most %d management groups.", maxGroups)
	}
	p.Version++
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	if err := given.text("displayName", &p.DisplayName); err != nil {
		return err
	}
	var details struct {
		Parent struct {
			ID string `json:"id"`
		} `json:"parent"`
	}
	if _, err := given.object("details", &details); err != nil {
		return err
	}
	if details.Parent.ID == "" && w.before == nil {
		details.Parent.ID = RootGroup(c.Tenant).String()
	}
	if details.Parent.ID != "" {
		if w.after.ManagedBy, err = c.parentGroup(details.Parent.ID, w.after.ID); err != nil {
			return err
		}
	}
	w.after.Properties = encode(p)
	return nil
}

// RootGroup returns the root management group of a tenant, which always exists.
func RootGroup(tenant string) Scope {
	return MustScope("/providers/Microsoft.Management/managementGroups/" + tenant)
}

// maxGroups is the maximum number of management groups per tenant. Source: Azure management group limits.
const maxGroups = 10_000

// maxGroupDepth is the maximum depth of management groups below the root. Source: Azure management group limits.
const maxGroupDepth = 6

// parentGroup parses the id of the new parent of child, and rejects cycles.
func (c *Change) parentGroup(text string, child Scope) (string, error) {
	id, err := ParseScope(text)
	if err != nil {
		return "", err
	}
	root := RootGroup(c.Tenant)
	first := id
	for depth := 1; !id.Equal(root); depth++ {
		if id.Equal(child) || depth > maxGroupDepth {
			return "", fault.New(fault.Invalid, "InvalidParent", "The management group '%s' cannot hang below '%s'.", child.Name(), first.Name())
		}
		above, err := Find(c.Store, c.Tenant, id)
		if err != nil {
			return "", err
		}
		if above.Type != TypeManagementGroup {
			return "", fault.New(fault.Invalid, "InvalidParent", "'%s' is not a management group.", text)
		}
		if id, err = ParseScope(above.ManagedBy); err != nil {
			return "", err
		}
	}
	return first.String(), nil
}

// MoveSubscription moves a subscription below a management group.
func (c *Change) MoveSubscription(subscription, group Scope) error {
	r, err := Find(c.Store, c.Tenant, subscription)
	if err != nil {
		return err
	}
	parent, err := c.parentGroup(group.String(), subscription)
	if err != nil {
		return err
	}
	moved := *r
	moved.ManagedBy = parent
	c.stamp(&moved, false)
	return c.Store.PutResource(&moved)
}

func mayDeleteManagementGroup(c *Change, r *Resource) error {
	for _, kind := range []string{TypeManagementGroup, TypeSubscription} {
		all, err := c.Store.Resources(Query{Tenant: c.Tenant, Type: kind})
		if err != nil {
			return err
		}
		for _, other := range all {
			if ascii.EqualFold(other.ManagedBy, r.ID.String()) {
				return fault.New(fault.Invalid, "GroupHasChildren", "The management group '%s' has children. Move or delete them first.", r.Name)
			}
		}
	}
	settings, err := HierarchyOf(c.Store, c.Tenant)
	if err == nil && ascii.EqualFold(settings.DefaultManagementGroup, r.ID.String()) {
		err = fault.New(fault.Invalid, "GroupIsDefault", "The management group '%s' is the one that new subscriptions come to lie in. Change the hierarchy settings first.", r.Name)
	}
	return err
}
