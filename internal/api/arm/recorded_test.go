package arm_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each test here holds a fact of an answer that Azure gave to az's own scenario tests, as their recordings have it.

// value is a member of the answer, as it is.
func (a answer) value(path ...string) any {
	var now any = a.json
	for _, name := range path {
		object, _ := now.(map[string]any)
		now = object[name]
	}
	return now
}

const recordedAccount = group + "/providers/Microsoft.CognitiveServices/accounts/cli_test"

func TestLocationOfAnAccountIsEchoed(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	const body = `{"kind":"Face","sku":{"name":"S0"},"location":"SOUTHCENTRALUS","properties":{}}`
	if got := w.call("ada", "PUT", recordedAccount, body); got.status != 201 || got.at("location") != "SOUTHCENTRALUS" {
		t.Errorf("PUT: %d %s", got.status, got.text)
	}
	if got := w.ok("ada", "GET", recordedAccount, ""); got.at("location") != "SOUTHCENTRALUS" {
		t.Errorf("GET: %s", got.text)
	}
	list := w.ok("ada", "GET", group+"/providers/Microsoft.CognitiveServices/accounts", "")
	if got := list.json["value"].([]any)[0].(map[string]any)["location"]; got != "SOUTHCENTRALUS" {
		t.Errorf("list: %s", list.text)
	}
	w.ok("ada", "PATCH", recordedAccount, `{"location":"South Central US","tags":{"a":"b"}}`) // the same place
	w.refused("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"eastus","properties":{}}`, 409, "InvalidResourceLocation")
	w.ok("ada", "PUT", recordedAccount, body)
	w.ok("ada", "DELETE", recordedAccount, "")
	deleted := sub + "/providers/Microsoft.CognitiveServices/locations/southcentralus/resourceGroups/rg1/deletedAccounts/cli_test"
	if got := w.ok("ada", "GET", deleted, ""); got.at("location") != "SOUTHCENTRALUS" {
		t.Errorf("deleted: %s", got.text)
	}
	w.ok("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"southcentralus","properties":{"restore":true}}`)
}

func TestAnAccountShowsOfItsSwitchesWhatWasSet(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
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
		w.ok("ada", row.method, recordedAccount, row.body)
		if got := w.ok("ada", "GET", recordedAccount, "").value("properties", "disableLocalAuth"); got != row.want {
			t.Errorf("%s: %v, want %v", row.because, got, row.want)
		}
	}
}

func TestAnIdentityOfTypeNoneIsShown(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	w.ok("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{}}`)
	for range 2 {
		if got := w.ok("ada", "PATCH", recordedAccount, `{"identity":{"type":"None"}}`); !cmp.Equal(got.value("identity"), any(map[string]any{"type": "None"})) {
			t.Errorf("PATCH: %s", got.text)
		}
	}
	if got := w.ok("ada", "GET", recordedAccount, ""); !cmp.Equal(got.value("identity"), any(map[string]any{"type": "None"})) {
		t.Errorf("GET: %s", got.text)
	}
	w.ok("ada", "PATCH", recordedAccount, `{"identity":{"type":"SystemAssigned"}}`)
}

func TestEmptyTagsAreShown(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	if got := w.ok("ada", "PATCH", group, `{"tags":{}}`); !cmp.Equal(got.value("tags"), any(map[string]any{})) {
		t.Errorf("group: %s", got.text)
	}
	if got := w.ok("ada", "GET", group, ""); !cmp.Equal(got.value("tags"), any(map[string]any{})) {
		t.Errorf("group again: %s", got.text)
	}
	if got := w.ok("ada", "PUT", group, `{"location":"eastus"}`); got.value("tags") != nil {
		t.Errorf("a group without tags: %s", got.text)
	}
}

func TestConnectionsAreAnsweredWithAllMembers(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.ok("ada", "PUT", account+"/projects/prj1", `{"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{}}`)
	for _, at := range []string{account + "/connections/search", account + "/projects/prj1/connections/search"} {
		got := w.call("ada", "PUT", at, `{"properties":{"category":"CognitiveSearch","authType":"ApiKey","target":"https://x.test","credentials":{"key":"k"}}}`)
		if got.status != 200 { // azure-mgmt-cognitiveservices knows nothing else
			t.Errorf("%s: %d %s", at, got.status, got.text)
		}
		want := []string{
			"authType", "category", "credentials", "error", "expiryTime", "group", "isDefault", "isSharedToAll", "metadata", "peRequirement", "peStatus",
			"sharedUserList", "target", "useWorkspaceManagedIdentity",
		}
		properties, _ := got.value("properties").(map[string]any)
		if members := slices.Sorted(maps.Keys(properties)); !slices.Equal(members, want) || properties["credentials"] != nil || properties["group"] != "AzureAI" {
			t.Errorf("%s: %v", at, properties)
		}
		if got.value("etag") != nil {
			t.Errorf("%s has an etag", at)
		}
	}
}

func TestAProjectIsNamedAfterItsAccount(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.ok("ada", "PUT", account+"/projects/prj1", `{"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{}}`)
	first := w.ok("ada", "GET", account+"/projects/prj1", "")
	if first.at("name") != "foundry/prj1" || first.at("kind") != "AIServices" || first.value("properties", "internalId") == nil {
		t.Errorf("GET: %s", first.text)
	}
	if got := w.ok("ada", "PATCH", account+"/projects/prj1", `{"properties":{"description":"x","internalId":"y"}}`); got.value("properties", "internalId") != first.value("properties", "internalId") {
		t.Errorf("the internal id moved: %s", got.text)
	}
	if got := w.ok("ada", "GET", account+"/projects", "").names(); !slices.Equal(got, []string{"foundry/prj1"}) {
		t.Errorf("list: %v", got)
	}
}

func TestNetworkRulesNeedASubdomain(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	const rules = `"networkAcls":{"defaultAction":"Deny","ipRules":[{"value":"192.0.2.0/24"}]}`
	w.refused("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"eastus","properties":{`+rules+`}}`, 400, "InvalidNetworkAcls")
	w.ok("ada", "PUT", recordedAccount, `{"kind":"Face","sku":{"name":"S0"},"location":"eastus","properties":{}}`)
	w.refused("ada", "PATCH", recordedAccount, `{"properties":{`+rules+`}}`, 400, "InvalidNetworkAcls")
	w.ok("ada", "PATCH", recordedAccount, `{"properties":{"customSubDomainName":"cli-test",`+rules+`}}`)
}

// Names of parameters and outputs begin with a small letter, the evaluation of the outputs is an operation, and a type is
// shown with its place.
func TestADeploymentIsShownAsRecorded(t *testing.T) {
	w := newWorld(t)
	w.makeGroup()
	template := `{"$schema": "s", "contentVersion": "1", "parameters": {"StorageName": {"type": "string"}, "same": {"type": "int", "defaultValue": 1}, "Same2": {"type": "int", "defaultValue": 2}},
		"resources": [` + identity("new") + `], "outputs": {"NewNSG": {"type": "string", "value": "[parameters('STORAGENAME')]"}}}`
	w.ends(w.ok("ada", "PUT", deployments+"/main", deployment(template, `{"StorageName": {"value": "x"}}`, "")), deployments+"/main")
	shown := w.ok("ada", "GET", deployments+"/main", "")
	if shown.at("properties", "outputs", "newNSG", "value") != "x" || shown.at("properties", "parameters", "storageName", "value") != "x" || shown.value("properties", "parameters", "same2") == nil {
		t.Errorf("names: %s", shown.text)
	}
	if !strings.Contains(shown.text, `"locations":["eastus"]`) || strings.Contains(shown.text, `"location":"eastus"`) {
		t.Errorf("providers: %s", shown.text)
	}
	var does []string
	for _, one := range w.ok("ada", "GET", deployments+"/main/operations", "").json["value"].([]any) {
		properties := one.(map[string]any)["properties"].(map[string]any)
		does = append(does, properties["provisioningOperation"].(string))
		if got := w.ok("ada", "GET", deployments+"/main/operations/"+one.(map[string]any)["operationId"].(string), ""); got.at("properties", "provisioningOperation") != properties["provisioningOperation"] {
			t.Errorf("an operation by itself: %s", got.text)
		}
	}
	slices.Sort(does)
	if !slices.Equal(does, []string{"Create", "EvaluateDeploymentOutput"}) {
		t.Errorf("operations: %v", does)
	}
}

// What nobody knows is said to be unknown, as Azure says it: az storage account create asks for the name first.
func TestUnknownActionsTypesAndVersions(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	for _, row := range []struct {
		because, method, path string
		status                int
		code                  string
	}{
		{"an action of a provider that is not here", "POST", sub + "/providers/Microsoft.Storage/checkNameAvailability", 404, "InvalidResourceNamespace"},
		{"an action of one that is", "POST", sub + "/providers/Microsoft.CognitiveServices/checkNothing", 404, "InvalidResourceType"},
		{"an action on a resource", "POST", account + "/frobnicate", 404, "InvalidResourceType"},
		{"a list of a type of a provider that is not here", "GET", group + "/providers/Microsoft.Storage/storageAccounts", 404, "InvalidResourceNamespace"},
		{"operations of a provider that is not here", "GET", "/providers/Microsoft.Nothing/operations", 404, "InvalidResourceNamespace"},
		{"a version that is a word", "GET", account + "?api-version=foo", 400, "InvalidApiVersionParameter"},
		{"a version of a day that has not come", "GET", account + "?api-version=2099-01-01", 400, "InvalidApiVersionParameter"},
		{"a version of no day", "GET", account + "?api-version=2024-13-01", 400, "InvalidApiVersionParameter"},
	} {
		if got := w.call("ada", row.method, row.path, ""); got.status != row.status || got.code() != row.code {
			t.Errorf("%s: %d %s", row.because, got.status, got.text)
		}
	}
	w.ok("ada", "GET", account+"?api-version=2025-10-01-preview", "")
}

func TestOperationsAndAssociatedResourcesAreListed(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	if got := w.ok("bob", "GET", "/providers/microsoft.cognitiveservices/operations", "").text; !strings.Contains(got, `"name":"Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"`) {
		t.Errorf("operations: %.200s", got)
	}
	const identity = group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
	w.ok("ada", "PUT", identity, `{"location":"eastus"}`)
	if got := w.ok("ada", "POST", identity+"/listAssociatedResources", ""); got.value("totalCount") != 0.0 {
		t.Errorf("before: %s", got.text)
	}
	w.ok("ada", "PATCH", account, `{"identity":{"type":"UserAssigned","userAssignedIdentities":{"`+identity+`":{}}}}`)
	got := w.ok("ada", "POST", identity+"/listAssociatedResources", "")
	if got.value("totalCount") != 1.0 || !strings.Contains(got.text, `"name":"foundry","type":"microsoft.cognitiveservices/accounts","resourceGroup":"rg1"`) || !strings.Contains(got.text, `"subscriptionDisplayName":"Test Sub"`) {
		t.Errorf("after: %s", got.text)
	}
	w.give("ada", "bob", identityManager, identity)
	w.refused("bob", "POST", identity+"/listAssociatedResources", "", 403, "AuthorizationFailed")
}
