package authorization_test

import (
	"fmt"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
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

func TestDenyAssignmentOverridesRoles(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Grant("bob", armtest.Contributor, armtest.Subscription)
	w.OK("bob", "GET", armtest.Account, "")
	w.Refused("bob", "PUT", denyAt(armtest.Group), denyBody("*/read", w.ID("ada"), ""), 403, "AuthorizationFailed")
	got := w.OK("ada", "PUT", denyAt(armtest.Group), denyBody("Microsoft.CognitiveServices/*/read", w.ID("bob"), ""))
	if got.Status != 201 || got.At("properties", "scope") != armtest.Group {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	if got := w.OK("ada", "GET", armtest.Group+"/providers/Microsoft.Authorization/denyAssignments?$filter=principalId eq '"+w.ID("bob")+"'", "").Names(); len(got) != 1 {
		t.Errorf("listed: %v", got)
	}
	w.OK("ada", "DELETE", denyAt(armtest.Group), "")
	w.OK("bob", "GET", armtest.Account, "")
	if got := w.OK("ada", "DELETE", denyAt(armtest.Group), ""); got.Status != 204 {
		t.Errorf("deleting it again: %d", got.Status)
	}
}

func TestDenyAssignmentsAreValidated(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
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
		if got := w.Call("ada", "PUT", denyAt(armtest.Group), row.body); got.Status != 400 || got.Code() != row.code {
			t.Errorf("%s: %d %s", row.because, got.Status, got.Text)
		}
	}
	unknown := w.OK("ada", "PUT", denyAt(armtest.Account), denyBody("*/read", guid.New(), `{"id":"`+guid.New()+`"}`)) // as az's own tests do
	if !strings.Contains(unknown.Text, `"type":"Unknown"`) || !strings.Contains(unknown.Text, `"createdBy":"`+w.ID("ada")+`"`) {
		t.Errorf("a deny assignment for principals that the directory does not know: %s", unknown.Text)
	}
	w.OK("ada", "DELETE", denyAt(armtest.Account), "")
	w.OK("ada", "PUT", denyAt(armtest.Group), denyBody("*", everyone, `{"id":"`+w.ID("ada")+`"}`))
	w.OK("ada", "GET", armtest.Account, "")
	w.Refused("ada", "PUT", denyAt(armtest.Account), denyBody("*/read", w.ID("bob"), ""), 400, "DenyAssignmentUpdateNotPermitted")
	w.Update(func(tx *store.Tx) error {
		return tx.PutDenyAssignment(&rbac.DenyAssignment{
			Name: guid.Derive("deny"), Tenant: armtest.Tenant, DisplayName: "stack", Scope: resource.MustScope(armtest.Group), IsSystemProtected: true,
			Permissions: []rbac.Permission{{Actions: []string{"*/read"}}}, Principals: []rbac.Principal{{Object: w.ID("bob")}},
		})
	})
	w.Refused("ada", "DELETE", denyAt(armtest.Group), "", 403, "DenyAssignmentIsSystemProtected")
	w.Refused("ada", "PUT", denyAt(armtest.Group), denyBody("*/read", w.ID("bob"), ""), 403, "DenyAssignmentIsSystemProtected")
}
