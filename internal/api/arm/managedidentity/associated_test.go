package managedidentity_test

import (
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestListOperationsAndAssociatedResources(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	if got := w.OK("bob", "GET", "/providers/microsoft.cognitiveservices/operations", "").Text; !strings.Contains(got, `"name":"Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"`) {
		t.Errorf("operations: %.200s", got)
	}
	const identity = armtest.Group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
	w.OK("ada", "PUT", identity, `{"location":"eastus"}`)
	if got := w.OK("ada", "POST", identity+"/listAssociatedResources", ""); got.Value("totalCount") != 0.0 {
		t.Errorf("before: %s", got.Text)
	}
	w.OK("ada", "PATCH", armtest.Account, `{"identity":{"type":"UserAssigned","userAssignedIdentities":{"`+identity+`":{}}}}`)
	got := w.OK("ada", "POST", identity+"/listAssociatedResources", "")
	if got.Value("totalCount") != 1.0 || !strings.Contains(got.Text, `"name":"foundry","type":"microsoft.cognitiveservices/accounts","resourceGroup":"rg1"`) || !strings.Contains(got.Text, `"subscriptionDisplayName":"Test Sub"`) {
		t.Errorf("after: %s", got.Text)
	}
	w.Give("ada", "bob", armtest.IdentityManager, identity)
	w.Refused("bob", "POST", identity+"/listAssociatedResources", "", 403, "AuthorizationFailed")
}
