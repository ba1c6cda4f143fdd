//go:build e2e

package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestStandingReportsRemainingCapacity checks the remaining capacity of a deployment before and after a call, and the health of its
// servers. Callers who may not read the account are refused.
func TestStandingReportsRemainingCapacity(t *testing.T) {
	_, place, client := started(t)
	account := foundryAt("", place.Tenant.Subscriptions[0].ID, "")[2:]
	admin := newAdmin(t, place, client)
	admin.give(account, place.Tenant.Users[0].ID, "User", "")
	const management = "https://management.azure.com"
	arm := place.Server.Origins.ARM + account
	admin.send(http.MethodPatch, arm+"/deployments/chat?api-version=2024-10-01", management, map[string]any{"sku": map[string]any{"name": "GlobalStandard", "capacity": 10}})
	remaining := func() float64 {
		t.Helper()
		mine := admin.send(http.MethodGet, arm+"/providers/Microsoft.Keyless/mine?api-version=2026-01-01", management, nil)
		limits := mine["limits"].([]any)
		if len(limits) != 1 || limits[0].(map[string]any)["deployment"] != "chat" {
			t.Fatalf("the limits are %v", limits)
		}
		tokens := limits[0].(map[string]any)["tokens"].(map[string]any)
		if tokens["limit"] != 10_000.0 {
			t.Errorf("the limit is %v", tokens)
		}
		return tokens["remaining"].(float64)
	}
	before := remaining()
	if status, _ := chatAs(t, place, client, "ada@keyless.localhost"); status != http.StatusOK {
		t.Fatalf("the call: %d", status)
	}
	if after := remaining(); before != 10_000 || after >= before {
		t.Errorf("%v tokens are left before a call and %v after it", before, after)
	}

	health := admin.send(http.MethodGet, arm+"/providers/Microsoft.Keyless/health?api-version=2026-01-01", management, nil)
	if all := health["value"].([]any); len(all) != 2 || !strings.Contains(fmt.Sprint(all[0]), "health:healthy name:built-in model") {
		t.Errorf("behind the deployments: %v", all)
	}

	bob := programOf(t, place, client, 1)
	for _, what := range []string{"mine", "health"} {
		if status, _ := bob.ask(http.MethodGet, arm+"/providers/Microsoft.Keyless/"+what+"?api-version=2026-01-01", management, nil); status != http.StatusForbidden {
			t.Errorf("%s for who may not see the account: %d", what, status)
		}
	}
}
