package managementgroups_test

import (
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

func parentOf(name string) string {
	return `{"properties":{"details":{"parent":{"id":"` + armtest.ManagementGroups + name + `"}}}}`
}

func TestManagementGroupCreationPermissions(t *testing.T) {
	w := armtest.New(t)
	w.OK("bob", "PUT", armtest.ManagementGroups+"bobs", `{"properties":{"displayName":"Bob's"}}`)
	w.OK("bob", "PATCH", armtest.ManagementGroups+"bobs", `{"displayName":"Bob's own"}`) // who makes one is its Owner
	w.OK("bob", "PUT", armtest.ManagementGroups+"bobs2", parentOf("bobs"))
	w.OK("bob", "PUT", armtest.ManagementGroups+"atroot", parentOf(armtest.Tenant))
	w.Refused("cleo", "PUT", armtest.ManagementGroups+"bobs", `{}`, 403, "AuthorizationFailed")
	w.Refused("cleo", "GET", armtest.ManagementGroups+"bobs", "", 403, "AuthorizationFailed")
	w.Refused("cleo", "DELETE", armtest.ManagementGroups+"bobs", "", 403, "AuthorizationFailed")
	w.Refused("cleo", "PUT", armtest.ManagementGroups+"below", parentOf("bobs"), 403, "AuthorizationFailed")
	w.Refused("cleo", "PUT", armtest.ManagementGroups+"below", parentOf("nowhere"), 403, "AuthorizationFailed")
	w.Refused("ci", "PUT", armtest.ManagementGroups+"apps", `{}`, 403, "AuthorizationFailed")
	w.Refused("bob", "PUT", armtest.ManagementGroups+armtest.Tenant, `{}`, 403, "AuthorizationFailed")
	w.Refused("bob", "PUT", armtest.ManagementGroups+"bobs"+armtest.Subscription, "", 403, "AuthorizationFailed") // that takes a role at the subscription

	w.Update(func(tx *store.Tx) error {
		guest := *w.People["cleo"].(*directory.User)
		guest.UserType = directory.TypeGuest
		return tx.PutObject(&guest)
	})
	w.Refused("cleo", "PUT", armtest.ManagementGroups+"cleos", `{}`, 403, "AuthorizationFailed")

	w.CloseHierarchy()
	w.Refused("bob", "PUT", armtest.ManagementGroups+"more", `{}`, 403, "AuthorizationFailed")
	w.OK("bob", "PUT", armtest.ManagementGroups+"more", parentOf("bobs")) // where he has a role
	w.OK("ada", "PUT", armtest.ManagementGroups+"more2", `{}`)
}

func TestManagementGroupShowsAncestorsAndDescendants(t *testing.T) {
	w := armtest.New(t)
	w.CloseHierarchy()
	w.OK("ada", "PUT", armtest.ManagementGroups+"top", `{"properties":{"displayName":"Top"}}`)
	w.OK("ada", "PUT", armtest.ManagementGroups+"low", `{"properties":{"displayName":"Low","details":{"parent":{"id":"`+armtest.ManagementGroups+`top"}}}}`)
	w.OK("ada", "PUT", armtest.ManagementGroups+"low"+armtest.Subscription, "")
	low := w.OK("ada", "GET", armtest.ManagementGroups+"low", "")
	if low.At("properties", "details", "parent", "displayName") != "Top" || low.Value("properties", "details", "version") != 1.0 || low.At("properties", "details", "updatedBy") == "" || low.At("properties", "details", "updatedTime") == "" {
		t.Errorf("details: %s", low.Text)
	}
	if got := w.OK("ada", "PATCH", armtest.ManagementGroups+"low", `{"displayName":"Lower"}`); got.Value("properties", "details", "version") != 2.0 {
		t.Errorf("a change is a version: %s", got.Text)
	}
	for _, row := range []struct{ query, has, hasNot string }{
		{"$expand=children", `"name":"low"`, `"Test Sub"`},
		{"$expand=children&$recurse=true", `"Test Sub"`, `"path"`},
		{"$expand=ancestors", `"managementGroupAncestors":["` + armtest.Tenant + `"]`, `"children"`},
		{"$expand=path", `"path":[{"name":"` + armtest.Tenant + `","displayName":"Tenant Root Group"},{"name":"top","displayName":"Top"}]`, `"children"`},
	} {
		if got := w.OK("ada", "GET", armtest.ManagementGroups+"top?"+row.query, "").Text; !strings.Contains(got, row.has) || strings.Contains(got, row.hasNot) {
			t.Errorf("%s: %s", row.query, got)
		}
	}
	w.Refused("ada", "GET", armtest.ManagementGroups+"top?$recurse=true", "", 400, "BadRequest")
	w.Refused("ada", "GET", armtest.ManagementGroups+"top?$expand=x", "", 400, "BadRequest")
	if got := w.OK("ada", "GET", armtest.ManagementGroups+"top/descendants", "").Names(); !slices.Equal(got, []string{"low", strings.TrimPrefix(armtest.Subscription, "/subscriptions/")}) {
		t.Errorf("descendants: %v", got)
	}
	if got := w.OK("ada", "GET", strings.TrimSuffix(armtest.ManagementGroups, "/"), "").Names(); !slices.Equal(got, []string{armtest.Tenant, "low", "top"}) {
		t.Errorf("the list: %v", got)
	}
	entities := w.OK("ada", "POST", "/providers/Microsoft.Management/getEntities", "")
	top := entities.JSON["value"].([]any)[2].(map[string]any)["properties"].(map[string]any)
	if entities.JSON["count"] != 4.0 || top["numberOfDescendants"] != 2.0 || top["numberOfChildren"] != 1.0 || top["numberOfChildGroups"] != 1.0 || top["permissions"] != "delete" || top["inheritedPermissions"] != "delete" {
		t.Errorf("entities: %s", entities.Text)
	}
	w.Give("ada", "bob", armtest.Reader, armtest.ManagementGroups+"low")
	seen := w.OK("bob", "POST", "/providers/Microsoft.Management/getEntities", "")
	first := seen.JSON["value"].([]any)[0].(map[string]any)["properties"].(map[string]any)
	if seen.JSON["count"] != 2.0 || first["permissions"] != "view" || first["inheritedPermissions"] != "noaccess" {
		t.Errorf("what bob sees: %s", seen.Text)
	}
}

func TestCheckNameAvailabilityOfManagementGroups(t *testing.T) {
	w := armtest.New(t)
	w.OK("bob", "PUT", armtest.ManagementGroups+"taken", `{}`)
	for _, row := range []struct{ name, reason string }{{"free", ""}, {"TAKEN", "AlreadyExists"}, {"", "Invalid"}, {"a/b", "Invalid"}} {
		got := w.OK("cleo", "POST", "/providers/Microsoft.Management/checkNameAvailability", `{"name":"`+row.name+`","type":"Microsoft.Management/managementGroups"}`)
		if got.Value("nameAvailable") != (row.reason == "") || got.At("reason") != row.reason {
			t.Errorf("%q: %s", row.name, got.Text)
		}
	}
	w.Refused("cleo", "POST", "/providers/Microsoft.Management/checkNameAvailability", `{"name":"x","type":"y"}`, 400, "BadRequest")
	if got := w.OK("cleo", "POST", "/providers/Microsoft.Management/tenantBackfillStatus", ""); got.At("status") != "Completed" {
		t.Errorf("backfill: %s", got.Text)
	}
}
