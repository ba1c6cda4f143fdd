package keylesstest_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/keylesstest"
)

// A server whose hosts have host names serves accounts by all the names that Azure gives them, and by no other.
func TestAccountsAreCalledByHostName(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.World(`
tenants:
  - domain: lab.test
    applications: [{displayName: ci, secret: a-secret-that-is-long-enough}]
    subscriptions:
      - displayName: Lab
        resourceGroups: [{name: rg, accounts: [{name: foundry, deployments: [{name: chat, model: {name: keyless-chat}}]}]}]
    roleAssignments: [{role: Cognitive Services User, principal: ci, scope: foundry}]
`), func(_ testing.TB, c *app.Config) {
		c.Origins = edge.Origins{
			Login: "https://login.example.test", ARM: "https://arm.example.test", Graph: "https://graph.example.test",
			Accounts: "https://*.services.ai.example.test",
		}
	})
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server.Address())
		},
		TLSClientConfig: &tls.Config{RootCAs: server.CertPool(), ServerName: "localhost", MinVersion: tls.VersionTLS12},
	}}
	defer client.CloseIdleConnections()
	id, secret := server.Secret("ci")
	response, err := client.PostForm("https://login.example.test/"+server.TenantID()+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "scope": {keylesstest.InferenceAudience + "/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	err = json.NewDecoder(response.Body).Decode(&token)
	_ = response.Body.Close()
	if err != nil || token.AccessToken == "" {
		t.Fatalf("%d %v", response.StatusCode, err)
	}
	for host, want := range map[string]int{
		"foundry.services.ai.example.test": 200, "foundry.openai.example.test": 200, "Foundry.cognitiveservices.example.test": 200,
		"nobody.openai.example.test": 404, "foundry.example.test": 421, "foundry.openai.example.test.evil.test": 421, "login.example.test": 404,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+host+"/openai/v1/chat/completions", strings.NewReader(`{"model":"chat","messages":[{"role":"user","content":"hi"}]}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token.AccessToken)
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %d, want %d", host, response.StatusCode, want)
		}
	}
}
