package keylesstest_test

import (
	"net/http"
	"os"
	"testing"
	"time"

	"keyless.dev/keyless/keylesstest"
)

func TestRevokedAccessIsRefusedFromThenOn(t *testing.T) {
	server := keylesstest.Start(t)
	token := server.Token("bob")
	for range 2 { // twice: granting what is granted changes nothing
		server.Grant("bob", "Cognitive Services User", "foundry")
	}
	if status := ask(t, server, token); status != http.StatusOK {
		t.Fatalf("answered %d after the role is assigned", status)
	}
	server.Revoke("bob", "Cognitive Services User", "foundry")
	if status := ask(t, server, token); status != http.StatusUnauthorized {
		t.Errorf("answered %d after the role is removed", status)
	}
	decisions := server.Decisions("bob")
	if len(decisions) == 0 || decisions[0].Allowed || decisions[0].SmallestRole == "" {
		t.Errorf("the latest decision is %+v", decisions)
	}
	if of := server.Decisions("ci-pipeline"); len(of) != 0 {
		t.Errorf("decisions about somebody else: %+v", of)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		allowed := server.Decisions("bob")
		if len(allowed) == 2 && !allowed[0].Allowed && allowed[1].Allowed && allowed[1].Because == "Cognitive Services User" && server.Usage("bob").Requests == 1 && server.Usage("").TotalTokens > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("decisions %+v, usage %+v", allowed, server.Usage("bob"))
		}
	}
	if nothing := server.Usage("cleo"); nothing != (keylesstest.Usage{}) {
		t.Errorf("cleo has used %+v", nothing)
	}
}

func TestScriptIsInForceForTheNextCall(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.Script("replies: [{text: one}]"))
	server.Grant("ci-pipeline", "Cognitive Services User", "foundry")
	token := server.Token("ci-pipeline")
	// Texts of one length, faster than the clocks of file systems tick.
	for _, want := range []string{"one", "two", "six", "ten"} {
		if want != "one" {
			server.Script("replies: [{text: " + want + "}]")
		}
		if got := answer(server, token, "?"); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}

func TestRunningFindsTheServerBesideTheProcess(t *testing.T) {
	one := keylesstest.Start(t)
	t.Setenv("KEYLESS_DATA", one.Env()["KEYLESS_DATA"])
	two := keylesstest.Running(t)
	two.Grant("bob", "Cognitive Services User", "foundry")
	if got := answer(two, two.Token("bob"), "What is 6*7?"); got != "42" {
		t.Errorf("answered %s", got)
	}
	if name := two.User("zoe"); name != "zoe@keyless.localhost" || two.Token("zoe") == "" {
		t.Errorf("the new user is %s", name)
	}
	if _, err := os.Stat(one.Env()["KEYLESS_DATA"]); err != nil {
		t.Error(err)
	}
}
