package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"keyless.dev/keyless/keylesstest"
)

const (
	caller = "ci-pipeline"
	role   = "Cognitive Services User"
)

// The tests run beside a server, signed in as ci-pipeline.
func TestMain(m *testing.M) { os.Exit(keylesstest.Main(m, caller, "")) }

func TestCallersWithoutTheRoleAreRefused(t *testing.T) {
	server := keylesstest.Running(t)
	if status, _ := ask(t, "What is 6*7?"); status != http.StatusBadGateway {
		t.Errorf("answered %d", status)
	}
	decision := server.LastDecision(caller)
	if decision.Because != "nothing grants it" || decision.SmallestRole != "Cognitive Services OpenAI User" {
		t.Errorf("refused because %s, and %q would allow it", decision.Because, decision.SmallestRole)
	}
}

func TestCallersAreServedUntilTheirRoleIsRevoked(t *testing.T) {
	server := keylesstest.Running(t)
	server.Grant(caller, role, "foundry")
	if _, answer := ask(t, "What is 6*7?"); answer != "42" {
		t.Errorf("answered %q", answer)
	}
	server.Revoke(caller, role, "foundry")
	if status, _ := ask(t, "What is 6*7?"); status != http.StatusBadGateway {
		t.Errorf("answered %d after the role is revoked", status)
	}
}

func TestScriptSetsTheReply(t *testing.T) {
	server := keylesstest.Running(t)
	server.Grant(caller, role, "foundry")
	t.Cleanup(func() { server.Revoke(caller, role, "foundry"); server.Script("") })
	server.Script("replies: [{when: {contains: weather}, text: It rains in Oslo.}]")
	if _, answer := ask(t, "How is the weather?"); answer != "It rains in Oslo." {
		t.Errorf("answered %q", answer)
	}
}

func ask(t *testing.T, question string) (status int, answer string) {
	t.Helper()
	service, err := newService()
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"question": question})
	if err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	service.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/ask", strings.NewReader(string(body))))
	var out struct{ Answer string }
	if recorder.Code == http.StatusOK {
		if err := json.Unmarshal(recorder.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
	}
	return recorder.Code, out.Answer
}
