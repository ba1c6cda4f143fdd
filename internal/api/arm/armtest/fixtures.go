package armtest

import (
	"encoding/json"
	"fmt"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// MakeGroup creates the resource group that most tests use.
func (w *World) MakeGroup() {
	w.T.Helper()
	w.OK("ada", "PUT", Group, `{"location":"eastus"}`)
}

// The paths of management groups, and of the settings of the hierarchy.
const (
	ManagementGroups  = "/providers/Microsoft.Management/managementGroups/"
	HierarchySettings = ManagementGroups + Tenant + "/settings"
)

// CloseHierarchy makes ada Owner of the root management group, and requires a role for creating management groups.
func (w *World) CloseHierarchy() {
	w.T.Helper()
	w.Grant("ada", Owner, ManagementGroups+Tenant)
	w.OK("ada", "PUT", HierarchySettings+"/default", `{"properties":{"requireAuthorizationForGroupCreation":true}}`)
}

// ActivityLog is the path of the activity log of the subscription.
const ActivityLog = Subscription + "/providers/Microsoft.Insights/eventtypes/management/values"

// Events returns the activity log, read with the request that az sends.
func (w *World) Events(who, filter string) []map[string]any {
	w.T.Helper()
	got := w.OK(who, "GET", ActivityLog+"?$filter=eventTimestamp ge 2026-11-23T00:00:00Z and eventTimestamp le 2026-11-24T00:00:00Z"+filter, "")
	var page struct{ Value []map[string]any }
	w.Must(json.Unmarshal([]byte(got.Text), &page))
	return page.Value
}

// Stored returns an account as it is in the store.
func (w *World) Stored(id string) (r *resource.Resource, p resource.AccountProperties, keys resource.AccountKeys) {
	w.T.Helper()
	w.Must(w.DB.View(w.T.Context(), func(tx *store.Tx) (err error) {
		r, err = tx.Resource(resource.MustScope(id))
		return err
	}))
	w.Must(json.Unmarshal(r.Properties, &p))
	w.Must(json.Unmarshal(r.Secrets, &keys))
	return r, p, keys
}

// PrincipalThere reports whether a service principal exists.
func (w *World) PrincipalThere(id string) bool {
	w.T.Helper()
	there := false
	w.Must(w.DB.View(w.T.Context(), func(tx *store.Tx) error {
		_, err := directory.Find[*directory.ServicePrincipal](tx, Tenant, id)
		there = err == nil
		return nil
	}))
	return there
}

// AssignmentsAt returns the path of the role assignments at a scope.
func AssignmentsAt(scope string) string {
	return scope + "/providers/Microsoft.Authorization/roleAssignments"
}

// Give assigns a role with the PUT that az sends.
func (w *World) Give(by, name, role, scope string) Answer {
	w.T.Helper()
	return w.Call(by, "PUT", AssignmentsAt(scope)+"/"+guid.Derive("given", name, role, scope), AssignmentBody(role, w.ID(name)))
}

// Take deletes the assignment that Give created.
func (w *World) Take(by, name, role, scope string) Answer {
	w.T.Helper()
	return w.Call(by, "DELETE", AssignmentsAt(scope)+"/"+guid.Derive("given", name, role, scope), "")
}

// AssignmentBody returns the body of the PUT of a role assignment.
func AssignmentBody(role, principal string) string {
	return fmt.Sprintf(`{"properties":{"roleDefinitionId":"%s/providers/Microsoft.Authorization/roleDefinitions/%s","principalId":"%s"}}`, Subscription, role, principal)
}

// MakeAccount creates the group and the account that most tests use.
func (w *World) MakeAccount() {
	w.T.Helper()
	w.OK("ada", "PUT", Group, `{"location":"eastus"}`)
	w.OK("ada", "PUT", Account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{"customSubDomainName":"foundry","allowProjectManagement":true}}`)
}
