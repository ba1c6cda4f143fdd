package resources_test

import (
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestLocks(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	lock := armtest.Group + "/providers/Microsoft.Authorization/locks/l"
	w.OK("ada", "PUT", lock, `{"properties":{"level":"CanNotDelete"}}`)
	w.OK("ada", "PATCH", armtest.Account, `{"tags":{"a":"b"}}`)
	for _, path := range []string{armtest.Account, armtest.Group} {
		w.Refused("ada", "DELETE", path, "", 409, "ScopeLocked")
	}
	w.Refused("ada", "PUT", lock, `{"properties":{"level":"Sometimes"}}`, 400, "InvalidLockLevel")
	w.OK("ada", "PUT", lock, `{"properties":{"level":"readonly"}}`)
	w.Refused("ada", "PATCH", armtest.Account, `{"tags":{"a":"c"}}`, 409, "ScopeLocked")
	w.Refused("ada", "POST", armtest.Account+"/listKeys", "", 409, "ScopeLocked")
	w.Refused("ada", "POST", armtest.Account+"/regenerateKey", `{"keyName":"Key1"}`, 409, "ScopeLocked")
	if got := w.Give("ada", "bob", armtest.Reader, armtest.Account); got.Code() != "ScopeLocked" {
		t.Errorf("a role was given behind a lock: %d %s", got.Status, got.Text)
	}
	w.Grant("bob", armtest.Contributor, armtest.Group)
	w.Refused("bob", "DELETE", lock, "", 403, "AuthorizationFailed")
	w.OK("ada", "DELETE", lock, "")
	w.OK("ada", "PATCH", armtest.Account, `{"tags":{"a":"c"}}`)
	w.OK("ada", "PUT", armtest.Account+"/providers/Microsoft.Authorization/locks/below", `{"properties":{"level":"CanNotDelete"}}`)
	w.Refused("ada", "DELETE", armtest.Group, "", 409, "ScopeLocked")
}
