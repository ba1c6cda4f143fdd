package arm_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/directory/directorytest"
	"keyless.dev/keyless/internal/store"
)

// fill puts something fitting into each variable of a template.
func fill(template string) string {
	values := strings.NewReplacer(
		"{subscription}", strings.TrimPrefix(sub, "/subscriptions/"), "{group}", "rg1", "{account}", "foundry", "{location}", "eastus",
		"{scope...}", strings.TrimPrefix(account, "/"), "{namespace}", "Microsoft.CognitiveServices", "{type}", "accounts", "{name}", "foundry",
		"{child}", "deployments", "{childName}", "chat", "{assignment}", "30000000-0000-4000-8000-000000000003", "{definition}", foundryUser,
		"{deny}", "30000000-0000-4000-8000-000000000004", "{lock}", "lock1", "{management}", "mg1",
		"{operation}", "x", "{deployment}", "main", "{connection}", "search", "{policy}", "strict", "{grandchild}", "connections", "{grandchildName}", "search", "{id}", "30000000-0000-4000-8000-000000000005", "{quota}", "team", "{identity}", "app",
	)
	return values.Replace(template)
}

func TestEveryRowRefusesWhoMayNot(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.closeHierarchy() // else everyone makes management groups
	text := regexp.MustCompile(`^The client 'bob@test\.localhost' with object id '` + w.id("bob") +
		`' does not have authorization( or an ABAC condition not fulfilled)? to perform action '([^']+)' over scope '([^']+)' or the scope is invalid\. If access was recently granted, please refresh your credentials\.$`)
	guarded := 0
	for _, row := range w.host.Routes {
		if row.IsPublic() {
			continue
		}
		path := fill(row.Template())
		if strings.Contains(path, "{") {
			t.Fatalf("%s has a variable that the test does not know", row.Template())
		}
		t.Run(row.Method()+" "+row.Template(), func(t *testing.T) {
			anonymous := w.call("", row.Method(), path, "{}")
			if anonymous.status != 401 || row.Method() != "HEAD" && anonymous.code() != "AuthenticationFailed" {
				t.Errorf("without a token: %d %s", anonymous.status, anonymous.text)
			}
			if row.Action() == "" {
				return
			}
			guarded++
			got := w.call("bob", row.Method(), path, "{}")
			if row.Method() == "HEAD" {
				if got.status != 403 || got.header.Get("X-Ms-Error-Code") != "AuthorizationFailed" {
					t.Errorf("%d %s", got.status, got.header.Get("X-Ms-Error-Code"))
				}
				return
			}
			parts := text.FindStringSubmatch(got.message())
			if got.status != 403 || got.code() != "AuthorizationFailed" || parts == nil {
				t.Fatalf("%d %s", got.status, got.text)
			}
			action := strings.TrimPrefix(fill(row.Action()), "/")
			if !strings.EqualFold(parts[2], action) {
				t.Errorf("refused action %s, want %s", parts[2], action)
			}
			if conditioned := strings.HasPrefix(action, "Microsoft.Authorization/roleAssignments/") && !strings.HasSuffix(action, "/read"); conditioned != (parts[1] != "") {
				t.Errorf("the text is %q", got.message())
			}
			// The operations of a deployment have an older address too.
			if !strings.HasPrefix(path, parts[3]) && !strings.HasPrefix(path, strings.Replace(parts[3], "/providers/Microsoft.Resources", "", 1)) && parts[3] != "/" {
				t.Errorf("refused over %s for %s", parts[3], path)
			}
		})
	}
	if guarded < 50 {
		t.Errorf("only %d rows are guarded", guarded)
	}
}

func TestTheTextOfARefusal(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	want := "The client 'bob@test.localhost' with object id '" + w.id("bob") + "' does not have authorization to perform action 'Microsoft.CognitiveServices/accounts/listKeys/action' over scope '" +
		account + "' or the scope is invalid. If access was recently granted, please refresh your credentials."
	if got := w.refused("bob", "POST", strings.ToLower(account)+"/LISTKEYS", "", 403, "AuthorizationFailed"); !strings.EqualFold(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	app := w.call("ci", "GET", account, "").message()
	if id := w.people["ci"].(*directory.ServicePrincipal).AppID; !strings.HasPrefix(app, "The client '"+id+"' with object id '"+w.id("ci")+"' does not") {
		t.Errorf("a service principal is called %s", app)
	}
}

func TestTokensThatDoNotHold(t *testing.T) {
	w := newWorld(t)
	other := map[string]string{
		"none":                   "",
		"no bearer":              "Basic abc",
		"garbage":                "Bearer garbage",
		"alg none":               "Bearer eyJhbGciOiJub25lIn0.e30.",
		"meant for the graph":    "Bearer " + w.tokenFor("ada", "https://graph.microsoft.com", time.Hour),
		"meant for inference":    "Bearer " + w.tokenFor("ada", "https://cognitiveservices.azure.com", time.Hour),
		"expired":                "Bearer " + w.tokenFor("ada", origin, -time.Minute),
		"signature cut":          "Bearer " + w.token("ada")[:len(w.token("ada"))-8],
		"of a disabled user":     "",
		"for a longer audience":  "Bearer " + w.tokenFor("ada", origin+".evil.test", time.Hour),
		"of Azure's own, a path": "Bearer " + w.tokenFor("ada", "https://management.azure.com/x", time.Hour),
	}
	w.people["bob"].(*directory.User).AccountEnabled = false
	w.update(func(tx *store.Tx) error { return tx.PutObject(w.people["bob"]) })
	other["of a disabled user"] = "Bearer " + w.token("bob")
	codes := map[string]string{
		"none": "AuthenticationFailed", "no bearer": "AuthenticationFailedInvalidHeader", "expired": "ExpiredAuthenticationToken",
		"meant for the graph": "InvalidAuthenticationTokenAudience", "meant for inference": "InvalidAuthenticationTokenAudience",
		"for a longer audience": "InvalidAuthenticationTokenAudience", "of Azure's own, a path": "InvalidAuthenticationTokenAudience",
	}
	for because, authorization := range other {
		t.Run(because, func(t *testing.T) {
			header := http.Header{}
			if authorization != "" {
				header.Set("Authorization", authorization)
			}
			got := w.send("GET", sub, "", header)
			want := codes[because]
			if want == "" {
				want = "InvalidAuthenticationToken"
			}
			if got.status != 401 || got.code() != want {
				t.Errorf("%d %s, want %s", got.status, got.text, want)
			}
			challenge := got.header.Get("WWW-Authenticate")
			// Tools find the tenant of a subscription by this pattern.
			if match := regexp.MustCompile(`authorization_uri="[^"]*/([0-9a-f\-]+)(/oauth2/authorize)?"`).FindStringSubmatch(challenge); match == nil || match[1] != tenant {
				t.Errorf("the challenge is %s", challenge)
			}
			if because == "of a disabled user" && !strings.Contains(challenge, `error="insufficient_claims", claims="ey`) {
				t.Errorf("the challenge is %s", challenge)
			}
		})
	}
	for _, audience := range []string{origin, origin + "/", "https://management.azure.com/", "https://management.core.windows.net"} {
		if got := w.send("GET", sub, "", http.Header{"Authorization": {"Bearer " + w.tokenFor("ada", audience, time.Hour)}}); got.status != 200 {
			t.Errorf("audience %s: %d %s", audience, got.status, got.text)
		}
	}
	for _, ours := range []string{origin, "https://management.azure.com", "https://management.core.windows.net"} {
		for _, audience := range directorytest.Lookalikes(ours) {
			if got := w.send("GET", sub, "", http.Header{"Authorization": {"Bearer " + w.tokenFor("ada", audience, time.Hour)}}); got.status != 401 {
				t.Errorf("audience %q: %d %s", audience, got.status, got.text)
			}
		}
	}
}

func TestBadRequests(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	deep := strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300)
	for _, row := range []struct {
		because, method, path, body string
		status                      int
		code                        string
	}{
		{"malformed JSON", "PUT", group + "2", `{"location":`, 400, "InvalidRequestContent"},
		{"an empty body", "PUT", group + "2", ``, 400, "InvalidRequestContent"},
		{"two values", "PUT", group + "2", `{"location":"eastus"}{}`, 400, "InvalidRequestContent"},
		{"a wrong type", "PUT", group + "2", `{"location":["eastus"]}`, 400, "InvalidRequestContent"},
		{"nested too deep", "PUT", group + "2", deep, 400, "InvalidRequestContent"},
		{"an oversized body", "PUT", group + "2", `{"location":"` + strings.Repeat("x", provider.MaxBody) + `"}`, 413, "RequestEntityTooLarge"},
		{"no location", "PUT", group + "2", `{}`, 400, "LocationRequired"},
		{"a bad name", "PUT", sub + "/resourceGroups/rg.", `{"location":"eastus"}`, 400, "InvalidResourceGroup"},
		{"no GUID", "GET", "/subscriptions/nope", "", 400, "InvalidSubscriptionId"},
		{"an unknown subscription", "GET", "/subscriptions/20000000-0000-4000-8000-00000000ffff", "", 404, "SubscriptionNotFound"},
		{"an unknown group", "GET", sub + "/resourceGroups/nope", "", 404, "ResourceGroupNotFound"},
		{"an unknown account", "GET", account + "x", "", 404, "ResourceNotFound"},
		{"an account in an unknown group", "GET", strings.Replace(account, "rg1", "nope", 1), "", 404, "ResourceGroupNotFound"},
		{"a child of an unknown account", "PUT", account + "x/deployments/chat", `{"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`, 404, "ParentResourceNotFound"},
		{"an unknown namespace", "GET", group + "/providers/Microsoft.Nope/things/x", "", 404, "ResourceNotFound"},
		{"making what nobody knows", "PUT", group + "/providers/Microsoft.Nope/things/x", `{}`, 404, "InvalidResourceNamespace"},
		{"making an unknown type", "PUT", group + "/providers/Microsoft.CognitiveServices/things/x", `{}`, 404, "InvalidResourceType"},
		{"an unknown path", "GET", "/nope", "", 404, "NotFound"},
		{"a wrong method", "POST", group, "", 405, "MethodNotAllowed"},
		{"a dot segment", "GET", sub + "/resourceGroups/../x", "", 400, "BadRequest"},
		{"an encoded slash", "GET", sub + "/resourceGroups/rg1%2Fproviders", "", 400, "BadRequest"},
		{"a bad filter", "GET", sub + "/resources?$filter=name", "", 400, "InvalidFilterInQueryString"},
		{"an unknown filter", "GET", account + "/providers/Microsoft.Authorization/roleAssignments?$filter=foo eq 'x'", "", 400, "InvalidFilterInQueryString"},
		{"a bad skip token", "GET", account + "/providers/Microsoft.Authorization/roleAssignments?$skiptoken=!", "", 400, "InvalidSkipToken"},
		{"a name that differs only in case", "PUT", account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"disableLocalAuth":true,"DisableLocalAuth":false}}`, 400, "InvalidRequestContent"},
	} {
		t.Run(row.because, func(t *testing.T) {
			w.refused("ada", row.method, row.path, row.body, row.status, row.code)
		})
	}
	if got := w.send("GET", sub+"?api-version=", "", http.Header{"Authorization": {"Bearer " + w.token("ada")}}); got.code() != "MissingApiVersionParameter" {
		t.Errorf("without api-version: %d %s", got.status, got.text)
	}
	if w.call("ada", "GET", sub+"/resourceGroups/nope", "").message() != "Resource group 'nope' could not be found." {
		t.Error("the text of an unknown group is not Azure's")
	}
	want := "The Resource 'Microsoft.CognitiveServices/accounts/foundryx' under resource group 'rg1' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
	if got := w.call("ada", "GET", account+"x", "").message(); got != want {
		t.Errorf("got %s", got)
	}
}

func TestEveryAnswerCarriesAzuresHeaders(t *testing.T) {
	w := newWorld(t)
	header := http.Header{"Authorization": {"Bearer " + w.token("ada")}, "X-Ms-Client-Request-Id": {"abc-123"}}
	got := w.send("GET", sub, "", header).header
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
	if got := w.send("GET", "/metadata/endpoints", "", nil); got.text != "metadata" {
		t.Errorf("metadata needs a token: %d %s", got.status, got.text)
	}
}

func pretty(v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(text)
}
