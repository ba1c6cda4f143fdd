package resources_test

import (
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestListsShowOnlyReadableResources(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	other := strings.Replace(armtest.Account, "/foundry", "/other", 1)
	w.OK("ada", "PUT", other, `{"kind":"OpenAI","sku":{"name":"S0"},"location":"eastus","properties":{}}`)
	w.Grant("bob", armtest.CognitiveUser, armtest.Account)
	if got := w.OK("bob", "GET", "/subscriptions", "").JSON["value"].([]any); len(got) != 1 {
		t.Errorf("bob sees %v", got)
	}
	if got := w.OK("cleo", "GET", "/subscriptions", "").JSON["value"].([]any); len(got) != 0 {
		t.Errorf("cleo, who has no role, sees %v", got)
	}
	for _, path := range []string{armtest.Subscription + "/resources", armtest.Group + "/resources", armtest.Subscription + "/providers/Microsoft.CognitiveServices/accounts", armtest.Group + "/providers/Microsoft.CognitiveServices/accounts"} {
		if got := w.OK("bob", "GET", path, "").Names(); !slices.Equal(got, []string{"foundry"}) {
			t.Errorf("%s shows bob %v", path, got)
		}
		w.Refused("cleo", "GET", path, "", 403, "AuthorizationFailed")
	}
	if got := w.OK("bob", "GET", armtest.Subscription+"/resourceGroups", "").Names(); len(got) != 0 {
		t.Errorf("bob may not read the group, and is shown %v", got)
	}
	w.OK("bob", "GET", armtest.Subscription+"/providers/Microsoft.CognitiveServices", "")
	w.Refused("bob", "GET", other, "", 403, "AuthorizationFailed")
}

func TestResourcesAreFoundByAPartOfTheirName(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	for _, name := range []string{"other-one", "other-two"} {
		w.OK("ada", "PUT", strings.Replace(armtest.Account, "/foundry", "/"+name, 1), `{"kind":"OpenAI","sku":{"name":"S0"},"location":"eastus","properties":{}}`)
	}
	for _, row := range []struct {
		query string
		want  []string
	}{
		{"?$filter=substringof('HER-', name)", []string{"other-one", "other-two"}},
		{"?$filter=substringof('two',name) and resourceType eq 'Microsoft.CognitiveServices/accounts'", []string{"other-two"}},
		{"?$filter=substringof('other', name)&$top=1", []string{"other-one"}},
		{"?$filter=substringof('nothing', name)", nil},
	} {
		if got := w.OK("ada", "GET", armtest.Subscription+"/resources"+row.query, "").Names(); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v", row.query, got)
		}
	}
	w.Refused("ada", "GET", armtest.Subscription+"/resources?$filter=substringof('x', color)", "", 400, "InvalidFilterInQueryString")
}
