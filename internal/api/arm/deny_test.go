package arm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

func denyAt(scope string) string {
	return scope + "/providers/Microsoft.Authorization/denyAssignments/" + guid.Derive("deny")
}

func denyBody(action, principal, excluded string) string {
	return fmt.Sprintf(`{"properties":{"denyAssignmentName":"no","permissions":[{"actions":["%s"]}],"principals":[{"id":"%s","type":"User"}],"excludePrincipals":[%s]}}`, action, principal, excluded)
}

func TestADenyAssignmentWinsOverRoles(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.grant("bob", contributor, sub)
	w.ok("bob", "GET", account, "")
	w.refused("bob", "PUT", denyAt(group), denyBody("*/read", w.id("ada"), ""), 403, "AuthorizationFailed")
	got := w.ok("ada", "PUT", denyAt(group), denyBody("Microsoft.CognitiveServices/*/read", w.id("bob"), ""))
	if got.status != 201 || got.at("properties", "scope") != group {
		t.Errorf("%d %s", got.status, got.text)
	}
	w.refused("bob", "GET", account, "", 403, "AuthorizationFailed")
	if got := w.ok("ada", "GET", group+"/providers/Microsoft.Authorization/denyAssignments?$filter=principalId eq '"+w.id("bob")+"'", "").names(); len(got) != 1 {
		t.Errorf("listed: %v", got)
	}
	w.ok("ada", "DELETE", denyAt(group), "")
	w.ok("bob", "GET", account, "")
	if got := w.ok("ada", "DELETE", denyAt(group), ""); got.status != 204 {
		t.Errorf("deleting it again: %d", got.status)
	}
}

func TestDenyAssignmentsAreChecked(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	everyone := rbac.EveryPrincipal
	for _, row := range []struct{ because, body, code string }{
		{"nobody locks themselves out", denyBody("*", everyone, ""), "InvalidDenyAssignment"},
		{"a permission of a provider that does not exist", denyBody("Microsoft.Nothing/*", everyone, ""), "InvalidActionOrNotAction"},
		{"a principal that is no id", denyBody("*/read", "bob", ""), "InvalidPrincipalId"},
		{"no permissions", strings.Replace(denyBody("*/read", everyone, ""), `{"actions":["*/read"]}`, "", 1), "InvalidDenyAssignment"},
		{"no name", strings.Replace(denyBody("*/read", everyone, ""), `"no"`, `""`, 1), "InvalidDenyAssignment"},
		{"no principals", strings.Replace(denyBody("*/read", everyone, ""), `{"id":"`+everyone+`","type":"User"}`, "", 1), "InvalidDenyAssignment"},
		{"the system's own", strings.Replace(denyBody("*/read", everyone, ""), `"permissions"`, `"isSystemProtected":true,"permissions"`, 1), "InvalidDenyAssignment"},
	} {
		if got := w.call("ada", "PUT", denyAt(group), row.body); got.status != 400 || got.code() != row.code {
			t.Errorf("%s: %d %s", row.because, got.status, got.text)
		}
	}
	unknown := w.ok("ada", "PUT", denyAt(account), denyBody("*/read", guid.New(), `{"id":"`+guid.New()+`"}`)) // as az's own tests do
	if !strings.Contains(unknown.text, `"type":"Unknown"`) || !strings.Contains(unknown.text, `"createdBy":"`+w.id("ada")+`"`) {
		t.Errorf("a deny assignment for principals that the directory does not know: %s", unknown.text)
	}
	w.ok("ada", "DELETE", denyAt(account), "")
	w.ok("ada", "PUT", denyAt(group), denyBody("*", everyone, `{"id":"`+w.id("ada")+`"}`))
	w.ok("ada", "GET", account, "")
	w.refused("ada", "PUT", denyAt(account), denyBody("*/read", w.id("bob"), ""), 400, "DenyAssignmentUpdateNotPermitted")
	w.update(func(tx *store.Tx) error {
		return tx.PutDenyAssignment(&rbac.DenyAssignment{
			Name: guid.Derive("deny"), Tenant: tenant, DisplayName: "stack", Scope: resource.MustScope(group), IsSystemProtected: true,
			Permissions: []rbac.Permission{{Actions: []string{"*/read"}}}, Principals: []rbac.Principal{{Object: w.id("bob")}},
		})
	})
	w.refused("ada", "DELETE", denyAt(group), "", 403, "DenyAssignmentIsSystemProtected")
	w.refused("ada", "PUT", denyAt(group), denyBody("*/read", w.id("bob"), ""), 403, "DenyAssignmentIsSystemProtected")
}

func TestElevationIsForGlobalAdministrators(t *testing.T) {
	w := newWorld(t)
	path := "/providers/Microsoft.Authorization/elevateAccess"
	if text := w.refused("ada", "POST", path, "", 403, "AuthorizationFailed"); !strings.Contains(text, "'Microsoft.Authorization/elevateAccess/action' over scope '/'") {
		t.Error(text)
	}
	w.update(func(tx *store.Tx) error {
		role, err := directory.ActivateRole(tx, tenant, directory.GlobalAdministrator, guid.New(), start)
		if err != nil {
			return err
		}
		return tx.PutLink(directory.Link{Tenant: tenant, From: role.ID, Relation: directory.Member, To: w.id("bob")})
	})
	w.refused("bob", "GET", sub, "", 403, "AuthorizationFailed")
	for range 2 { // once more changes nothing
		if got := w.ok("bob", "POST", path, ""); got.status != 200 || got.text != "" {
			t.Errorf("%d %s", got.status, got.text)
		}
	}
	w.ok("bob", "GET", sub, "")
	if got := w.give("bob", "cleo", owner, sub); got.status != 201 {
		t.Errorf("%d %s", got.status, got.text)
	}
	there := w.ok("bob", "GET", "/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()", "").names()
	if len(there) != 1 {
		t.Fatalf("at the root: %v", there)
	}
	w.ok("bob", "DELETE", "/providers/Microsoft.Authorization/roleAssignments/"+there[0], "")
	w.refused("bob", "GET", sub, "", 403, "AuthorizationFailed")
}

func TestAssignmentsOfAManagementGroupAreListedWithWhatHangsBelow(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	top, low := "/providers/Microsoft.Management/managementGroups/top", "/providers/Microsoft.Management/managementGroups/low"
	w.grant("ada", owner, "/providers/Microsoft.Management/managementGroups/"+tenant)
	w.ok("ada", "PUT", top, `{"properties":{"displayName":"Top"}}`)
	w.ok("ada", "PUT", low, `{"properties":{"displayName":"Low","details":{"parent":{"id":"`+top+`"}}}}`)
	w.ok("ada", "PUT", low+sub, "")
	for _, path := range []string{low + "/subscriptions", low + sub} {
		if got := w.ok("ada", "GET", path, ""); !strings.Contains(got.text, `"displayName":"Test Sub"`) {
			t.Errorf("%s: %s", path, got.text)
		}
	}
	w.refused("ada", "GET", top+sub, "", 404, "ResourceNotFound")
	if got := w.ok("ada", "POST", "/providers/Microsoft.Management/getEntities", "").names(); !slices.Equal(got, []string{tenant, "low", "top", strings.TrimPrefix(sub, "/subscriptions/")}) {
		t.Errorf("entities: %v", got)
	}
	if got := w.ok("bob", "POST", "/providers/Microsoft.Management/getEntities", "").names(); len(got) != 0 {
		t.Errorf("bob sees %v", got)
	}
	w.grant("bob", reader, low)
	w.grant("bob", contributor, account)
	scopes := func(filter string) []string {
		var out []string
		for _, v := range w.ok("ada", "GET", assignmentsAt(top)+filter, "").json["value"].([]any) {
			out = append(out, v.(map[string]any)["properties"].(map[string]any)["scope"].(string))
		}
		slices.Sort(out)
		return out
	}
	if got := scopes("?$filter=principalId eq '" + w.id("bob") + "'"); !slices.Equal(got, []string{low, account}) {
		t.Errorf("below the top: %s", got)
	}
	if got := scopes("?$filter=atScope()"); !slices.Equal(got, []string{"/providers/Microsoft.Management/managementGroups/" + tenant}) {
		t.Errorf("at the top and above: %s", got)
	}
	w.ok("bob", "GET", sub, "")
}

func TestANameIsOneAssignments(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	name := guid.New()
	w.ok("ada", "PUT", assignmentsAt(group)+"/"+name, assignmentBody(reader, w.id("bob")))
	text := w.refused("ada", "PUT", assignmentsAt(account)+"/"+name, assignmentBody(reader, w.id("bob")), 400, "RoleAssignmentUpdateNotPermitted")
	if text != "Tenant ID, application ID, principal ID, and scope are not allowed to be updated." {
		t.Error(text)
	}
}

func TestAssignmentsOfDeletedPrincipalsStay(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.give("ada", "bob", reader, account)
	w.update(func(tx *store.Tx) error { return tx.DeleteObject(tenant, w.id("bob")) })
	list := w.ok("ada", "GET", assignmentsAt(account)+"?$filter=principalId eq '"+w.id("bob")+"'", "")
	if len(list.names()) != 1 || !strings.Contains(list.text, `"principalType":"User"`) {
		t.Errorf("listed: %s", list.text)
	}
	if got := w.take("ada", "bob", reader, account); got.status != 200 {
		t.Errorf("taken away: %d %s", got.status, got.text)
	}
}

func TestCustomRolesTakeTheRightAtEveryAssignableScope(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.ok("ada", "PUT", sub+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.grant("bob", owner, group)
	role := func(scopes string) string {
		return `{"properties":{"roleName":"Mine","permissions":[{"actions":["*/read"]}],"assignableScopes":[` + scopes + `]}}`
	}
	path := group + "/providers/Microsoft.Authorization/roleDefinitions/" + guid.Derive("mine")
	text := w.refused("bob", "PUT", path, role(`"`+group+`","`+sub+`/resourceGroups/rg2"`), 403, "LinkedAuthorizationFailed")
	if !strings.Contains(text, "does not have permission to perform action 'Microsoft.Authorization/roleDefinitions/write' on the linked scope(s)'"+sub+"/resourceGroups/rg2'") {
		t.Error(text)
	}
	w.ok("bob", "PUT", path, role(`"`+group+`"`))
	w.refused("bob", "PUT", path, role(`"`+sub+`"`), 403, "LinkedAuthorizationFailed")
}

func TestConnectionsKeepTheirCredentialsToThemselves(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.grant("bob", reader, account)
	body := `{"properties":{"category":"CognitiveSearch","authType":"ApiKey","target":"https://search.test","credentials":{"key":"s3cret"},"metadata":{"a":"b"}}}`
	for _, at := range []string{account + "/connections/search", account + "/projects/p1/connections/search"} {
		if strings.Contains(at, "projects") {
			w.ok("ada", "PUT", account+"/projects/p1", `{"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{}}`)
		}
		for _, got := range []answer{w.ok("ada", "PUT", at, body), w.ok("bob", "GET", at, ""), w.ok("ada", "PATCH", at, `{"properties":{"target":"https://x.test"}}`)} {
			if strings.Contains(got.text, "s3cret") || got.at("properties", "category") != "CognitiveSearch" {
				t.Errorf("%s", got.text)
			}
		}
		if got := w.ok("bob", "GET", at[:strings.LastIndexByte(at, '/')], "").names(); len(got) != 1 {
			t.Errorf("listed: %v", got)
		}
	}
	w.refused("bob", "POST", account+"/connections/search/listsecrets", "", 403, "AuthorizationFailed")
	if got := w.ok("ada", "POST", account+"/connections/search/listsecrets", ""); got.at("properties", "credentials", "key") != "s3cret" || got.at("properties", "target") != "https://x.test" {
		t.Errorf("%s", got.text)
	}
	if got := w.events("ada", " and resourceId eq '"+account+"/connections/search'"); strings.Contains(pretty(got), "s3cret") {
		t.Error("the activity log holds credentials")
	}
	w.refused("ada", "PUT", account+"/connections/search", `{"properties":{"category":"x","authType":"Magic"}}`, 400, "InvalidResourceProperties")
	w.ok("ada", "DELETE", account+"/connections/search", "")
	w.refused("ada", "GET", account+"/connections/search", "", 404, "ResourceNotFound")
}

func TestContentFilters(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	deployment := func(policy string) string {
		return `{"sku":{"name":"Standard","capacity":1},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"},"raiPolicyName":"` + policy + `"}}`
	}
	w.refused("ada", "PUT", account+"/deployments/chat", deployment("strict"), 400, "InvalidResourceProperties")
	w.ok("ada", "PUT", account+"/raiPolicies/strict", `{"properties":{"mode":"Blocking","basePolicyName":"Microsoft.DefaultV2","contentFilters":[{"name":"hate","blocking":true,"enabled":true,"severityThreshold":"Low","source":"Prompt"}]}}`)
	w.ok("ada", "PUT", account+"/deployments/chat", deployment("strict"))
	if got := w.ok("ada", "GET", account+"/raiPolicies", "").names(); !slices.Equal(got, []string{"Microsoft.Default", "Microsoft.DefaultV2", "strict"}) {
		t.Errorf("listed: %v", got)
	}
	if got := w.ok("ada", "GET", account+"/raiPolicies/strict", ""); got.at("properties", "type") != "UserManaged" {
		t.Error(got.text)
	}
	if got := w.ok("ada", "GET", account+"/raiPolicies/microsoft.default", ""); got.at("properties", "type") != "SystemManaged" {
		t.Error(got.text)
	}
	w.refused("ada", "PUT", account+"/raiPolicies/Microsoft.Default", `{"properties":{}}`, 400, "InvalidResourceName")
}

func TestAnIdentityTrustsOnlySoundIssuers(t *testing.T) {
	w := newWorld(t)
	w.ok("ada", "PUT", group, `{"location":"eastus"}`)
	identity := group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
	w.ok("ada", "PUT", identity, `{"location":"eastus"}`)
	body := func(issuer, subject string) string {
		return `{"properties":{"issuer":"` + issuer + `","subject":"` + subject + `","audiences":["api://AzureADTokenExchange"]}}`
	}
	w.refused("ada", "PUT", identity+"/federatedIdentityCredentials/plain", body("http://issuer.test", "a"), 400, "BadRequest")
	w.ok("ada", "PUT", identity+"/federatedIdentityCredentials/good", body("https://issuer.test", "a"))
	w.ok("ada", "PUT", identity+"/federatedIdentityCredentials/good", body("https://issuer.test", "b"))
	w.refused("ada", "PUT", identity+"/federatedIdentityCredentials/other", body("https://issuer.test", "b"), 400, "BadRequest")
	for i := range 19 {
		w.ok("ada", "PUT", fmt.Sprintf("%s/federatedIdentityCredentials/more%d", identity, i), body("https://issuer.test", fmt.Sprint("s", i)))
	}
	w.refused("ada", "PUT", identity+"/federatedIdentityCredentials/toomany", body("https://issuer.test", "last"), 400, "BadRequest")
}
