package authorization_test

import (
	"encoding/json"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestCheckAccessReturnsReason(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Give("ada", "developers", armtest.CognitiveUser, armtest.Account)
	ask := func(who string) []any {
		got := w.OK("ada", "POST", armtest.Account+"/providers/Microsoft.Authorization/checkAccess", `{"Subject":{"Attributes":{"ObjectId":"`+w.ID(who)+`"}},"Actions":[
			{"Id":"Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action","IsDataAction":true},{"Id":"Microsoft.CognitiveServices/accounts/delete"}],"Resource":{"Id":"`+armtest.Account+`"}}`)
		var answers []any
		_ = json.Unmarshal([]byte(got.Text), &answers)
		return answers
	}
	first := ask("cleo")[0].(map[string]any)
	if first["accessDecision"] != "Allowed" || first["roleAssignment"] == nil {
		t.Errorf("cleo: %s", armtest.Pretty(first))
	}
	if second := ask("cleo")[1].(map[string]any); second["accessDecision"] != "NotAllowed" {
		t.Errorf("cleo: %s", armtest.Pretty(second))
	}
	if first := ask("ada")[0].(map[string]any); first["accessDecision"] != "NotAllowed" {
		t.Errorf("ada, Owner: %s", armtest.Pretty(first))
	}
	w.Refused("ada", "POST", armtest.Account+"/providers/Microsoft.Authorization/checkAccess", `{"Subject":{"Attributes":{"ObjectId":"`+w.ID("bob")+`"}},"Actions":[{"Id":"x/read"}],"Resource":{"Id":"`+armtest.Subscription+`"}}`, 400, "InvalidCheckAccessRequest")
}
