package cognitiveservices_test

import (
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestAccountRules(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	base := strings.TrimSuffix(armtest.Account, "foundry")
	put := func(kind, sku, location, properties string) string {
		return `{"kind":"` + kind + `","sku":{"name":"` + sku + `"},"location":"` + location + `","properties":` + properties + `}`
	}
	for _, row := range []struct {
		because, name, body string
		status              int
		code                string
	}{
		{"an unknown kind", "a1", put("Nope", "S0", "eastus", "{}"), 400, "InvalidApiSetId"},
		{"no kind", "a1", `{"sku":{"name":"S0"},"location":"eastus"}`, 400, "InvalidApiSetId"},
		{"a size that the kind has not", "a1", put("AIServices", "F0", "eastus", "{}"), 400, "InvalidSkuId"},
		{"no size", "a1", `{"kind":"AIServices","location":"eastus"}`, 400, "InvalidSkuId"},
		{"no location", "a1", `{"kind":"AIServices","sku":{"name":"S0"}}`, 400, "LocationRequired"},
		{"a name too short", "a", put("AIServices", "S0", "eastus", "{}"), 400, "AccountNameInvalid"},
		{"a subdomain that is taken, in another case", "a1", put("AIServices", "S0", "eastus", `{"customSubDomainName":"FOUNDRY"}`), 409, "CustomDomainInUse"},
		{"a subdomain with a dot", "a1", put("AIServices", "S0", "eastus", `{"customSubDomainName":"a.b"}`), 400, "CustomDomainInvalid"},
		{"a subdomain that is changed", "foundry", put("AIServices", "S0", "eastus", `{"customSubDomainName":"other"}`), 400, "CustomSubDomainNameUpdateNotAllowed"},
		{"another place", "foundry", put("AIServices", "S0", "westus", "{}"), 409, "InvalidResourceLocation"},
		{"another kind", "foundry", put("TextAnalytics", "S0", "eastus", "{}"), 400, "AccountKindChangeNotAllowed"},
		{"a network rule that is no address", "a1", put("AIServices", "S0", "eastus", `{"networkAcls":{"defaultAction":"Deny","ipRules":[{"value":"nope"}]}}`), 400, "InvalidNetworkAcls"},
		{"a default action that is none", "a1", put("AIServices", "S0", "eastus", `{"networkAcls":{"defaultAction":"Maybe"}}`), 400, "InvalidNetworkAcls"},
		{"network rules of the wrong type", "a1", put("AIServices", "S0", "eastus", `{"networkAcls":[]}`), 400, "InvalidRequestContent"},
		{"public access that is neither", "a1", put("AIServices", "S0", "eastus", `{"publicNetworkAccess":"Perhaps"}`), 400, "InvalidPublicNetworkAccess"},
		{"properties that are no object", "a1", put("AIServices", "S0", "eastus", `[]`), 400, "InvalidRequestContent"},
		{"nothing to restore", "a1", put("AIServices", "S0", "eastus", `{"restore":true}`), 404, "CannotRestoreNonExistentResource"},
		{"an identity of no known type", "a1", `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","identity":{"type":"Managed"}}`, 400, "InvalidIdentityType"},
		{"an identity that is not there", "a1", `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","identity":{"type":"UserAssigned","userAssignedIdentities":{"` + armtest.Group + `/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nope":{}}}}`, 404, "ResourceNotFound"},
		{"a tag with a bad name", "a1", `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","tags":{"a/b":"c"}}`, 400, "InvalidTagNameCharacters"},
	} {
		t.Run(row.because, func(t *testing.T) {
			w.Refused("ada", "PUT", base+row.name, row.body, row.status, row.code)
		})
	}
	// By its name an account without a subdomain is known to the data plane too.
	w.OK("ada", "PUT", armtest.Subscription+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.Refused("ada", "PUT", strings.Replace(armtest.Account, "rg1", "rg2", 1), put("OpenAI", "S0", "eastus", "{}"), 409, "CustomDomainInUse")
	w.OK("ada", "PUT", base+"openai", put("OpenAI", "S0", "eastus", "{}"))
	w.OK("ada", "PUT", base+"openai", put("AIServices", "S0", "eastus", "{}"))
}

func TestUnknownPropertiesAreReturned(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	got := w.OK("ada", "PATCH", armtest.Account, `{"properties":{"apiProperties":{"qnaRuntimeEndpoint":"https://q"},"dynamicThrottlingEnabled":true,"endpoint":"https://evil","internalId":"evil"}}`)
	properties := got.JSON["properties"].(map[string]any)
	if properties["dynamicThrottlingEnabled"] != true || properties["apiProperties"].(map[string]any)["qnaRuntimeEndpoint"] != "https://q" {
		t.Errorf("what is unknown is lost: %s", got.Text)
	}
	if strings.Contains(got.Text, "evil") {
		t.Errorf("a read-only property was taken: %s", got.Text)
	}
	got = w.OK("ada", "PATCH", armtest.Account, `{"properties":{"userOwnedStorage":[]}}`)
	if !strings.Contains(got.Text, "qnaRuntimeEndpoint") || !strings.Contains(got.Text, `"customSubDomainName":"foundry"`) {
		t.Errorf("PATCH lost what it did not name: %s", got.Text)
	}
}

func TestDeploymentRules(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	for because, body := range map[string]string{
		"no model":            `{"sku":{"name":"Standard"},"properties":{}}`,
		"no format":           `{"properties":{"model":{"name":"gpt-4o"}}}`,
		"a capacity in words": `{"sku":{"name":"Standard","capacity":"ten"},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`,
		"a capacity in parts": `{"sku":{"name":"Standard","capacity":1.5},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`,
		"an unknown size":     `{"sku":{"name":"Huge"},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`,
		"a control letter":    `{"properties":{"model":{"format":"OpenAI","name":"gpt\u0000"}}}`,
		"scale of no shape":   `{"properties":{"model":{"format":"OpenAI","name":"gpt-4o"},"scaleSettings":"big"}}`,
	} {
		if got := w.Call("ada", "PUT", armtest.Account+"/deployments/chat", body); got.Status != 400 {
			t.Errorf("%s: %d %s", because, got.Status, got.Text)
		}
	}
	w.Refused("ada", "PUT", armtest.Account+"/deployments/chat", `{"sku":{"name":"Standard","capacity":0},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`, 400, "InvalidCapacity")
	const sized, model = "/deployments/sized?api-version=", `"model":{"format":"OpenAI","name":"gpt-4o"}`
	w.OK("ada", "PUT", armtest.Account+sized+"2024-10-01", `{"sku":{"name":"Standard","capacity":1},"properties":{`+model+`}}`)
	if got := w.Refused("ada", "PUT", armtest.Account+sized+"2024-10-01", `{"properties":{`+model+`}}`, 400, "InvalidResourceProperties"); got != "The sku of model deployment is not provided." {
		t.Errorf("a second time without a size: %s", got)
	}
	if got := w.Refused("ada", "PUT", armtest.Account+sized+"2024-10-01", `{"sku":{"name":"Standard","capacity":1},"properties":{`+model+`,"scaleSettings":{"scaleType":"Standard"}}}`, 400, "InvalidResourceProperties"); !strings.Contains(got, "please use 'sku' instead.") {
		t.Errorf("scaleSettings at a new version: %s", got)
	}
	w.OK("ada", "PUT", armtest.Account+sized+"2022-12-01", `{"properties":{`+model+`,"scaleSettings":{"scaleType":"Standard"}}}`)
	w.OK("ada", "DELETE", armtest.Account+sized+"2024-10-01", "")
	w.Refused("ada", "PUT", armtest.Account+"/deployments/_chat", `{"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`, 400, "InvalidResourceName")
	w.OK("ada", "PUT", armtest.Account+"/deployments/any", `{"properties":{"model":{"format":"vllm","name":"my-own/model","version":"7"},"futureThing":{"a":1}}}`)
	if got := w.OK("ada", "GET", armtest.Account+"/deployments/any", "").Text; !strings.Contains(got, `"futureThing":{"a":1}`) {
		t.Error(got)
	}
}

func TestDeletedAccountCanBeRestoredFor48Hours(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	key := w.OK("ada", "POST", armtest.Account+"/listKeys", "").At("key1")
	body := `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"customSubDomainName":"foundry"}}`
	w.OK("ada", "DELETE", armtest.Account, "")
	w.Refused("ada", "PUT", armtest.Account, body, 409, "FlagMustBeSetForRestore")
	w.Refused("ada", "PUT", strings.Replace(armtest.Account, "/foundry", "/other", 1), body, 409, "CustomDomainInUse")
	w.OK("ada", "PUT", armtest.Account, `{"location":"eastus","properties":{"restore":true}}`)
	if got := w.OK("ada", "POST", armtest.Account+"/listKeys", "").At("key1"); got != key {
		t.Error("the restored account has other keys")
	}
	principal := w.OK("ada", "GET", armtest.Account, "").At("identity", "principalId")
	w.OK("ada", "DELETE", armtest.Account, "")
	w.Advance(48 * time.Hour)
	if got := w.OK("ada", "GET", armtest.Subscription+"/providers/Microsoft.CognitiveServices/deletedAccounts", "").Names(); len(got) != 0 {
		t.Errorf("after 48 hours there is still %v", got)
	}
	w.OK("ada", "PUT", armtest.Account, body)
	if w.PrincipalThere(principal) {
		t.Error("the principal outlived the purged account")
	}
}
