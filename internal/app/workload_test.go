package app

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/token"
)

// startWorkloads starts a developer server whose clock is ahead, and returns a function that stops it.
func startWorkloads(t *testing.T, dir string, ahead *atomic.Int64) (*App, func()) {
	t.Helper()
	config := Developer(dir)
	config.Listen, config.HTTPListen = "127.0.0.1:0", "127.0.0.1:0"
	config.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	a, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	select {
	case <-a.Ready():
	case err := <-done:
		t.Fatalf("the server ended: %v", err)
	}
	return a, func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// tokenFile returns the token file of app-identity in the environment of a workload, and the client id.
func tokenFile(t *testing.T, dir string) (path, clientID string) {
	t.Helper()
	place, err := client.FindInstance(dir)
	if err != nil {
		t.Fatal(err)
	}
	vars, err := place.Environment(client.As{Workload: "app-identity"})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vars {
		switch v.Name {
		case "AZURE_FEDERATED_TOKEN_FILE":
			path = v.Value
		case "AZURE_CLIENT_ID":
			clientID = v.Value
		}
	}
	return path, clientID
}

func TestWorkloadTokenFilesAreRenewed(t *testing.T) {
	dir := t.TempDir()
	var ahead atomic.Int64
	a, stop := startWorkloads(t, dir, &ahead)
	path, client := tokenFile(t, dir)
	read := func() (raw, issuer string, expires time.Time) {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(string(text), ".")[1])
		if err != nil {
			t.Fatal(err)
		}
		var claims struct {
			Issuer  string `json:"iss"`
			Expires int64  `json:"exp"`
		}
		if err := json.Unmarshal(payload, &claims); err != nil {
			t.Fatal(err)
		}
		return string(text), claims.Issuer, time.Unix(claims.Expires, 0)
	}
	opens := func(a *App, raw string) int {
		t.Helper()
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: a.Bundle().Pool(), MinVersion: tls.VersionTLS12}}
		defer transport.CloseIdleConnections()
		response, err := (&http.Client{Transport: transport}).PostForm(a.Origins().Login+"/"+a.tenant.ID+"/oauth2/v2.0/token", url.Values{
			"grant_type": {"client_credentials"}, "client_id": {client}, "scope": {"https://ai.azure.com/.default"}, "client_assertion": {raw},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		})
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode
	}
	first, issuer, ends := read()
	if status := opens(a, first); issuer != token.WorkloadIssuer(a.Origins().Login, a.tenant.ID) || status != http.StatusOK {
		t.Errorf("%s: %d", issuer, status)
	}
	if mode, err := os.Stat(path); err != nil || mode.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", mode.Mode(), err)
	}
	ahead.Store(int64(20 * time.Minute))
	if err := a.workloads.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, later := read(); later.Sub(ends) < 19*time.Minute {
		t.Errorf("the token ends at %s, and ended at %s before", later, ends)
	}
	stop()

	// At another address the server is another issuer, which the identity must trust.
	b, stop := startWorkloads(t, dir, &ahead)
	defer stop()
	wanted := token.WorkloadIssuer(b.Origins().Login, b.tenant.ID)
	for range 100 {
		if _, issuer, _ = read(); issuer == wanted {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	raw, issuer, _ := read()
	if status := opens(b, raw); issuer != wanted || status != http.StatusOK {
		t.Errorf("after a restart: %s, want %s: %d", issuer, wanted, status)
	}
	if status := opens(b, first); status != http.StatusUnauthorized {
		t.Errorf("a token of the address before: %d", status)
	}
}

func TestSystemAssignedIdentitiesHaveNoTokenFile(t *testing.T) {
	dir := t.TempDir()
	a, stop := startWorkloads(t, dir, new(atomic.Int64))
	defer stop()
	for _, row := range []struct{ resource, want string }{
		{"/subscriptions/x/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/foundry", "system-assigned"},
		{"", "system-assigned"},
	} {
		_, err := a.workloads.Issue(t.Context(), &directory.ServicePrincipal{ResourceID: row.resource, Type: directory.TypeManagedIdentity})
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", row.resource, err)
		}
	}
}
