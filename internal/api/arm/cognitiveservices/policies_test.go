package cognitiveservices_test

import (
	"slices"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestContentFilters(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	deployment := func(policy string) string {
		return `{"sku":{"name":"Standard","capacity":1},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"},"raiPolicyName":"` + policy + `"}}`
	}
	w.Refused("ada", "PUT", armtest.Account+"/deployments/chat", deployment("strict"), 400, "InvalidResourceProperties")
	w.OK("ada", "PUT", armtest.Account+"/raiPolicies/strict", `{"properties":{"mode":"Blocking","basePolicyName":"Microsoft.DefaultV2","contentFilters":[{"name":"hate","blocking":true,"enabled":true,"severityThreshold":"Low","source":"Prompt"}]}}`)
	w.OK("ada", "PUT", armtest.Account+"/deployments/chat", deployment("strict"))
	if got := w.OK("ada", "GET", armtest.Account+"/raiPolicies", "").Names(); !slices.Equal(got, []string{"Microsoft.Default", "Microsoft.DefaultV2", "strict"}) {
		t.Errorf("listed: %v", got)
	}
	if got := w.OK("ada", "GET", armtest.Account+"/raiPolicies/strict", ""); got.At("properties", "type") != "UserManaged" {
		t.Error(got.Text)
	}
	if got := w.OK("ada", "GET", armtest.Account+"/raiPolicies/microsoft.default", ""); got.At("properties", "type") != "SystemManaged" {
		t.Error(got.Text)
	}
	w.Refused("ada", "PUT", armtest.Account+"/raiPolicies/Microsoft.Default", `{"properties":{}}`, 400, "InvalidResourceName")
}
