package authorization_test

import (
	"encoding/json"
	"slices"
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

func TestRoleDefinitionsPageWhenAsked(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	list := armtest.Account + "/providers/Microsoft.Authorization/roleDefinitions"
	for _, name := range []string{"Zebra", "alpha", "Models of the \u00fcber team"} {
		w.OK("ada", "PUT", armtest.Subscription+"/providers/Microsoft.Authorization/roleDefinitions/"+guid.Derive(name),
			`{"properties":{"roleName":"`+name+`","description":"one of three","permissions":[{"actions":["*/read"]}],"assignableScopes":["`+armtest.Subscription+`"]}}`)
	}
	names := func(a armtest.Answer) (all []string) {
		for _, one := range a.JSON["value"].([]any) {
			all = append(all, one.(map[string]any)["properties"].(map[string]any)["roleName"].(string))
		}
		return all
	}
	whole := w.OK("ada", "GET", list, "")
	if whole.Value("nextLink") != nil || len(names(whole)) < 40 {
		t.Errorf("without $top the list has %d roles and the link %v", len(names(whole)), whole.Value("nextLink"))
	}
	var paged []string
	for next := list + "?$top=7"; next != ""; {
		got := w.OK("ada", "GET", next, "")
		if n := len(names(got)); n > 7 {
			t.Fatalf("a page has %d roles", n)
		}
		paged = append(paged, names(got)...)
		link, _ := got.Value("nextLink").(string)
		next = strings.TrimPrefix(link, armtest.Origin)
	}
	byName := func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
	if len(paged) != len(names(whole)) || !slices.Equal(paged[:3], []string{"alpha", "Models of the \u00fcber team", "Zebra"}) || !slices.IsSortedFunc(paged[3:], byName) {
		t.Errorf("%d of %d roles on pages: %q", len(paged), len(names(whole)), paged)
	}
	for _, row := range []struct {
		because, query string
		want           []string
	}{
		{"a part of a name, whatever the case of its letters", "?$top=5&$search=ZEBR", []string{"Zebra"}},
		{"a part of a description", "?$top=5&$search=one+of+three", []string{"alpha", "Models of the \u00fcber team", "Zebra"}},
		{"custom roles alone", "?$top=5&$filter=type+eq+'CustomRole'", []string{"alpha", "Models of the \u00fcber team", "Zebra"}},
		{"a text that no role has", "?$top=5&$search=quux", nil},
		{"without a size", "?$search=zebra", []string{"Zebra"}},
	} {
		if got := names(w.OK("ada", "GET", list+row.query, "")); !slices.Equal(got, row.want) {
			t.Errorf("%s: %q", row.because, got)
		}
	}
	w.Refused("ada", "GET", list+"?$top=5&$skiptoken=!", "", 400, "InvalidSkipToken")
	w.Refused("cleo", "GET", list+"?$top=5", "", 403, "AuthorizationFailed")
}
