package authorization_test

import (
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

func TestElevateAccessRequiresGlobalAdministrator(t *testing.T) {
	w := armtest.New(t)
	path := "/providers/Microsoft.Authorization/elevateAccess"
	if text := w.Refused("ada", "POST", path, "", 403, "AuthorizationFailed"); !strings.Contains(text, "'Microsoft.Authorization/elevateAccess/action' over scope '/'") {
		t.Error(text)
	}
	w.Update(func(tx *store.Tx) error {
		role, err := directory.ActivateRole(tx, armtest.Tenant, directory.GlobalAdministrator, guid.New(), armtest.Start)
		if err != nil {
			return err
		}
		return tx.PutLink(directory.Link{Tenant: armtest.Tenant, From: role.ID, Relation: directory.Member, To: w.ID("bob")})
	})
	w.Refused("bob", "GET", armtest.Subscription, "", 403, "AuthorizationFailed")
	for range 2 { // once more changes nothing
		if got := w.OK("bob", "POST", path, ""); got.Status != 200 || got.Text != "" {
			t.Errorf("%d %s", got.Status, got.Text)
		}
	}
	w.OK("bob", "GET", armtest.Subscription, "")
	if got := w.Give("bob", "cleo", armtest.Owner, armtest.Subscription); got.Status != 201 {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	there := w.OK("bob", "GET", "/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()", "").Names()
	if len(there) != 1 {
		t.Fatalf("at the root: %v", there)
	}
	w.OK("bob", "DELETE", "/providers/Microsoft.Authorization/roleAssignments/"+there[0], "")
	w.Refused("bob", "GET", armtest.Subscription, "", 403, "AuthorizationFailed")
}
