package authorization_test

import (
	"encoding/json"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/guid"
)

func TestCustomRoleRefusalNamesTheLinkedScope(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.OK("ada", "PUT", armtest.Subscription+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.Grant("bob", armtest.Owner, armtest.Group)
	role := func(scopes string) string {
		return `{"properties":{"roleName":"Mine","permissions":[{"actions":["*/read"]}],"assignableScopes":[` + scopes + `]}}`
	}
	path := armtest.Group + "/providers/Microsoft.Authorization/roleDefinitions/" + guid.Derive("mine")
	text := w.Refused("bob", "PUT", path, role(`"`+armtest.Group+`","`+armtest.Subscription+`/resourceGroups/rg2"`), 403, "LinkedAuthorizationFailed")
	if !strings.Contains(text, "does not have permission to perform action 'Microsoft.Authorization/roleDefinitions/write' on the linked scope(s)'"+armtest.Subscription+"/resourceGroups/rg2'") {
		t.Error(text)
	}
	w.OK("bob", "PUT", path, role(`"`+armtest.Group+`"`))
	w.Refused("bob", "PUT", path, role(`"`+armtest.Subscription+`"`), 403, "LinkedAuthorizationFailed")
}

// az finds the name of a role by comparing these ids byte by byte.
func TestRoleDefinitionIDsMatchAcrossScopes(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Give("ada", "bob", armtest.CognitiveUser, armtest.Account)
	for _, scope := range []string{armtest.Subscription, armtest.Group, armtest.Account, strings.ToLower(armtest.Account), strings.ToUpper(armtest.Group)} {
		definition := w.OK("ada", "GET", scope+"/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'cognitive services user'", "")
		values, _ := definition.JSON["value"].([]any)
		if len(values) != 1 {
			t.Fatalf("at %s: %s", scope, definition.Text)
		}
		listed := w.OK("ada", "GET", armtest.AssignmentsAt(scope)+"?$filter=principalId eq '"+w.ID("bob")+"'", "")
		got, _ := listed.JSON["value"].([]any)[0].(map[string]any)["properties"].(map[string]any)["roleDefinitionId"].(string)
		if want := values[0].(map[string]any)["id"]; !strings.EqualFold(scope, strings.ToUpper(armtest.Group)) && got != want || !strings.HasSuffix(got, "/roleDefinitions/"+armtest.CognitiveUser) {
			t.Errorf("at %s: %s and %v", scope, got, want)
		}
	}
}

func TestCustomRoleNeedsWriteAccessAtEveryAssignableScope(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.OK("ada", "PUT", armtest.Subscription+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.Grant("bob", armtest.Owner, armtest.Group)
	custom := func(name string, scopes ...string) string {
		text, _ := json.Marshal(scopes)
		return `{"properties":{"roleName":"` + name + `","permissions":[{"actions":["*/read"]}],"assignableScopes":` + string(text) + `}}`
	}
	path := armtest.Group + "/providers/Microsoft.Authorization/roleDefinitions/" + guid.Derive("custom")
	w.Refused("bob", "PUT", path, custom("A", armtest.Group, armtest.Subscription+"/resourceGroups/rg2"), 403, "LinkedAuthorizationFailed")
	w.Refused("bob", "PUT", path, custom("A", armtest.Subscription), 403, "LinkedAuthorizationFailed")
	w.OK("bob", "PUT", path, custom("A", armtest.Group))
	w.Refused("bob", "PUT", path, custom("A", armtest.Group, armtest.Subscription), 403, "LinkedAuthorizationFailed")
	w.OK("ada", "PUT", path, custom("A", armtest.Group, armtest.Subscription))
	w.Refused("bob", "DELETE", path, "", 403, "LinkedAuthorizationFailed")
	w.Refused("ada", "PUT", armtest.Subscription+"/providers/Microsoft.Authorization/roleDefinitions/"+armtest.Owner, custom("Mine", armtest.Subscription), 403, "RoleDefinitionUpdateNotPermitted")
	if got := w.Give("ada", "bob", guid.Derive("custom"), armtest.Account); got.Status != 201 {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	w.Refused("ada", "DELETE", path, "", 400, "RoleDefinitionHasAssignments")
}
