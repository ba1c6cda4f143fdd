package resource

import (
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// TypeHierarchySettings is the type of a tenant's hierarchy settings, which are a child of the root management group with the
// name "default".
const TypeHierarchySettings = "Microsoft.Management/managementGroups/settings"

// HierarchySettings are a tenant's hierarchy settings. Source: Microsoft.Management api-version 2021-04-01.
type HierarchySettings struct {
	TenantID string `json:"tenantId"`
	// RequireAuthorization requires a role to create management groups below the root. Otherwise every user of the tenant may.
	RequireAuthorization bool `json:"requireAuthorizationForGroupCreation"`
	// DefaultManagementGroup is the id of the parent of new subscriptions; "" means the root.
	DefaultManagementGroup string `json:"defaultManagementGroup,omitempty"`
}

// HierarchySettingsID returns the id of a tenant's hierarchy settings.
func HierarchySettingsID(tenant string) Scope {
	return MustScope(RootGroup(tenant).String() + "/settings/default")
}

// HierarchyOf returns the hierarchy settings of a tenant, or the defaults.
func HierarchyOf(store Reader, tenant string) (HierarchySettings, error) {
	var s HierarchySettings
	r, err := store.Resource(HierarchySettingsID(tenant))
	if fault.Is(err, fault.NotFound) {
		return HierarchySettings{TenantID: tenant}, nil
	}
	if err != nil {
		return s, err
	}
	return s, unmarshal(r.Properties, &s)
}

func writeHierarchySettings(c *Change, w *write) error {
	if !w.after.ID.Equal(HierarchySettingsID(c.Tenant)) {
		return fault.New(fault.Invalid, "InvalidHierarchySettings", "Hierarchy settings are at the root management group '%s', under the name 'default'.", c.Tenant)
	}
	s := HierarchySettings{TenantID: c.Tenant}
	if w.before != nil && w.patch {
		if err := unmarshal(w.before.Properties, &s); err != nil {
			return err
		}
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	given.drop("tenantId")
	if err := firstOf(given.boolean("requireAuthorizationForGroupCreation", &s.RequireAuthorization), given.text("defaultManagementGroup", &s.DefaultManagementGroup)); err != nil {
		return err
	}
	if s.DefaultManagementGroup != "" {
		id, err := ParseScope(s.DefaultManagementGroup)
		if err != nil {
			return err
		}
		group, err := Find(c.Store, c.Tenant, id)
		if err != nil {
			return err
		}
		if !ascii.EqualFold(group.Type, TypeManagementGroup) {
			return fault.New(fault.Invalid, "InvalidHierarchySettings", "'%s' is not a management group.", s.DefaultManagementGroup)
		}
		s.DefaultManagementGroup = group.ID.String()
	}
	w.after.Properties = encode(s)
	return nil
}
