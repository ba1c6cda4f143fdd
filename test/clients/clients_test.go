//go:build e2e

// Package clients_test runs the programs beside it, each the real SDK of a language, against a server: every route that
// the SDK offers. The stories in test/script run the article's own code, signed in in every way.
package clients_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/keylesstest"
)

const (
	pipeline = "ci-pipeline"
	ada      = "ada@keyless.localhost"
)

// program is a client and the lines that it prints, one for each route.
type program struct {
	name    string
	command []string // tools are $TOOLS, this folder is $CLIENTS
	prints  []string
}

func TestEachSDKReachesEachRouteThatItOffers(t *testing.T) {
	tools := os.Getenv("KEYLESS_TOOLS")
	if tools == "" {
		t.Fatal("KEYLESS_TOOLS is not set: run this with `make e2e`, which installs the clients")
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	server := keylesstest.Start(t)
	server.Grant(pipeline, "Cognitive Services User", "foundry")
	makeProject(t, server, "demo")
	env, trust := environment(t, server, tools), trustStore(t, server)
	for _, p := range programs() {
		t.Run(p.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			var words []string
			for _, word := range p.command {
				words = append(words, os.Expand(word, func(name string) string {
					return map[string]string{"TOOLS": tools, "CLIENTS": here, "TRUST": trust}[name]
				}))
			}
			child := exec.CommandContext(ctx, words[0], words[1:]...)
			child.Env, child.Dir = env, t.TempDir()
			var out, said bytes.Buffer
			child.Stdout, child.Stderr = &out, &said
			began := time.Now()
			if err := child.Run(); err != nil {
				t.Fatalf("%v\n%s%s", err, out.String(), said.String())
			}
			t.Logf("%.1f s", time.Since(began).Seconds())
			if got, want := strings.TrimSpace(out.String()), strings.Join(p.prints, "\n"); got != want {
				t.Errorf("it went through\n%s\nnot\n%s", got, want)
			}
		})
	}
}

// environment returns everything that the clients are given: the variables of keyless env, and credentials.
func environment(t *testing.T, server *keylesstest.Server, tools string) []string {
	t.Helper()
	id, secret := server.Secret(pipeline)
	env := []string{
		"PATH=" + filepath.Join(tools, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + t.TempDir(),
		"AZURE_CLIENT_ID=" + id, "AZURE_CLIENT_SECRET=" + secret, "PROJECT_ENDPOINT=" + server.Account("foundry") + "/api/projects/demo",
	}
	for name, value := range server.Env() {
		env = append(env, name+"="+value)
	}
	return env
}

// trustStore creates the trust store that a JVM needs instead of certificate files.
func trustStore(t *testing.T, server *keylesstest.Server) string {
	t.Helper()
	store := filepath.Join(t.TempDir(), "trust.p12")
	command := exec.CommandContext(t.Context(), "keytool", "-importcert", "-noprompt", "-alias", "keyless",
		"-file", server.Env()["NODE_EXTRA_CA_CERTS"], "-keystore", store, "-storepass", "keyless")
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("keytool: %v\n%s", err, said)
	}
	return store
}

// makeProject creates a Foundry project as the owner.
func makeProject(t *testing.T, server *keylesstest.Server, name string) {
	t.Helper()
	url := server.ARM() + server.ResourceID("foundry") + "/projects/" + name + "?api-version=2025-06-01"
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url, strings.NewReader(`{"location":"eastus2","properties":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+server.TokenFor(ada, server.ARM()))
	r.Header.Set("Content-Type", "application/json")
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		t.Fatalf("the project is not made: %s", response.Status)
	}
}

// TestListOfSDKRoutesIsComplete compares the list of routes in the inference host's test with the installed SDKs.
func TestListOfSDKRoutesIsComplete(t *testing.T) {
	known, err := os.ReadFile("../../internal/api/inference/testdata/sdk-routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), filepath.Join(os.Getenv("KEYLESS_TOOLS"), "python/bin/python"), "python/sdk_routes.py").Output()
	if err != nil {
		t.Fatal(err)
	}
	routes := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(routes) < 300 {
		t.Fatalf("%d routes were found", len(routes))
	}
	for _, route := range routes {
		if !strings.Contains(string(known), "\n"+route+"\n") {
			t.Errorf("%s is not in the list: see whether keyless serves it, and make the list anew with sdk_routes.py", route)
		}
	}
}
