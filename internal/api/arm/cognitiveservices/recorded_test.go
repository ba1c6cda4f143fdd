package cognitiveservices_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"keyless.dev/keyless/internal/api/arm/armtest"
)

// The tests of this file hold facts of answers that Azure gave to az's own scenario tests, as their recordings have them.

const recordedAccount = armtest.Group + "/providers/Microsoft.CognitiveServices/accounts/cli_test"

func TestAccountLocationIsReturnedAsSent(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	const body = `{"kind":"Face","sku":{"name":"S0"},"location":"SOUTHCENTRALUS","properties":{}}`
	if got := w.Call("ada", "PUT", recordedAccount, body); got.Status != 201 || got.At("location") != "SOUTHCENTRALUS" {
		t.Errorf("PUT: %d %s", got.Status, got.Text)
	}
	if got := w.OK("ada", "GET", recordedAccount, ""); got.At("location") != "SOUTHCENTRALUS" {
		t.Errorf("GET: %s", got.Text)
	}
	list := w.OK("ada", "GET", armtest.Group+"/providers/Microsoft.CognitiveServices/accounts", "")
	if got := list.JSON["value"].([]any)[0].(map[string]any)["location"]; got != "SOUTHCENTRALUS" {
		t.Errorf("list: %s", list.Text)
	}
	w.OK("ada", "PATCH", recordedAccount, `{"location":"South Central US","tags":{"a":"b"}}`) // the same place
	w.Refused("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"eastus","properties":{}}`, 409, "InvalidResourceLocation")
	w.OK("ada", "PUT", recordedAccount, body)
	w.OK("ada", "DELETE", recordedAccount, "")
	deleted := armtest.Subscription + "/providers/Microsoft.CognitiveServices/locations/southcentralus/resourceGroups/rg1/deletedAccounts/cli_test"
	if got := w.OK("ada", "GET", deleted, ""); got.At("location") != "SOUTHCENTRALUS" {
		t.Errorf("deleted: %s", got.Text)
	}
	w.OK("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"southcentralus","properties":{"restore":true}}`)
}

func TestAccountShowsOnlyPropertiesThatWereSet(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	const put = `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{`
	for _, row := range []struct {
		because, method, body string
		want                  any
	}{
		{"nobody set it", "PUT", put + `}}`, nil},
		{"it was set to false", "PATCH", `{"properties":{"disableLocalAuth":false}}`, false},
		{"it was set to true", "PATCH", `{"properties":{"disableLocalAuth":true}}`, true},
		{"it was set to false again", "PATCH", `{"properties":{"disableLocalAuth":false}}`, false},
		{"a PUT leaves it out", "PUT", put + `}}`, nil},
	} {
		w.OK("ada", row.method, recordedAccount, row.body)
		if got := w.OK("ada", "GET", recordedAccount, "").Value("properties", "disableLocalAuth"); got != row.want {
			t.Errorf("%s: %v, want %v", row.because, got, row.want)
		}
	}
}

func TestIdentityOfTypeNoneIsShown(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	w.OK("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{}}`)
	for range 2 {
		if got := w.OK("ada", "PATCH", recordedAccount, `{"identity":{"type":"None"}}`); !cmp.Equal(got.Value("identity"), any(map[string]any{"type": "None"})) {
			t.Errorf("PATCH: %s", got.Text)
		}
	}
	if got := w.OK("ada", "GET", recordedAccount, ""); !cmp.Equal(got.Value("identity"), any(map[string]any{"type": "None"})) {
		t.Errorf("GET: %s", got.Text)
	}
	w.OK("ada", "PATCH", recordedAccount, `{"identity":{"type":"SystemAssigned"}}`)
}

func TestConnectionShowsAllMembers(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.OK("ada", "PUT", armtest.Account+"/projects/prj1", `{"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{}}`)
	for _, at := range []string{armtest.Account + "/connections/search", armtest.Account + "/projects/prj1/connections/search"} {
		got := w.Call("ada", "PUT", at, `{"properties":{"category":"CognitiveSearch","authType":"ApiKey","target":"https://x.test","credentials":{"key":"k"}}}`)
		if got.Status != 200 { // azure-mgmt-cognitiveservices knows nothing else
			t.Errorf("%s: %d %s", at, got.Status, got.Text)
		}
		want := []string{
			"authType", "category", "credentials", "error", "expiryTime", "group", "isDefault", "isSharedToAll", "metadata", "peRequirement", "peStatus",
			"sharedUserList", "target", "useWorkspaceManagedIdentity",
		}
		properties, _ := got.Value("properties").(map[string]any)
		if members := slices.Sorted(maps.Keys(properties)); !slices.Equal(members, want) || properties["credentials"] != nil || properties["group"] != "AzureAI" {
			t.Errorf("%s: %v", at, properties)
		}
		if got.Value("etag") != nil {
			t.Errorf("%s has an etag", at)
		}
	}
}

func TestProjectNameIncludesAccount(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.OK("ada", "PUT", armtest.Account+"/projects/prj1", `{"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{}}`)
	first := w.OK("ada", "GET", armtest.Account+"/projects/prj1", "")
	if first.At("name") != "foundry/prj1" || first.At("kind") != "AIServices" || first.Value("properties", "internalId") == nil {
		t.Errorf("GET: %s", first.Text)
	}
	if got := w.OK("ada", "PATCH", armtest.Account+"/projects/prj1", `{"properties":{"description":"x","internalId":"y"}}`); got.Value("properties", "internalId") != first.Value("properties", "internalId") {
		t.Errorf("the internal id moved: %s", got.Text)
	}
	if got := w.OK("ada", "GET", armtest.Account+"/projects", "").Names(); !slices.Equal(got, []string{"foundry/prj1"}) {
		t.Errorf("list: %v", got)
	}
}

func TestNetworkRulesRequireSubdomain(t *testing.T) {
	w := armtest.New(t)
	w.MakeGroup()
	const rules = `"networkAcls":{"defaultAction":"Deny","ipRules":[{"value":"192.0.2.0/24"}]}`
	w.Refused("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"eastus","properties":{`+rules+`}}`, 400, "InvalidNetworkAcls")
	w.OK("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"eastus","properties":{}}`)
	w.Refused("ada", "PATCH", recordedAccount, `{"properties":{`+rules+`}}`, 400, "InvalidNetworkAcls")
	w.OK("ada", "PATCH", recordedAccount, `{"properties":{"customSubDomainName":"cli-test",`+rules+`}}`)
}
