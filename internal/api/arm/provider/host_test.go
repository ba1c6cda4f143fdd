package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/api/arm/provider"
)

func TestHostRejectsBadRequests(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	deep := strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300)
	for _, row := range []struct {
		because, method, path, body string
		status                      int
		code                        string
	}{
		{"malformed JSON", "PUT", armtest.Group + "2", `{"location":`, 400, "InvalidRequestContent"},
		{"an empty body", "PUT", armtest.Group + "2", ``, 400, "InvalidRequestContent"},
		{"two values", "PUT", armtest.Group + "2", `{"location":"eastus"}{}`, 400, "InvalidRequestContent"},
		{"a wrong type", "PUT", armtest.Group + "2", `{"location":["eastus"]}`, 400, "InvalidRequestContent"},
		{"nested too deep", "PUT", armtest.Group + "2", deep, 400, "InvalidRequestContent"},
		{"an oversized body", "PUT", armtest.Group + "2", `{"location":"` + strings.Repeat("x", provider.MaxBody) + `"}`, 413, "RequestEntityTooLarge"},
		{"no location", "PUT", armtest.Group + "2", `{}`, 400, "LocationRequired"},
		{"a bad name", "PUT", armtest.Subscription + "/resourceGroups/rg.", `{"location":"eastus"}`, 400, "InvalidResourceGroup"},
		{"no GUID", "GET", "/subscriptions/nope", "", 400, "InvalidSubscriptionId"},
		{"an unknown subscription", "GET", "/subscriptions/20000000-0000-4000-8000-00000000ffff", "", 404, "SubscriptionNotFound"},
		{"an unknown group", "GET", armtest.Subscription + "/resourceGroups/nope", "", 404, "ResourceGroupNotFound"},
		{"an unknown account", "GET", armtest.Account + "x", "", 404, "ResourceNotFound"},
		{"an account in an unknown group", "GET", strings.Replace(armtest.Account, "rg1", "nope", 1), "", 404, "ResourceGroupNotFound"},
		{"a child of an unknown account", "PUT", armtest.Account + "x/deployments/chat", `{"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`, 404, "ParentResourceNotFound"},
		{"an unknown namespace", "GET", armtest.Group + "/providers/Microsoft.Nope/things/x", "", 404, "ResourceNotFound"},
		{"making what nobody knows", "PUT", armtest.Group + "/providers/Microsoft.Nope/things/x", `{}`, 404, "InvalidResourceNamespace"},
		{"making an unknown type", "PUT", armtest.Group + "/providers/Microsoft.CognitiveServices/things/x", `{}`, 404, "InvalidResourceType"},
		{"an unknown path", "GET", "/nope", "", 404, "NotFound"},
		{"a wrong method", "POST", armtest.Group, "", 405, "MethodNotAllowed"},
		{"a dot segment", "GET", armtest.Subscription + "/resourceGroups/../x", "", 400, "BadRequest"},
		{"an encoded slash", "GET", armtest.Subscription + "/resourceGroups/rg1%2Fproviders", "", 400, "BadRequest"},
		{"a bad filter", "GET", armtest.Subscription + "/resources?$filter=name", "", 400, "InvalidFilterInQueryString"},
		{"an unknown filter", "GET", armtest.Account + "/providers/Microsoft.Authorization/roleAssignments?$filter=foo eq 'x'", "", 400, "InvalidFilterInQueryString"},
		{"a bad skip token", "GET", armtest.Account + "/providers/Microsoft.Authorization/roleAssignments?$skiptoken=!", "", 400, "InvalidSkipToken"},
		{"a name that differs only in case", "PUT", armtest.Account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"disableLocalAuth":true,"DisableLocalAuth":false}}`, 400, "InvalidRequestContent"},
	} {
		t.Run(row.because, func(t *testing.T) {
			w.Refused("ada", row.method, row.path, row.body, row.status, row.code)
		})
	}
	if got := w.Send("GET", armtest.Subscription+"?api-version=", "", http.Header{"Authorization": {"Bearer " + w.Token("ada")}}); got.Code() != "MissingApiVersionParameter" {
		t.Errorf("without api-version: %d %s", got.Status, got.Text)
	}
	if w.Call("ada", "GET", armtest.Subscription+"/resourceGroups/nope", "").Message() != "Resource group 'nope' could not be found." {
		t.Error("the text of an unknown group is not Azure's")
	}
	want := "The Resource 'Microsoft.CognitiveServices/accounts/foundryx' under resource group 'rg1' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
	if got := w.Call("ada", "GET", armtest.Account+"x", "").Message(); got != want {
		t.Errorf("got %s", got)
	}
}

func TestResponsesHaveAzureHeaders(t *testing.T) {
	w := armtest.New(t)
	header := http.Header{"Authorization": {"Bearer " + w.Token("ada")}, "X-Ms-Client-Request-Id": {"abc-123"}}
	got := w.Send("GET", armtest.Subscription, "", header).Header
	for name, want := range map[string]string{
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache",
		"X-Ms-Client-Request-Id": "abc-123", "Content-Type": "application/json; charset=utf-8",
	} {
		if got.Get(name) != want {
			t.Errorf("%s is %q", name, got.Get(name))
		}
	}
	if len(got.Get("X-Ms-Request-Id")) != 36 || got.Get("X-Ms-Correlation-Request-Id") == "" {
		t.Errorf("the ids are %q and %q", got.Get("X-Ms-Request-Id"), got.Get("X-Ms-Correlation-Request-Id"))
	}
	if got := w.Send("GET", "/metadata/endpoints", "", nil); got.Text != "metadata" {
		t.Errorf("metadata needs a token: %d %s", got.Status, got.Text)
	}
}
