package keylesstest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/recorder"
	"keyless.dev/keyless/keylesstest"
)

// A server that keeps no records of allowed calls knows still how many each caller made, by which role assignment, and when
// that was used last.
func TestCallsAreCountedEvenWithoutRecords(t *testing.T) {
	server := keylesstest.Start(t, func(_ testing.TB, c *app.Config) { c.CallRecords = recorder.Calls{None: true} })
	const bob, calls = "bob@keyless.localhost", 3
	token := server.Token(bob)
	const question = `{"model":"chat","messages":[{"role":"user","content":"say hello"}]}`
	if status, _ := post(t, server, "foundry", token, question); status != http.StatusUnauthorized {
		t.Fatalf("bob has no role: %d", status)
	}
	server.Grant(bob, "Cognitive Services User", "foundry")
	for range calls {
		if status, _ := post(t, server, "foundry", token, question); status != http.StatusOK {
			t.Fatalf("bob has a role: %d", status)
		}
	}
	at := server.ResourceID("foundry") + "/providers/Microsoft.Keyless/calls"
	var report struct {
		Value []struct {
			Minute                                                                    time.Time
			Account, Deployment, PrincipalID, PrincipalName, Action, RoleAssignmentID string
			Calls                                                                     int
		}
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		status, text := control(t, server, ada, http.MethodGet, at, "")
		if err := json.Unmarshal([]byte(text), &report); err != nil || status != http.StatusOK {
			t.Fatalf("%d %s", status, text)
		}
		sum := 0
		for _, row := range report.Value { // two, if a minute has ended meanwhile
			sum += row.Calls
		}
		if sum == calls {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d calls were counted, want %d: %s", sum, calls, text)
		}
	}
	for _, row := range report.Value {
		if row.PrincipalName != bob || row.PrincipalID != server.ObjectID(bob) || row.Deployment != "chat" || row.Account != server.ResourceID("foundry") ||
			!strings.HasSuffix(row.Action, "/chat/completions/action") || !strings.Contains(row.RoleAssignmentID, "/roleAssignments/") {
			t.Errorf("%+v", row)
		}
	}
	if status, text := control(t, server, bob, http.MethodGet, at, ""); status != http.StatusForbidden || !strings.Contains(text, "Microsoft.Keyless/usage/read") {
		t.Errorf("who may only use the model reads who else does: %d %s", status, text)
	}
	refused := 0
	for _, d := range server.Decisions(bob) {
		if d.Allowed {
			t.Errorf("an allowed call has a record: %+v", d)
			continue
		}
		refused++
	}
	if refused != 1 {
		t.Errorf("%d records of refusals, want 1", refused)
	}
}
