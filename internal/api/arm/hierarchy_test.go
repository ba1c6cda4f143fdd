package arm_test

import (
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

const (
	groups    = "/providers/Microsoft.Management/managementGroups/"
	hierarchy = groups + tenant + "/settings"
)

// closeHierarchy makes ada Owner of the root management group, and has it that nobody makes groups without a role.
func (w *world) closeHierarchy() {
	w.t.Helper()
	w.grant("ada", owner, groups+tenant)
	w.ok("ada", "PUT", hierarchy+"/default", `{"properties":{"requireAuthorizationForGroupCreation":true}}`)
}

func parentOf(name string) string {
	return `{"properties":{"details":{"parent":{"id":"` + groups + name + `"}}}}`
}

func TestWhoMayMakeAManagementGroup(t *testing.T) {
	w := newWorld(t)
	w.ok("bob", "PUT", groups+"bobs", `{"properties":{"displayName":"Bob's"}}`)
	w.ok("bob", "PATCH", groups+"bobs", `{"displayName":"Bob's own"}`) // who makes one is its Owner
	w.ok("bob", "PUT", groups+"bobs2", parentOf("bobs"))
	w.ok("bob", "PUT", groups+"atroot", parentOf(tenant))
	w.refused("cleo", "PUT", groups+"bobs", `{}`, 403, "AuthorizationFailed")
	w.refused("cleo", "GET", groups+"bobs", "", 403, "AuthorizationFailed")
	w.refused("cleo", "DELETE", groups+"bobs", "", 403, "AuthorizationFailed")
	w.refused("cleo", "PUT", groups+"below", parentOf("bobs"), 403, "AuthorizationFailed")
	w.refused("cleo", "PUT", groups+"below", parentOf("nowhere"), 403, "AuthorizationFailed")
	w.refused("ci", "PUT", groups+"apps", `{}`, 403, "AuthorizationFailed")
	w.refused("bob", "PUT", groups+tenant, `{}`, 403, "AuthorizationFailed")
	w.refused("bob", "PUT", groups+"bobs"+sub, "", 403, "AuthorizationFailed") // that takes a role at the subscription

	w.update(func(tx *store.Tx) error {
		guest := *w.people["cleo"].(*directory.User)
		guest.UserType = directory.TypeGuest
		return tx.PutObject(&guest)
	})
	w.refused("cleo", "PUT", groups+"cleos", `{}`, 403, "AuthorizationFailed")

	w.closeHierarchy()
	w.refused("bob", "PUT", groups+"more", `{}`, 403, "AuthorizationFailed")
	w.ok("bob", "PUT", groups+"more", parentOf("bobs")) // where he has a role
	w.ok("ada", "PUT", groups+"more2", `{}`)
}

func TestHierarchySettings(t *testing.T) {
	w := newWorld(t)
	w.refused("bob", "PUT", hierarchy+"/default", `{}`, 403, "AuthorizationFailed")
	w.grant("ada", owner, groups+tenant)
	if got := w.ok("ada", "GET", hierarchy, "").names(); len(got) != 0 {
		t.Errorf("from the beginning: %v", got)
	}
	w.refused("ada", "GET", hierarchy+"/default", "", 404, "ResourceNotFound")
	w.ok("ada", "PUT", groups+"team", `{}`)
	w.refused("ada", "PUT", hierarchy+"/default", `{"properties":{"defaultManagementGroup":"`+groups+`none"}}`, 404, "ResourceNotFound")
	w.refused("ada", "PUT", hierarchy+"/default", `{"properties":{"defaultManagementGroup":"`+sub+`"}}`, 400, "InvalidHierarchySettings")
	w.refused("ada", "PUT", groups+"team/settings/default", `{}`, 400, "BadRequest")
	got := w.ok("ada", "PUT", hierarchy+"/default", `{"properties":{"requireAuthorizationForGroupCreation":true,"defaultManagementGroup":"`+groups+`team"}}`)
	if got.at("properties", "defaultManagementGroup") != groups+"team" || got.at("properties", "tenantId") != tenant || got.at("name") != "default" || got.at("type") != "Microsoft.Management/managementGroups/settings" {
		t.Errorf("PUT: %s", got.text)
	}
	if got := w.ok("ada", "PATCH", hierarchy+"/default", `{"properties":{"requireAuthorizationForGroupCreation":false}}`); got.value("properties", "requireAuthorizationForGroupCreation") != false || got.at("properties", "defaultManagementGroup") == "" {
		t.Errorf("PATCH: %s", got.text)
	}
	w.refused("ada", "DELETE", groups+"team", "", 400, "GroupIsDefault")
	w.ok("ada", "DELETE", hierarchy+"/default", "")
	w.ok("ada", "DELETE", groups+"team", "")
}

func TestAManagementGroupIsShownWithWhatIsAboveAndBelow(t *testing.T) {
	w := newWorld(t)
	w.closeHierarchy()
	w.ok("ada", "PUT", groups+"top", `{"properties":{"displayName":"Top"}}`)
	w.ok("ada", "PUT", groups+"low", `{"properties":{"displayName":"Low","details":{"parent":{"id":"`+groups+`top"}}}}`)
	w.ok("ada", "PUT", groups+"low"+sub, "")
	low := w.ok("ada", "GET", groups+"low", "")
	if low.at("properties", "details", "parent", "displayName") != "Top" || low.value("properties", "details", "version") != 1.0 || low.at("properties", "details", "updatedBy") == "" || low.at("properties", "details", "updatedTime") == "" {
		t.Errorf("details: %s", low.text)
	}
	if got := w.ok("ada", "PATCH", groups+"low", `{"displayName":"Lower"}`); got.value("properties", "details", "version") != 2.0 {
		t.Errorf("a change is a version: %s", got.text)
	}
	for _, row := range []struct{ query, has, hasNot string }{
		{"$expand=children", `"name":"low"`, `"Test Sub"`},
		{"$expand=children&$recurse=true", `"Test Sub"`, `"path"`},
		{"$expand=ancestors", `"managementGroupAncestors":["` + tenant + `"]`, `"children"`},
		{"$expand=path", `"path":[{"name":"` + tenant + `","displayName":"Tenant Root Group"},{"name":"top","displayName":"Top"}]`, `"children"`},
	} {
		if got := w.ok("ada", "GET", groups+"top?"+row.query, "").text; !strings.Contains(got, row.has) || strings.Contains(got, row.hasNot) {
			t.Errorf("%s: %s", row.query, got)
		}
	}
	w.refused("ada", "GET", groups+"top?$recurse=true", "", 400, "BadRequest")
	w.refused("ada", "GET", groups+"top?$expand=x", "", 400, "BadRequest")
	if got := w.ok("ada", "GET", groups+"top/descendants", "").names(); !slices.Equal(got, []string{"low", strings.TrimPrefix(sub, "/subscriptions/")}) {
		t.Errorf("descendants: %v", got)
	}
	if got := w.ok("ada", "GET", strings.TrimSuffix(groups, "/"), "").names(); !slices.Equal(got, []string{tenant, "low", "top"}) {
		t.Errorf("the list: %v", got)
	}
	entities := w.ok("ada", "POST", "/providers/Microsoft.Management/getEntities", "")
	top := entities.json["value"].([]any)[2].(map[string]any)["properties"].(map[string]any)
	if entities.json["count"] != 4.0 || top["numberOfDescendants"] != 2.0 || top["numberOfChildren"] != 1.0 || top["numberOfChildGroups"] != 1.0 || top["permissions"] != "delete" || top["inheritedPermissions"] != "delete" {
		t.Errorf("entities: %s", entities.text)
	}
	w.give("ada", "bob", reader, groups+"low")
	seen := w.ok("bob", "POST", "/providers/Microsoft.Management/getEntities", "")
	first := seen.json["value"].([]any)[0].(map[string]any)["properties"].(map[string]any)
	if seen.json["count"] != 2.0 || first["permissions"] != "view" || first["inheritedPermissions"] != "noaccess" {
		t.Errorf("what bob sees: %s", seen.text)
	}
}

func TestNamesOfManagementGroupsAreChecked(t *testing.T) {
	w := newWorld(t)
	w.ok("bob", "PUT", groups+"taken", `{}`)
	for _, row := range []struct{ name, reason string }{{"free", ""}, {"TAKEN", "AlreadyExists"}, {"", "Invalid"}, {"a/b", "Invalid"}} {
		got := w.ok("cleo", "POST", "/providers/Microsoft.Management/checkNameAvailability", `{"name":"`+row.name+`","type":"Microsoft.Management/managementGroups"}`)
		if got.value("nameAvailable") != (row.reason == "") || got.at("reason") != row.reason {
			t.Errorf("%q: %s", row.name, got.text)
		}
	}
	w.refused("cleo", "POST", "/providers/Microsoft.Management/checkNameAvailability", `{"name":"x","type":"y"}`, 400, "BadRequest")
	if got := w.ok("cleo", "POST", "/providers/Microsoft.Management/tenantBackfillStatus", ""); got.at("status") != "Completed" {
		t.Errorf("backfill: %s", got.text)
	}
}
