package insights_test

import (
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/guid"
)

func operations(events []map[string]any, status string) []string {
	names := []string{}
	for _, e := range events {
		if e["status"].(map[string]any)["value"] == status {
			names = append(names, e["operationName"].(map[string]any)["value"].(string))
		}
	}
	return names
}

func TestActivityLogRecordsEveryChange(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	if got := w.Give("ada", "bob", armtest.Reader, armtest.Account); got.Status != 201 {
		t.Fatal(got.Text)
	}
	w.OK("ada", "PATCH", armtest.Account, `{"tags":{"a":"b"}}`)
	w.OK("ada", "PUT", armtest.Account+"/providers/Microsoft.Authorization/locks/l", `{"properties":{"level":"CanNotDelete"}}`)
	w.Refused("ada", "DELETE", armtest.Account, "", 409, "ScopeLocked")
	w.OK("ada", "DELETE", armtest.Account+"/providers/Microsoft.Authorization/locks/l", "")
	w.Take("ada", "bob", armtest.Reader, armtest.Account)
	want := []string{
		"Microsoft.Authorization/roleAssignments/delete", "Microsoft.Authorization/locks/delete", "Microsoft.Authorization/locks/write",
		"Microsoft.CognitiveServices/accounts/write", "Microsoft.Authorization/roleAssignments/write", "Microsoft.CognitiveServices/accounts/write",
		"Microsoft.Resources/subscriptions/resourceGroups/write",
	}
	all := w.Events("ada", "")
	if got := operations(all, "Succeeded"); !slices.Equal(got, want) {
		t.Errorf("the log holds %s", got)
	}
	if got := operations(all, "Started"); !slices.Equal(got, want) {
		t.Errorf("the log holds the beginnings of %s", got)
	}
	for _, e := range all {
		if e["caller"] != "ada@test.localhost" || e["subscriptionId"] != strings.TrimPrefix(armtest.Subscription, "/subscriptions/") || !strings.HasPrefix(e["resourceId"].(string), armtest.Group) {
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
		if asked, ok := e["properties"].(map[string]any)["requestbody"].(string); ok && strings.Contains(asked, w.ID("bob")) && ends[e["operationId"]] == nil {
			t.Error("the beginning of an assignment has no end")
		}
	}
	if begins != len(ends) {
		t.Errorf("%d beginnings and %d ends", begins, len(ends))
	}
}

func TestActivityLogFilters(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.OK("ada", "PUT", armtest.Subscription+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.Give("ada", "ci", armtest.Owner, armtest.Group)
	w.OK("ci", "PUT", armtest.Group, `{"location":"eastus","tags":{"by":"ci"}}`)
	for _, row := range []struct {
		because, filter string
		succeeded       int
	}{
		{"a resource group", " and resourceGroupName eq 'rg2'", 1},
		{"a resource", " and resourceId eq '" + armtest.Account + "'", 1},
		{"a provider without quotes, as list-changelogs writes it", " and resourceProvider eq Microsoft.Authorization", 1},
		{"a caller by name", " and caller eq 'ada@test.localhost'", 4},
		{"a caller by object id", " and caller eq '" + w.ID("ci") + "'", 1},
		{"ends alone", " and status eq 'Succeeded'", 5},
		{"an unknown id", " and correlationId eq '" + guid.New() + "'", 0},
	} {
		if got := len(operations(w.Events("ada", row.filter), "Succeeded")); got != row.succeeded {
			t.Errorf("%s: %d changes, want %d", row.because, got, row.succeeded)
		}
	}
	if got := w.OK("ada", "GET", armtest.ActivityLog+"?$filter=eventTimestamp ge 2027-01-01", "").Names(); len(got) != 0 {
		t.Errorf("the future holds %v", got)
	}
	one := w.OK("ada", "GET", armtest.ActivityLog+"?$filter=eventTimestamp ge 2026-11-23T00:00:00&$select=eventTimestamp , caller", "").JSON["value"].([]any)[0].(map[string]any)
	if len(one) != 2 || one["caller"] == nil {
		t.Errorf("two members were selected: %v", one)
	}
	w.Refused("ada", "GET", armtest.ActivityLog+"?$filter=color eq 'x'", "", 400, "InvalidFilterInQueryString")
	w.Refused("ada", "GET", armtest.ActivityLog+"?$filter=eventTimestamp ge tomorrow", "", 400, "BadRequest")
	w.Refused("ada", "GET", armtest.ActivityLog+"?$filter=resourceId eq '/subscriptions/"+guid.New()+"'", "", 400, "InvalidFilterInQueryString")
	w.Refused("bob", "GET", armtest.ActivityLog, "", 403, "AuthorizationFailed")
}
