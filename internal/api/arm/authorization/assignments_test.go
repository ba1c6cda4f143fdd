package authorization_test

import (
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

func TestListAssignmentsOfManagementGroupIncludesDescendants(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	top, low := "/providers/Microsoft.Management/managementGroups/top", "/providers/Microsoft.Management/managementGroups/low"
	w.Grant("ada", armtest.Owner, "/providers/Microsoft.Management/managementGroups/"+armtest.Tenant)
	w.OK("ada", "PUT", top, `{"properties":{"displayName":"Top"}}`)
	w.OK("ada", "PUT", low, `{"properties":{"displayName":"Low","details":{"parent":{"id":"`+top+`"}}}}`)
	w.OK("ada", "PUT", low+armtest.Subscription, "")
	for _, path := range []string{low + "/subscriptions", low + armtest.Subscription} {
		if got := w.OK("ada", "GET", path, ""); !strings.Contains(got.Text, `"displayName":"Test Sub"`) {
			t.Errorf("%s: %s", path, got.Text)
		}
	}
	w.Refused("ada", "GET", top+armtest.Subscription, "", 404, "ResourceNotFound")
	if got := w.OK("ada", "POST", "/providers/Microsoft.Management/getEntities", "").Names(); !slices.Equal(got, []string{armtest.Tenant, "low", "top", strings.TrimPrefix(armtest.Subscription, "/subscriptions/")}) {
		t.Errorf("entities: %v", got)
	}
	if got := w.OK("bob", "POST", "/providers/Microsoft.Management/getEntities", "").Names(); len(got) != 0 {
		t.Errorf("bob sees %v", got)
	}
	w.Grant("bob", armtest.Reader, low)
	w.Grant("bob", armtest.Contributor, armtest.Account)
	scopes := func(filter string) []string {
		var out []string
		for _, v := range w.OK("ada", "GET", armtest.AssignmentsAt(top)+filter, "").JSON["value"].([]any) {
			out = append(out, v.(map[string]any)["properties"].(map[string]any)["scope"].(string))
		}
		slices.Sort(out)
		return out
	}
	if got := scopes("?$filter=principalId eq '" + w.ID("bob") + "'"); !slices.Equal(got, []string{low, armtest.Account}) {
		t.Errorf("below the top: %s", got)
	}
	if got := scopes("?$filter=atScope()"); !slices.Equal(got, []string{"/providers/Microsoft.Management/managementGroups/" + armtest.Tenant}) {
		t.Errorf("at the top and above: %s", got)
	}
	w.OK("bob", "GET", armtest.Subscription, "")
}

func TestAssignmentNameIsUnique(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	name := guid.New()
	w.OK("ada", "PUT", armtest.AssignmentsAt(armtest.Group)+"/"+name, armtest.AssignmentBody(armtest.Reader, w.ID("bob")))
	text := w.Refused("ada", "PUT", armtest.AssignmentsAt(armtest.Account)+"/"+name, armtest.AssignmentBody(armtest.Reader, w.ID("bob")), 400, "RoleAssignmentUpdateNotPermitted")
	if text != "Tenant ID, application ID, principal ID, and scope are not allowed to be updated." {
		t.Error(text)
	}
}

func TestAssignmentsOfDeletedPrincipalsRemain(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Give("ada", "bob", armtest.Reader, armtest.Account)
	w.Update(func(tx *store.Tx) error { return tx.DeleteObject(armtest.Tenant, w.ID("bob")) })
	list := w.OK("ada", "GET", armtest.AssignmentsAt(armtest.Account)+"?$filter=principalId eq '"+w.ID("bob")+"'", "")
	if len(list.Names()) != 1 || !strings.Contains(list.Text, `"principalType":"User"`) {
		t.Errorf("listed: %s", list.Text)
	}
	if got := w.Take("ada", "bob", armtest.Reader, armtest.Account); got.Status != 200 {
		t.Errorf("taken away: %d %s", got.Status, got.Text)
	}
}

// Azure answers 201 to the update of an assignment too.
func TestUpdatedAssignmentReturns201(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	at := armtest.AssignmentsAt(armtest.Account) + "/" + guid.New()
	body := armtest.AssignmentBody(armtest.Reader, w.ID("bob"))
	described := strings.Replace(body, `{"properties":{`, `{"properties":{"description":"for the demo",`, 1)
	for _, row := range []struct {
		because, body string
		status        int
	}{{"it is new", body, 201}, {"nothing changed", body, 200}, {"it has a description now", described, 201}, {"nothing changed again", described, 200}} {
		if got := w.Call("ada", "PUT", at, row.body); got.Status != row.status {
			t.Errorf("%s: %d %s", row.because, got.Status, got.Text)
		}
	}
}

func TestAssignmentTakesEffectImmediately(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if got := w.Give("ada", "bob", armtest.Reader, armtest.Group); got.Status != 201 {
		t.Fatalf("%d %s", got.Status, got.Text)
	}
	w.OK("bob", "GET", armtest.Account, "")
	w.Refused("bob", "DELETE", armtest.Account, "", 403, "AuthorizationFailed")
	w.Refused("bob", "PUT", armtest.AssignmentsAt(armtest.Account)+"/"+guid.New(), armtest.AssignmentBody(armtest.Owner, w.ID("bob")), 403, "AuthorizationFailed")
	w.Take("ada", "bob", armtest.Reader, armtest.Group)
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")

	w.Give("ada", "developers", armtest.Reader, armtest.Account)
	w.OK("cleo", "GET", armtest.Account, "")
	w.Update(func(tx *store.Tx) error {
		_, err := tx.DeleteLink(directory.Link{Tenant: armtest.Tenant, From: w.ID("developers"), Relation: directory.Member, To: w.ID("cleo")})
		return err
	})
	w.Refused("cleo", "GET", armtest.Account, "", 403, "AuthorizationFailed")
}

func TestPrincipalTypeIsLookedUp(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	for name, want := range map[string]string{"bob": "User", "developers": "Group", "ci": "ServicePrincipal"} {
		for _, stated := range []string{``, `,"principalType":null`, `,"principalType":"` + want + `"`} {
			path := armtest.AssignmentsAt(armtest.Account) + "/" + guid.Derive(name)
			body := strings.Replace(armtest.AssignmentBody(armtest.CognitiveUser, w.ID(name)), `"}}`, `"`+stated+`}}`, 1)
			got := w.OK("ada", "PUT", path, body)
			if kind := got.At("properties", "principalType"); kind != want {
				t.Errorf("%s with %q is a %s", name, stated, kind)
			}
			w.OK("ada", "DELETE", path, "")
		}
	}
	body := strings.Replace(armtest.AssignmentBody(armtest.CognitiveUser, w.ID("ci")), `"}}`, `","principalType":"User"}}`, 1)
	text := w.Refused("ada", "PUT", armtest.AssignmentsAt(armtest.Account)+"/"+guid.New(), body, 400, "UnmatchedPrincipalType")
	if !strings.Contains(text, "has type 'ServicePrincipal' , which is different from specified PrinciaplType 'User'.") {
		t.Error(text)
	}
	text = w.Refused("ada", "PUT", armtest.AssignmentsAt(armtest.Account)+"/"+guid.New(), armtest.AssignmentBody(armtest.CognitiveUser, guid.Derive("nobody")), 400, "PrincipalNotFound")
	for kind, status := range map[string]int{"ServicePrincipal": 201, "User": 400, "Group": 400} {
		body := strings.Replace(armtest.AssignmentBody(armtest.CognitiveUser, guid.Derive("nobody")), `"}}`, `","principalType":"`+kind+`"}}`, 1)
		path := armtest.AssignmentsAt(armtest.Account) + "/" + guid.New()
		if got := w.Call("ada", "PUT", path, body); got.Status != status {
			t.Errorf("an unknown principal that is said to be a %s: %d %s", kind, got.Status, got.Text)
		}
		if status == 201 {
			w.OK("ada", "DELETE", path, "")
		}
	}
	// az create-for-rbac waits for a new principal where it finds these words.
	if !strings.Contains(text, guid.Compact(guid.Derive("nobody"))+" does not exist in the directory "+armtest.Tenant) {
		t.Error(text)
	}
	w.Refused("ada", "PUT", armtest.AssignmentsAt(armtest.Account)+"/"+guid.New(), armtest.AssignmentBody(guid.Derive("no role"), w.ID("bob")), 400, "RoleDefinitionDoesNotExist")
	w.Refused("ada", "PUT", armtest.AssignmentsAt(armtest.Account)+"/nope", armtest.AssignmentBody(armtest.Reader, w.ID("bob")), 400, "InvalidRoleAssignmentId")
	w.Refused("ada", "PUT", armtest.AssignmentsAt(armtest.Account+"x")+"/"+guid.New(), armtest.AssignmentBody(armtest.Reader, w.ID("bob")), 404, "ResourceNotFound")
}

// The conditions inside the Foundry roles let their holders give only what is on a list.
func TestConditionsOfFoundryRolesAreEnforced(t *testing.T) {
	for _, row := range []struct {
		because, holds, gives string
		allowed               bool
	}{
		{"Foundry Owner may give Foundry User", armtest.FoundryOwner, armtest.FoundryUser, true},
		{"Foundry Owner may not give Owner", armtest.FoundryOwner, armtest.Owner, false},
		{"Foundry Owner may not give Foundry Owner", armtest.FoundryOwner, armtest.FoundryOwner, false},
		{"Foundry Project Manager may give Foundry User", armtest.ProjectManager, armtest.FoundryUser, true},
		{"Foundry Project Manager may not give Log Analytics Reader", armtest.ProjectManager, "73c42c96-874c-492b-b04d-ab87d138a893", false},
		{"Contributor may give nothing", armtest.Contributor, armtest.FoundryUser, false},
		{"Owner may give anything", armtest.Owner, armtest.FoundryOwner, true},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := armtest.New(t)
			w.MakeAccount()
			w.Grant("bob", row.holds, armtest.Account)
			w.Person("dan", &directory.User{UserPrincipalName: "dan@test.localhost", AccountEnabled: true})
			given := w.Give("bob", "dan", row.gives, armtest.Account)
			if (given.Status == 201) != row.allowed {
				t.Fatalf("%d %s", given.Status, given.Text)
			}
			if !row.allowed && !strings.Contains(given.Message(), "does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '"+armtest.Account+"/providers/Microsoft.Authorization/roleAssignments/") {
				t.Errorf("the text is %s", given.Message())
			}
			w.Give("ada", "dan", row.gives, armtest.Account)
			if taken := w.Take("bob", "dan", row.gives, armtest.Account); (taken.Status == 200) != row.allowed {
				t.Errorf("taking away: %d %s", taken.Status, taken.Text)
			}
		})
	}
}

func TestRequestBodyCannotEvadeConditions(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Grant("bob", armtest.FoundryOwner, armtest.Account)
	path := armtest.AssignmentsAt(armtest.Account) + "/" + guid.Derive("escape")
	full := armtest.Subscription + "/providers/Microsoft.Authorization/roleDefinitions/"
	for because, body := range map[string]string{
		"the role is named twice":         `{"properties":{"roleDefinitionId":"` + full + armtest.FoundryUser + `","roleDefinitionId":"` + full + armtest.Owner + `","principalId":"` + w.ID("bob") + `"}}`,
		"and once in another case":        `{"properties":{"roleDefinitionId":"` + full + armtest.FoundryUser + `","ROLEDEFINITIONID":"` + full + armtest.Owner + `","principalId":"` + w.ID("bob") + `"}}`,
		"properties stand there twice":    `{"properties":{"roleDefinitionId":"` + full + armtest.FoundryUser + `","principalId":"` + w.ID("bob") + `"},"Properties":{"roleDefinitionId":"` + full + armtest.Owner + `"}}`,
		"a path that ends in another id":  `{"properties":{"roleDefinitionId":"` + full + armtest.FoundryUser + `/../` + armtest.Owner + `","principalId":"` + w.ID("bob") + `"}}`,
		"a body that cannot be read":      `{"properties":`,
		"a role that is no GUID":          `{"properties":{"roleDefinitionId":"Owner","principalId":"` + w.ID("bob") + `"}}`,
		"nothing that says what is given": `{}`,
	} {
		got := w.Call("bob", "PUT", path, body)
		if got.Status != 403 {
			t.Errorf("%s: %d %s", because, got.Status, got.Text)
		}
	}
	// What is there already cannot be turned into something else with the role that one may give.
	w.Grant("cleo", armtest.Owner, armtest.Account)
	name := guid.Derive("assignment", "cleo", armtest.Owner, armtest.Account)
	got := w.Call("bob", "PUT", armtest.AssignmentsAt(armtest.Account)+"/"+name, armtest.AssignmentBody(armtest.FoundryUser, w.ID("cleo")))
	if got.Code() != "RoleAssignmentUpdateNotPermitted" {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	w.Refused("bob", "DELETE", armtest.AssignmentsAt(armtest.Account)+"/"+name, "", 403, "AuthorizationFailed")
}

func TestListAssignmentsFilters(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Grant("bob", armtest.Reader, armtest.Group)
	w.Grant("developers", armtest.Reader, armtest.Account)
	w.Grant("bob", armtest.CognitiveUser, armtest.Account)
	name := func(who, role, scope string) string { return guid.Derive("assignment", who, role, scope) }
	top, bobs, devs, bobBelow := name("ada", armtest.Owner, armtest.Subscription), name("bob", armtest.Reader, armtest.Group), name("developers", armtest.Reader, armtest.Account), name("bob", armtest.CognitiveUser, armtest.Account)
	for _, row := range []struct {
		because, scope, filter string
		want                   []string
	}{
		{"no filter is above, at and below", armtest.Group, "", []string{top, bobs, devs, bobBelow}},
		{"atScope is at and above", armtest.Group, "atScope()", []string{top, bobs}},
		{"principalId is one principal, also below", armtest.Group, "principalId eq '" + w.ID("bob") + "'", []string{bobs, bobBelow}},
		{"principalId does not follow groups", armtest.Group, "principalId eq '" + w.ID("cleo") + "'", nil},
		{"assignedTo does", armtest.Group, "assignedTo('" + w.ID("cleo") + "')", []string{devs}},
		{"and both", armtest.Account, "atScope() and assignedTo('" + strings.ToUpper(w.ID("cleo")) + "')", []string{devs}},
		{"atExactScope is at the scope alone", armtest.Account, "atExactScope()", []string{devs, bobBelow}},
		{"of one role, by its id or its whole resource id", armtest.Subscription, "roleDefinitionId eq '/providers/Microsoft.Authorization/roleDefinitions/" + armtest.CognitiveUser + "'", []string{bobBelow}},
		{"of one type", armtest.Group, "principalType eq 'Group'", []string{devs}},
		{"of one type, at and above", armtest.Group, "atScope() and principalType eq 'User'", []string{top, bobs}},
		{"at a scope above, what is below is left out", armtest.Subscription, "atScope()", []string{top}},
	} {
		t.Run(row.because, func(t *testing.T) {
			path := armtest.AssignmentsAt(row.scope)
			if row.filter != "" {
				path += "?$filter=" + row.filter
			}
			got := w.OK("ada", "GET", path, "").Names()
			slices.Sort(got)
			slices.Sort(row.want)
			if !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
			// One by one through the pages gives the same.
			var paged []string
			next := path + map[bool]string{true: "&", false: "?"}[row.filter != ""] + "$top=1"
			for next != "" && len(paged) < 10 {
				page := w.OK("ada", "GET", next, "")
				paged = append(paged, page.Names()...)
				next = strings.TrimPrefix(page.At("nextLink"), armtest.Origin)
			}
			slices.Sort(paged)
			if !slices.Equal(paged, got) {
				t.Errorf("by pages: %v", paged)
			}
		})
	}
}

func TestDeletingResourceDeletesItsRoleAssignments(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Give("ada", "bob", armtest.Reader, armtest.Account)
	w.OK("ada", "DELETE", armtest.Account, "")
	w.OK("ada", "DELETE", armtest.Subscription+"/providers/Microsoft.CognitiveServices/locations/eastus/resourceGroups/rg1/deletedAccounts/foundry", "")
	w.MakeAccount()
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	w.Refused("ada", "DELETE", armtest.AssignmentsAt(armtest.Subscription)+"/"+guid.Derive("assignment", "ada", armtest.Owner, armtest.Subscription), "", 412, "CannotDeleteLastRbacAdminAssignment")
}
