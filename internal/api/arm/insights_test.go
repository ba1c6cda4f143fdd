package arm_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/guid"
)

const activity = sub + "/providers/Microsoft.Insights/eventtypes/management/values"

// events asks for the activity log as az does.
func (w *world) events(who, filter string) []map[string]any {
	w.t.Helper()
	got := w.ok(who, "GET", activity+"?$filter=eventTimestamp ge 2026-11-23T00:00:00Z and eventTimestamp le 2026-11-24T00:00:00Z"+filter, "")
	var page struct{ Value []map[string]any }
	w.must(json.Unmarshal([]byte(got.text), &page))
	return page.Value
}

func operations(events []map[string]any, status string) []string {
	names := []string{}
	for _, e := range events {
		if e["status"].(map[string]any)["value"] == status {
			names = append(names, e["operationName"].(map[string]any)["value"].(string))
		}
	}
	return names
}

func TestTheActivityLogHoldsEveryChange(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	if got := w.give("ada", "bob", reader, account); got.status != 201 {
		t.Fatal(got.text)
	}
	w.ok("ada", "PATCH", account, `{"tags":{"a":"b"}}`)
	w.ok("ada", "PUT", account+"/providers/Microsoft.Authorization/locks/l", `{"properties":{"level":"CanNotDelete"}}`)
	w.refused("ada", "DELETE", account, "", 409, "ScopeLocked")
	w.ok("ada", "DELETE", account+"/providers/Microsoft.Authorization/locks/l", "")
	w.take("ada", "bob", reader, account)
	want := []string{
		"Microsoft.Authorization/roleAssignments/delete", "Microsoft.Authorization/locks/delete", "Microsoft.Authorization/locks/write",
		"Microsoft.CognitiveServices/accounts/write", "Microsoft.Authorization/roleAssignments/write", "Microsoft.CognitiveServices/accounts/write",
		"Microsoft.Resources/subscriptions/resourceGroups/write",
	}
	all := w.events("ada", "")
	if got := operations(all, "Succeeded"); !slices.Equal(got, want) {
		t.Errorf("the log holds %s", got)
	}
	if got := operations(all, "Started"); !slices.Equal(got, want) {
		t.Errorf("the log holds the beginnings of %s", got)
	}
	for _, e := range all {
		if e["caller"] != "ada@test.localhost" || e["subscriptionId"] != strings.TrimPrefix(sub, "/subscriptions/") || !strings.HasPrefix(e["resourceId"].(string), group) {
			t.Errorf("an event is %v", e)
		}
	}
	// What az role assignment list-changelogs reads.
	ends, begins := map[any]map[string]any{}, 0
	for _, e := range all {
		if e["eventName"].(map[string]any)["value"] == "EndRequest" {
			ends[e["operationId"]] = e
			continue
		}
		begins++
		if asked, ok := e["properties"].(map[string]any)["requestbody"].(string); ok && strings.Contains(asked, w.id("bob")) && ends[e["operationId"]] == nil {
			t.Error("the beginning of an assignment has no end")
		}
	}
	if begins != len(ends) {
		t.Errorf("%d beginnings and %d ends", begins, len(ends))
	}
}

func TestTheActivityLogIsFiltered(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.ok("ada", "PUT", sub+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.give("ada", "ci", owner, group)
	w.ok("ci", "PUT", group, `{"location":"eastus","tags":{"by":"ci"}}`)
	for _, row := range []struct {
		because, filter string
		succeeded       int
	}{
		{"a resource group", " and resourceGroupName eq 'rg2'", 1},
		{"a resource", " and resourceId eq '" + account + "'", 1},
		{"a provider without quotes, as list-changelogs writes it", " and resourceProvider eq Microsoft.Authorization", 1},
		{"a caller by name", " and caller eq 'ada@test.localhost'", 4},
		{"a caller by object id", " and caller eq '" + w.id("ci") + "'", 1},
		{"ends alone", " and status eq 'Succeeded'", 5},
		{"an unknown id", " and correlationId eq '" + guid.New() + "'", 0},
	} {
		if got := len(operations(w.events("ada", row.filter), "Succeeded")); got != row.succeeded {
			t.Errorf("%s: %d changes, want %d", row.because, got, row.succeeded)
		}
	}
	if got := w.ok("ada", "GET", activity+"?$filter=eventTimestamp ge 2027-01-01", "").names(); len(got) != 0 {
		t.Errorf("the future holds %v", got)
	}
	one := w.ok("ada", "GET", activity+"?$filter=eventTimestamp ge 2026-11-23T00:00:00&$select=eventTimestamp , caller", "").json["value"].([]any)[0].(map[string]any)
	if len(one) != 2 || one["caller"] == nil {
		t.Errorf("two members were selected: %v", one)
	}
	w.refused("ada", "GET", activity+"?$filter=color eq 'x'", "", 400, "InvalidFilterInQueryString")
	w.refused("ada", "GET", activity+"?$filter=eventTimestamp ge tomorrow", "", 400, "BadRequest")
	w.refused("ada", "GET", activity+"?$filter=resourceId eq '/subscriptions/"+guid.New()+"'", "", 400, "InvalidFilterInQueryString")
	w.refused("bob", "GET", activity, "", 403, "AuthorizationFailed")
}

func TestProviderOperations(t *testing.T) {
	w := newWorld(t)
	path := "/providers/Microsoft.Authorization/providerOperations"
	if got := w.ok("bob", "GET", path+"?$expand=resourceTypes", "").names(); !slices.Contains(got, "Microsoft.CognitiveServices") || !slices.Contains(got, "Microsoft.Authorization") {
		t.Errorf("the namespaces are %s", got)
	}
	one := w.ok("bob", "GET", path+"/microsoft.cognitiveservices", "")
	if !strings.Contains(one.text, `"name":"Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action"`) || !strings.Contains(one.text, `"isDataAction":true`) {
		t.Error("the data action that the article is about is missing")
	}
	w.refused("bob", "GET", path+"/Microsoft.Nope", "", 404, "ProviderNotFound")
}

func TestAsynchronousAnswers(t *testing.T) {
	w := newWorldWith(t, 2*time.Second)
	w.ok("ada", "PUT", group, `{"location":"eastus"}`)
	made := w.ok("ada", "PUT", account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"customSubDomainName":"foundry"}}`)
	poll := made.header.Get("Azure-AsyncOperation")
	if made.status != 201 || made.at("properties", "provisioningState") != "Accepted" || made.header.Get("Retry-After") != "2" || !strings.HasPrefix(poll, origin+sub+"/operationStatuses/") {
		t.Fatalf("%d %s %v", made.status, made.text, made.header)
	}
	poll = strings.TrimPrefix(poll, origin)
	if got := w.ok("ada", "GET", poll, ""); got.at("status") != "InProgress" || got.header.Get("Retry-After") != "2" {
		t.Errorf("%s %v", got.text, got.header)
	}
	w.refused("bob", "GET", poll, "", 404, "OperationNotFound")
	w.refused("ada", "GET", strings.Replace(poll, "operationStatuses/", "operationStatuses/x", 1), "", 404, "OperationNotFound")
	w.advance(2 * time.Second)
	if got := w.ok("ada", "GET", poll, ""); got.at("status") != "Succeeded" {
		t.Errorf("%s", got.text)
	}
	if got := w.ok("ada", "GET", account, ""); got.at("properties", "provisioningState") != "Succeeded" {
		t.Errorf("%s", got.text)
	}
	if got := w.ok("ada", "PATCH", account, `{"tags":{"a":"b"}}`); got.status != 202 || got.header.Get("Azure-AsyncOperation") == "" || got.header.Get("Location") != "" {
		t.Errorf("a patch: %d %v", got.status, got.header)
	}
	if got := w.ok("ada", "PUT", account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"customSubDomainName":"foundry"}}`); got.status != 200 || got.header.Get("Azure-AsyncOperation") == "" {
		t.Errorf("a put again: %d %v", got.status, got.header)
	}
	if got := w.give("ada", "bob", reader, account); got.status != 201 || got.header.Get("Azure-AsyncOperation") != "" {
		t.Errorf("role assignments are there at once on Azure: %d %v", got.status, got.header)
	}
	gone := w.ok("ada", "DELETE", account, "")
	if gone.status != http.StatusAccepted || gone.text != "" {
		t.Fatalf("%d %s", gone.status, gone.text)
	}
	location := strings.TrimPrefix(gone.header.Get("Location"), origin)
	if got := w.ok("ada", "GET", location, ""); got.status != 202 || got.header.Get("Location") != origin+location {
		t.Errorf("%d %v", got.status, got.header)
	}
	w.advance(2 * time.Second)
	if got := w.ok("ada", "GET", location, ""); got.status != 200 {
		t.Errorf("%d", got.status)
	}
	w.refused("ada", "GET", account, "", 404, "ResourceNotFound")
	if got := w.ok("ada", "DELETE", group, ""); got.status != 202 {
		t.Errorf("a group is deleted with %d", got.status)
	}
}
