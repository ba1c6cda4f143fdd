package arm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

func assignmentsAt(scope string) string {
	return scope + "/providers/Microsoft.Authorization/roleAssignments"
}

// give is the PUT by which az assigns a role.
func (w *world) give(by, name, role, scope string) answer {
	w.t.Helper()
	return w.call(by, "PUT", assignmentsAt(scope)+"/"+guid.Derive("given", name, role, scope), assignmentBody(role, w.id(name)))
}

func (w *world) take(by, name, role, scope string) answer {
	w.t.Helper()
	return w.call(by, "DELETE", assignmentsAt(scope)+"/"+guid.Derive("given", name, role, scope), "")
}

func assignmentBody(role, principal string) string {
	return fmt.Sprintf(`{"properties":{"roleDefinitionId":"%s/providers/Microsoft.Authorization/roleDefinitions/%s","principalId":"%s"}}`, sub, role, principal)
}

// Azure answers 201 to the update of an assignment too.
func TestAnUpdatedAssignmentIsAnsweredLikeANewOne(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	at := assignmentsAt(account) + "/" + guid.New()
	body := assignmentBody(reader, w.id("bob"))
	described := strings.Replace(body, `{"properties":{`, `{"properties":{"description":"for the demo",`, 1)
	for _, row := range []struct {
		because, body string
		status        int
	}{{"it is new", body, 201}, {"nothing changed", body, 200}, {"it has a description now", described, 201}, {"nothing changed again", described, 200}} {
		if got := w.call("ada", "PUT", at, row.body); got.status != row.status {
			t.Errorf("%s: %d %s", row.because, got.status, got.text)
		}
	}
}

func TestAnAssignmentActsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.refused("bob", "GET", account, "", 403, "AuthorizationFailed")
	if got := w.give("ada", "bob", reader, group); got.status != 201 {
		t.Fatalf("%d %s", got.status, got.text)
	}
	w.ok("bob", "GET", account, "")
	w.refused("bob", "DELETE", account, "", 403, "AuthorizationFailed")
	w.refused("bob", "PUT", assignmentsAt(account)+"/"+guid.New(), assignmentBody(owner, w.id("bob")), 403, "AuthorizationFailed")
	w.take("ada", "bob", reader, group)
	w.refused("bob", "GET", account, "", 403, "AuthorizationFailed")

	w.give("ada", "developers", reader, account)
	w.ok("cleo", "GET", account, "")
	w.update(func(tx *store.Tx) error {
		_, err := tx.DeleteLink(directory.Link{Tenant: tenant, From: w.id("developers"), Relation: directory.Member, To: w.id("cleo")})
		return err
	})
	w.refused("cleo", "GET", account, "", 403, "AuthorizationFailed")
}

func TestTheTypeOfAPrincipalIsLookedUp(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	for name, want := range map[string]string{"bob": "User", "developers": "Group", "ci": "ServicePrincipal"} {
		for _, stated := range []string{``, `,"principalType":null`, `,"principalType":"` + want + `"`} {
			path := assignmentsAt(account) + "/" + guid.Derive(name)
			body := strings.Replace(assignmentBody(cognitiveUser, w.id(name)), `"}}`, `"`+stated+`}}`, 1)
			got := w.ok("ada", "PUT", path, body)
			if kind := got.at("properties", "principalType"); kind != want {
				t.Errorf("%s with %q is a %s", name, stated, kind)
			}
			w.ok("ada", "DELETE", path, "")
		}
	}
	body := strings.Replace(assignmentBody(cognitiveUser, w.id("ci")), `"}}`, `","principalType":"User"}}`, 1)
	text := w.refused("ada", "PUT", assignmentsAt(account)+"/"+guid.New(), body, 400, "UnmatchedPrincipalType")
	if !strings.Contains(text, "has type 'ServicePrincipal' , which is different from specified PrinciaplType 'User'.") {
		t.Error(text)
	}
	text = w.refused("ada", "PUT", assignmentsAt(account)+"/"+guid.New(), assignmentBody(cognitiveUser, guid.Derive("nobody")), 400, "PrincipalNotFound")
	for kind, status := range map[string]int{"ServicePrincipal": 201, "User": 400, "Group": 400} {
		body := strings.Replace(assignmentBody(cognitiveUser, guid.Derive("nobody")), `"}}`, `","principalType":"`+kind+`"}}`, 1)
		path := assignmentsAt(account) + "/" + guid.New()
		if got := w.call("ada", "PUT", path, body); got.status != status {
			t.Errorf("an unknown principal that is said to be a %s: %d %s", kind, got.status, got.text)
		}
		if status == 201 {
			w.ok("ada", "DELETE", path, "")
		}
	}
	// az create-for-rbac waits for a new principal where it finds these words.
	if !strings.Contains(text, guid.Compact(guid.Derive("nobody"))+" does not exist in the directory "+tenant) {
		t.Error(text)
	}
	w.refused("ada", "PUT", assignmentsAt(account)+"/"+guid.New(), assignmentBody(guid.Derive("no role"), w.id("bob")), 400, "RoleDefinitionDoesNotExist")
	w.refused("ada", "PUT", assignmentsAt(account)+"/nope", assignmentBody(reader, w.id("bob")), 400, "InvalidRoleAssignmentId")
	w.refused("ada", "PUT", assignmentsAt(account+"x")+"/"+guid.New(), assignmentBody(reader, w.id("bob")), 404, "ResourceNotFound")
}

// The conditions inside the Foundry roles let their holders give only what is on a list.
func TestTheConditionsOfFoundryRolesHold(t *testing.T) {
	for _, row := range []struct {
		because, holds, gives string
		allowed               bool
	}{
		{"Foundry Owner may give Foundry User", foundryOwner, foundryUser, true},
		{"Foundry Owner may not give Owner", foundryOwner, owner, false},
		{"Foundry Owner may not give Foundry Owner", foundryOwner, foundryOwner, false},
		{"Foundry Project Manager may give Foundry User", projectManager, foundryUser, true},
		{"Foundry Project Manager may not give Log Analytics Reader", projectManager, "73c42c96-874c-492b-b04d-ab87d138a893", false},
		{"Contributor may give nothing", contributor, foundryUser, false},
		{"Owner may give anything", owner, foundryOwner, true},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.makeAccount()
			w.grant("bob", row.holds, account)
			w.person("dan", &directory.User{UserPrincipalName: "dan@test.localhost", AccountEnabled: true})
			given := w.give("bob", "dan", row.gives, account)
			if (given.status == 201) != row.allowed {
				t.Fatalf("%d %s", given.status, given.text)
			}
			if !row.allowed && !strings.Contains(given.message(), "does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '"+account+"/providers/Microsoft.Authorization/roleAssignments/") {
				t.Errorf("the text is %s", given.message())
			}
			w.give("ada", "dan", row.gives, account)
			if taken := w.take("bob", "dan", row.gives, account); (taken.status == 200) != row.allowed {
				t.Errorf("taking away: %d %s", taken.status, taken.text)
			}
		})
	}
}

func TestAConditionIsNotEscapedByTheBody(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.grant("bob", foundryOwner, account)
	path := assignmentsAt(account) + "/" + guid.Derive("escape")
	full := sub + "/providers/Microsoft.Authorization/roleDefinitions/"
	for because, body := range map[string]string{
		"the role is named twice":         `{"properties":{"roleDefinitionId":"` + full + foundryUser + `","roleDefinitionId":"` + full + owner + `","principalId":"` + w.id("bob") + `"}}`,
		"and once in another case":        `{"properties":{"roleDefinitionId":"` + full + foundryUser + `","ROLEDEFINITIONID":"` + full + owner + `","principalId":"` + w.id("bob") + `"}}`,
		"properties stand there twice":    `{"properties":{"roleDefinitionId":"` + full + foundryUser + `","principalId":"` + w.id("bob") + `"},"Properties":{"roleDefinitionId":"` + full + owner + `"}}`,
		"a path that ends in another id":  `{"properties":{"roleDefinitionId":"` + full + foundryUser + `/../` + owner + `","principalId":"` + w.id("bob") + `"}}`,
		"a body that cannot be read":      `{"properties":`,
		"a role that is no GUID":          `{"properties":{"roleDefinitionId":"Owner","principalId":"` + w.id("bob") + `"}}`,
		"nothing that says what is given": `{}`,
	} {
		got := w.call("bob", "PUT", path, body)
		if got.status != 403 {
			t.Errorf("%s: %d %s", because, got.status, got.text)
		}
	}
	// What is there already cannot be turned into something else with the role that one may give.
	w.grant("cleo", owner, account)
	name := guid.Derive("assignment", "cleo", owner, account)
	got := w.call("bob", "PUT", assignmentsAt(account)+"/"+name, assignmentBody(foundryUser, w.id("cleo")))
	if got.code() != "RoleAssignmentUpdateNotPermitted" {
		t.Errorf("%d %s", got.status, got.text)
	}
	w.refused("bob", "DELETE", assignmentsAt(account)+"/"+name, "", 403, "AuthorizationFailed")
}

func TestAssignmentsAreListedByFilter(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.grant("bob", reader, group)
	w.grant("developers", reader, account)
	w.grant("bob", cognitiveUser, account)
	name := func(who, role, scope string) string { return guid.Derive("assignment", who, role, scope) }
	top, bobs, devs, bobBelow := name("ada", owner, sub), name("bob", reader, group), name("developers", reader, account), name("bob", cognitiveUser, account)
	for _, row := range []struct {
		because, scope, filter string
		want                   []string
	}{
		{"no filter is above, at and below", group, "", []string{top, bobs, devs, bobBelow}},
		{"atScope is at and above", group, "atScope()", []string{top, bobs}},
		{"principalId is one principal, also below", group, "principalId eq '" + w.id("bob") + "'", []string{bobs, bobBelow}},
		{"principalId does not follow groups", group, "principalId eq '" + w.id("cleo") + "'", nil},
		{"assignedTo does", group, "assignedTo('" + w.id("cleo") + "')", []string{devs}},
		{"and both", account, "atScope() and assignedTo('" + strings.ToUpper(w.id("cleo")) + "')", []string{devs}},
		{"atExactScope is at the scope alone", account, "atExactScope()", []string{devs, bobBelow}},
		{"of one role, by its id or its whole resource id", sub, "roleDefinitionId eq '/providers/Microsoft.Authorization/roleDefinitions/" + cognitiveUser + "'", []string{bobBelow}},
		{"of one type", group, "principalType eq 'Group'", []string{devs}},
		{"of one type, at and above", group, "atScope() and principalType eq 'User'", []string{top, bobs}},
		{"at a scope above, what is below is left out", sub, "atScope()", []string{top}},
	} {
		t.Run(row.because, func(t *testing.T) {
			path := assignmentsAt(row.scope)
			if row.filter != "" {
				path += "?$filter=" + row.filter
			}
			got := w.ok("ada", "GET", path, "").names()
			slices.Sort(got)
			slices.Sort(row.want)
			if !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
			// One by one through the pages gives the same.
			var paged []string
			next := path + map[bool]string{true: "&", false: "?"}[row.filter != ""] + "$top=1"
			for next != "" && len(paged) < 10 {
				page := w.ok("ada", "GET", next, "")
				paged = append(paged, page.names()...)
				next = strings.TrimPrefix(page.at("nextLink"), origin)
			}
			slices.Sort(paged)
			if !slices.Equal(paged, got) {
				t.Errorf("by pages: %v", paged)
			}
		})
	}
}

// az finds the name of a role by comparing these ids byte by byte.
func TestRoleIDsAreTheSameEverywhere(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.give("ada", "bob", cognitiveUser, account)
	for _, scope := range []string{sub, group, account, strings.ToLower(account), strings.ToUpper(group)} {
		definition := w.ok("ada", "GET", scope+"/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'cognitive services user'", "")
		values, _ := definition.json["value"].([]any)
		if len(values) != 1 {
			t.Fatalf("at %s: %s", scope, definition.text)
		}
		listed := w.ok("ada", "GET", assignmentsAt(scope)+"?$filter=principalId eq '"+w.id("bob")+"'", "")
		got, _ := listed.json["value"].([]any)[0].(map[string]any)["properties"].(map[string]any)["roleDefinitionId"].(string)
		if want := values[0].(map[string]any)["id"]; !strings.EqualFold(scope, strings.ToUpper(group)) && got != want || !strings.HasSuffix(got, "/roleDefinitions/"+cognitiveUser) {
			t.Errorf("at %s: %s and %v", scope, got, want)
		}
	}
}

func TestACustomRoleTakesTheRightAtEveryScopeOfIt(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.ok("ada", "PUT", sub+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.grant("bob", owner, group)
	custom := func(name string, scopes ...string) string {
		text, _ := json.Marshal(scopes)
		return `{"properties":{"roleName":"` + name + `","permissions":[{"actions":["*/read"]}],"assignableScopes":` + string(text) + `}}`
	}
	path := group + "/providers/Microsoft.Authorization/roleDefinitions/" + guid.Derive("custom")
	w.refused("bob", "PUT", path, custom("A", group, sub+"/resourceGroups/rg2"), 403, "LinkedAuthorizationFailed")
	w.refused("bob", "PUT", path, custom("A", sub), 403, "LinkedAuthorizationFailed")
	w.ok("bob", "PUT", path, custom("A", group))
	w.refused("bob", "PUT", path, custom("A", group, sub), 403, "LinkedAuthorizationFailed")
	w.ok("ada", "PUT", path, custom("A", group, sub))
	w.refused("bob", "DELETE", path, "", 403, "LinkedAuthorizationFailed")
	w.refused("ada", "PUT", sub+"/providers/Microsoft.Authorization/roleDefinitions/"+owner, custom("Mine", sub), 403, "RoleDefinitionUpdateNotPermitted")
	if got := w.give("ada", "bob", guid.Derive("custom"), account); got.status != 201 {
		t.Errorf("%d %s", got.status, got.text)
	}
	w.refused("ada", "DELETE", path, "", 400, "RoleDefinitionHasAssignments")
}

func TestRolesGoWithWhatTheyWereGivenFor(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.give("ada", "bob", reader, account)
	w.ok("ada", "DELETE", account, "")
	w.ok("ada", "DELETE", sub+"/providers/Microsoft.CognitiveServices/locations/eastus/resourceGroups/rg1/deletedAccounts/foundry", "")
	w.makeAccount()
	w.refused("bob", "GET", account, "", 403, "AuthorizationFailed")
	w.refused("ada", "DELETE", assignmentsAt(sub)+"/"+guid.Derive("assignment", "ada", owner, sub), "", 412, "CannotDeleteLastRbacAdminAssignment")
}

func TestListsShowWhatTheCallerMayRead(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	other := strings.Replace(account, "/foundry", "/other", 1)
	w.ok("ada", "PUT", other, `{"kind":"OpenAI","sku":{"name":"S0"},"location":"eastus","properties":{}}`)
	w.grant("bob", cognitiveUser, account)
	if got := w.ok("bob", "GET", "/subscriptions", "").json["value"].([]any); len(got) != 1 {
		t.Errorf("bob sees %v", got)
	}
	if got := w.ok("cleo", "GET", "/subscriptions", "").json["value"].([]any); len(got) != 0 {
		t.Errorf("cleo, who has no role, sees %v", got)
	}
	for _, path := range []string{sub + "/resources", group + "/resources", sub + "/providers/Microsoft.CognitiveServices/accounts", group + "/providers/Microsoft.CognitiveServices/accounts"} {
		if got := w.ok("bob", "GET", path, "").names(); !slices.Equal(got, []string{"foundry"}) {
			t.Errorf("%s shows bob %v", path, got)
		}
		w.refused("cleo", "GET", path, "", 403, "AuthorizationFailed")
	}
	if got := w.ok("bob", "GET", sub+"/resourceGroups", "").names(); len(got) != 0 {
		t.Errorf("bob may not read the group, and is shown %v", got)
	}
	w.ok("bob", "GET", sub+"/providers/Microsoft.CognitiveServices", "")
	w.refused("bob", "GET", other, "", 403, "AuthorizationFailed")
}

func TestManagementGroupsPassRolesDown(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	const mg = "/providers/Microsoft.Management/managementGroups/"
	w.closeHierarchy()
	w.refused("bob", "PUT", mg+"team", `{}`, 403, "AuthorizationFailed")
	w.ok("ada", "PUT", mg+"company", `{"properties":{"displayName":"Company"}}`)
	w.ok("ada", "PUT", mg+"team", `{"properties":{"details":{"parent":{"id":"`+mg+`company"}}}}`)
	w.refused("ada", "PUT", mg+"company", `{"properties":{"details":{"parent":{"id":"`+mg+`team"}}}}`, 400, "InvalidParent")
	w.ok("ada", "PUT", mg+"team"+sub, "")
	w.give("ada", "bob", reader, mg+"company")
	w.ok("bob", "GET", account, "")
	if got := w.ok("bob", "GET", assignmentsAt(account)+"?$filter=atScope()", "").names(); len(got) != 3 {
		t.Errorf("inherited: %v", got)
	}
	if got := w.ok("bob", "GET", "/subscriptions", "").json["value"].([]any); len(got) != 1 {
		t.Errorf("bob sees %v", got)
	}
	w.refused("bob", "DELETE", mg+"team"+sub, "", 403, "AuthorizationFailed")
	w.refused("ada", "DELETE", mg+"team", "", 400, "GroupHasChildren")
	w.ok("ada", "DELETE", mg+"team"+sub, "")
	w.refused("bob", "GET", account, "", 403, "AuthorizationFailed")
	w.ok("ada", "DELETE", mg+"team", "")
}

func TestATokenOfAnotherTenantIsSentHome(t *testing.T) {
	w := newWorld(t)
	other := "11111111-0000-4000-8000-000000000001"
	w.update(func(tx *store.Tx) error {
		if err := tx.PutTenant(&directory.Tenant{ID: other, DisplayName: "Other", DefaultDomain: "other.localhost", CreatedAt: start}); err != nil {
			return err
		}
		return tx.PutObject(&directory.User{Header: directory.Header{Tenant: other, ID: w.id("ada"), DisplayName: "eve"}, UserPrincipalName: "eve@other.localhost", AccountEnabled: true})
	})
	// Eve has the object id of ada, in a tenant of her own.
	eve := &directory.User{Header: directory.Header{Tenant: other, ID: w.id("ada")}, UserPrincipalName: "eve@other.localhost"}
	w.people["eve"] = eve
	raw := w.tokenOf(other, eve)
	got := w.send("GET", sub, "", http.Header{"Authorization": {"Bearer " + raw}})
	if got.status != 401 || got.code() != "InvalidAuthenticationTokenTenant" || !strings.Contains(got.header.Get("WWW-Authenticate"), login+"/"+tenant+`"`) {
		t.Errorf("%d %s %s", got.status, got.text, got.header.Get("WWW-Authenticate"))
	}
	got = w.send("GET", "/subscriptions", "", http.Header{"Authorization": {"Bearer " + raw}})
	if values, _ := got.json["value"].([]any); got.status != 200 || len(values) != 0 {
		t.Errorf("%d %s", got.status, got.text)
	}
}

func TestTokensOfAnotherTenantHoldNobodyUp(t *testing.T) {
	w := newWorld(t)
	other := "11111111-0000-4000-8000-000000000001"
	w.update(func(tx *store.Tx) error {
		if err := tx.PutTenant(&directory.Tenant{ID: other, DisplayName: "Other", DefaultDomain: "other.localhost", CreatedAt: start}); err != nil {
			return err
		}
		return tx.PutObject(&directory.User{Header: directory.Header{Tenant: other, ID: w.id("ada"), DisplayName: "eve"}, UserPrincipalName: "eve@other.localhost", AccountEnabled: true})
	})
	raw := w.tokenOf(other, &directory.User{Header: directory.Header{Tenant: other, ID: w.id("ada")}, UserPrincipalName: "eve@other.localhost"})
	// All handles of the store but one are busy.
	release := make(chan struct{})
	defer close(release)
	var busy sync.WaitGroup
	for range max(4, runtime.GOMAXPROCS(0)) - 1 {
		busy.Add(1)
		go func() {
			_ = w.db.View(context.Background(), func(*store.Tx) error { busy.Done(); <-release; return nil })
		}()
	}
	busy.Wait()
	done := make(chan answer, 1)
	go func() { done <- w.send("GET", sub, "", http.Header{"Authorization": {"Bearer " + raw}}) }()
	select {
	case got := <-done:
		if got.status != 401 || !strings.Contains(got.header.Get("WWW-Authenticate"), login+"/"+tenant+`"`) {
			t.Errorf("%d %s", got.status, got.text)
		}
	case <-time.After(5 * time.Second):
		t.Error("the request waits for a handle while it holds one")
	}
}

func TestNothingLeavesAManagementGroupWithoutItsLeave(t *testing.T) {
	w := newWorld(t)
	const mg = "/providers/Microsoft.Management/managementGroups/"
	w.grant("ada", owner, mg+tenant)
	hang := func(below string) string {
		return `{"properties":{"details":{"parent":{"id":"` + mg + below + `"}}}}`
	}
	w.ok("ada", "PUT", mg+"theirs", "{}")
	w.ok("ada", "PUT", mg+"mine", "{}")
	w.ok("ada", "PUT", mg+"low", hang("theirs"))
	w.ok("ada", "PUT", mg+"theirs"+sub, "")
	for _, at := range []string{sub, mg + "mine", mg + "low"} {
		w.grant("bob", owner, at)
	}
	w.refused("bob", "PUT", mg+"mine"+sub, "", 403, "AuthorizationFailed")
	w.refused("bob", "DELETE", mg+"mine"+sub, "", 404, "ResourceNotFound") // it hangs elsewhere
	w.refused("bob", "PUT", mg+"low", hang("mine"), 403, "AuthorizationFailed")
	w.refused("bob", "PATCH", mg+"low", `{"parentGroupId":"`+mg+`mine"}`, 403, "AuthorizationFailed")
	w.ok("bob", "PATCH", mg+"low", `{"displayName":"Low"}`)
	w.grant("bob", contributor, mg+"theirs")
	w.ok("bob", "PUT", mg+"mine"+sub, "")
	w.ok("bob", "PUT", mg+"mine"+sub, "") // again changes nothing
	w.ok("bob", "PUT", mg+"low", hang("mine"))
}

func TestCheckAccessGivesTheReason(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.give("ada", "developers", cognitiveUser, account)
	ask := func(who string) []any {
		got := w.ok("ada", "POST", account+"/providers/Microsoft.Authorization/checkAccess", `{"Subject":{"Attributes":{"ObjectId":"`+w.id(who)+`"}},"Actions":[
			{"Id":"Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action","IsDataAction":true},{"Id":"Microsoft.CognitiveServices/accounts/delete"}],"Resource":{"Id":"`+account+`"}}`)
		var answers []any
		_ = json.Unmarshal([]byte(got.text), &answers)
		return answers
	}
	first := ask("cleo")[0].(map[string]any)
	if first["accessDecision"] != "Allowed" || first["roleAssignment"] == nil {
		t.Errorf("cleo: %s", pretty(first))
	}
	if second := ask("cleo")[1].(map[string]any); second["accessDecision"] != "NotAllowed" {
		t.Errorf("cleo: %s", pretty(second))
	}
	if first := ask("ada")[0].(map[string]any); first["accessDecision"] != "NotAllowed" {
		t.Errorf("ada, Owner: %s", pretty(first))
	}
	w.refused("ada", "POST", account+"/providers/Microsoft.Authorization/checkAccess", `{"Subject":{"Attributes":{"ObjectId":"`+w.id("bob")+`"}},"Actions":[{"Id":"x/read"}],"Resource":{"Id":"`+sub+`"}}`, 400, "InvalidCheckAccessRequest")
}
