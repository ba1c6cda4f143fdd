package managementgroups_test

import (
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestManagementGroupRolesAreInherited(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	const mg = "/providers/Microsoft.Management/managementGroups/"
	w.CloseHierarchy()
	w.Refused("bob", "PUT", mg+"team", `{}`, 403, "AuthorizationFailed")
	w.OK("ada", "PUT", mg+"company", `{"properties":{"displayName":"Company"}}`)
	w.OK("ada", "PUT", mg+"team", `{"properties":{"details":{"parent":{"id":"`+mg+`company"}}}}`)
	w.Refused("ada", "PUT", mg+"company", `{"properties":{"details":{"parent":{"id":"`+mg+`team"}}}}`, 400, "InvalidParent")
	w.OK("ada", "PUT", mg+"team"+armtest.Subscription, "")
	w.Give("ada", "bob", armtest.Reader, mg+"company")
	w.OK("bob", "GET", armtest.Account, "")
	if got := w.OK("bob", "GET", armtest.AssignmentsAt(armtest.Account)+"?$filter=atScope()", "").Names(); len(got) != 3 {
		t.Errorf("inherited: %v", got)
	}
	if got := w.OK("bob", "GET", "/subscriptions", "").JSON["value"].([]any); len(got) != 1 {
		t.Errorf("bob sees %v", got)
	}
	w.Refused("bob", "DELETE", mg+"team"+armtest.Subscription, "", 403, "AuthorizationFailed")
	w.Refused("ada", "DELETE", mg+"team", "", 400, "GroupHasChildren")
	w.OK("ada", "DELETE", mg+"team"+armtest.Subscription, "")
	w.Refused("bob", "GET", armtest.Account, "", 403, "AuthorizationFailed")
	w.OK("ada", "DELETE", mg+"team", "")
}

func TestMovingOutOfManagementGroupRequiresWriteAccess(t *testing.T) {
	w := armtest.New(t)
	const mg = "/providers/Microsoft.Management/managementGroups/"
	w.Grant("ada", armtest.Owner, mg+armtest.Tenant)
	hang := func(below string) string {
		return `{"properties":{"details":{"parent":{"id":"` + mg + below + `"}}}}`
	}
	w.OK("ada", "PUT", mg+"theirs", "{}")
	w.OK("ada", "PUT", mg+"mine", "{}")
	w.OK("ada", "PUT", mg+"low", hang("theirs"))
	w.OK("ada", "PUT", mg+"theirs"+armtest.Subscription, "")
	for _, at := range []string{armtest.Subscription, mg + "mine", mg + "low"} {
		w.Grant("bob", armtest.Owner, at)
	}
	w.Refused("bob", "PUT", mg+"mine"+armtest.Subscription, "", 403, "AuthorizationFailed")
	w.Refused("bob", "DELETE", mg+"mine"+armtest.Subscription, "", 404, "ResourceNotFound") // it hangs elsewhere
	w.Refused("bob", "PUT", mg+"low", hang("mine"), 403, "AuthorizationFailed")
	w.Refused("bob", "PATCH", mg+"low", `{"parentGroupId":"`+mg+`mine"}`, 403, "AuthorizationFailed")
	w.OK("bob", "PATCH", mg+"low", `{"displayName":"Low"}`)
	w.Grant("bob", armtest.Contributor, mg+"theirs")
	w.OK("bob", "PUT", mg+"mine"+armtest.Subscription, "")
	w.OK("bob", "PUT", mg+"mine"+armtest.Subscription, "") // again changes nothing
	w.OK("bob", "PUT", mg+"low", hang("mine"))
}
