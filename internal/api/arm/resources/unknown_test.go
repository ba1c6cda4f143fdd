package resources_test

import (
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

// What nobody knows is said to be unknown, as Azure says it: az storage account create asks for the name first.
func TestUnknownActionsTypesAndVersionsAreRejected(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	for _, row := range []struct {
		because, method, path string
		status                int
		code                  string
	}{
		{"an action of a provider that is not here", "POST", armtest.Subscription + "/providers/Microsoft.Storage/checkNameAvailability", 404, "InvalidResourceNamespace"},
		{"an action of one that is", "POST", armtest.Subscription + "/providers/Microsoft.CognitiveServices/checkNothing", 404, "InvalidResourceType"},
		{"an action on a resource", "POST", armtest.Account + "/frobnicate", 404, "InvalidResourceType"},
		{"a list of a type of a provider that is not here", "GET", armtest.Group + "/providers/Microsoft.Storage/storageAccounts", 404, "InvalidResourceNamespace"},
		{"operations of a provider that is not here", "GET", "/providers/Microsoft.Nothing/operations", 404, "InvalidResourceNamespace"},
		{"a version that is a word", "GET", armtest.Account + "?api-version=foo", 400, "InvalidApiVersionParameter"},
		{"a version of a day that has not come", "GET", armtest.Account + "?api-version=2099-01-01", 400, "InvalidApiVersionParameter"},
		{"a version of no day", "GET", armtest.Account + "?api-version=2024-13-01", 400, "InvalidApiVersionParameter"},
	} {
		if got := w.Call("ada", row.method, row.path, ""); got.Status != row.status || got.Code() != row.code {
			t.Errorf("%s: %d %s", row.because, got.Status, got.Text)
		}
	}
	w.OK("ada", "GET", armtest.Account+"?api-version=2025-10-01-preview", "")
}
