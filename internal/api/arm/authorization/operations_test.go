package authorization_test

import (
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestListProviderOperations(t *testing.T) {
	w := armtest.New(t)
	path := "/providers/Microsoft.Authorization/providerOperations"
	if got := w.OK("bob", "GET", path+"?$expand=resourceTypes", "").Names(); !slices.Contains(got, "Microsoft.CognitiveServices") || !slices.Contains(got, "Microsoft.Authorization") {
		t.Errorf("the namespaces are %s", got)
	}
	one := w.OK("bob", "GET", path+"/microsoft.cognitiveservices", "")
	if !strings.Contains(one.Text, `"name":"Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action"`) || !strings.Contains(one.Text, `"isDataAction":true`) {
		t.Error("the data action that the article is about is missing")
	}
	w.Refused("bob", "GET", path+"/Microsoft.Nope", "", 404, "ProviderNotFound")
}
