package keylesstest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/keylesstest"
)

// upstreams serves a server's deployments by other servers.
func upstreams(all ...app.Upstream) keylesstest.Option {
	return func(_ testing.TB, c *app.Config) { c.Upstreams = append(c.Upstreams, all...) }
}

const azureWorld = `
tenants:
  - domain: front.test
    users:
      - {userPrincipalName: eve, password: a-given-password}
      - {userPrincipalName: mallory, password: another-password}
    subscriptions:
      - displayName: Front Sub
        resourceGroups:
          - name: rg
            accounts:
              - name: front
                deployments:
                  - {name: gpt, model: {name: chat, source: azure}}
    roleAssignments:
      - {role: Owner, principal: eve, scope: Front Sub}
      - {role: Cognitive Services User, principal: eve, scope: rg/front}
`

// One server stands for Azure: its control plane, its managed identity endpoint and its models. The other calls it as
// the host's managed identity, and neither has a key anywhere.
func TestModelsInAzureAreCalledWithoutAKey(t *testing.T) {
	azure := keylesstest.Start(t)
	for name, value := range azure.EnvOf("app-identity") {
		if strings.HasPrefix(name, "IDENTITY_") {
			t.Setenv(name, value)
		}
	}
	front := keylesstest.Start(t, keylesstest.World(azureWorld), upstreams(app.Upstream{
		Name: "azure", Kind: "azure", URL: azure.Endpoint(), Credential: "managedIdentity", CA: azure.Env()["NODE_EXTRA_CA_CERTS"],
	}))
	eve := front.Token("eve@front.test")
	const stream = `{"model":"gpt","stream":true,"messages":[{"role":"user","content":"say it works"}]}`
	if status, body := post(t, front, "front", eve, stream); status != http.StatusBadGateway || !strings.Contains(body, "refused this service's own credential") {
		t.Errorf("before the identity has the role: %d %s", status, body)
	}
	azure.Grant("app-identity", "Cognitive Services User", "foundry")
	if status, body := post(t, front, "front", eve, stream); status != http.StatusOK || !strings.Contains(body, `"content":" works"`) || !strings.HasSuffix(body, "data: [DONE]\n\n") {
		t.Errorf("after: %d %s", status, body)
	}
	if status, body := post(t, front, "front", front.Token("mallory@front.test"), stream); status != http.StatusUnauthorized {
		t.Errorf("who has no role here is let through: %d %s", status, body)
	}
}

func post(t *testing.T, s *keylesstest.Server, account, token, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Account(account)+"/openai/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// modelServer lists models and answers with its name.
func modelServer(t *testing.T, name string, models ...string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/v1/models" {
			_, _ = io.WriteString(w, `{"data":[{"id":"`+strings.Join(models, `"},{"id":"`)+`"}]}`)
			return
		}
		_, _ = io.WriteString(w, name)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestSeveralUpstreamsServeWhatTheyList(t *testing.T) {
	one, two := modelServer(t, "one", "llama3:8b", "shared"), modelServer(t, "two", "/models/tiny.gguf", "shared")
	server := keylesstest.Start(t, keylesstest.Upstream(one.URL), keylesstest.Upstream(two.URL))
	server.Grant("ci-pipeline", "Cognitive Services User", "foundry")
	token := server.Token("ci-pipeline")
	for model, want := range map[string]string{"llama3:8b": "one", "tiny.gguf": "two"} {
		if status, body := post(t, server, "foundry", token, `{"model":"`+model+`"}`); status != http.StatusOK || body != want {
			t.Errorf("%s: %d %s", model, status, body)
		}
	}
	one.Close()
	for range 4 {
		if status, body := post(t, server, "foundry", token, `{"model":"shared"}`); status != http.StatusOK || body != "two" {
			t.Errorf("what both have is served by the one that is there: %d %s", status, body)
		}
	}
	began := time.Now()
	if status, body := post(t, server, "foundry", token, `{"model":"llama3:8b"}`); status != http.StatusServiceUnavailable || time.Since(began) > 5*time.Second {
		t.Errorf("what only the other has: %d %s", status, body)
	}
}

func TestModelsThatAppearAreServedWithoutARestart(t *testing.T) {
	var models atomic.Pointer[string]
	models.Store(new(string))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/models" {
			_, _ = io.WriteString(w, `{"data":[`+*models.Load()+`]}`)
			return
		}
		_, _ = io.WriteString(w, "hello")
	}))
	defer s.Close()
	server := keylesstest.Start(t, upstreams(app.Upstream{Name: "ollama", URL: s.URL, Quiet: true}), func(_ testing.TB, c *app.Config) {
		c.DiscoverEvery = 20 * time.Millisecond
	})
	server.Grant("ci-pipeline", "Cognitive Services User", "foundry")
	token := server.Token("ci-pipeline")
	if status, body := post(t, server, "foundry", token, `{"model":"llama3:8b"}`); status != http.StatusNotFound {
		t.Fatalf("before it is there: %d %s", status, body)
	}
	list := `{"id":"llama3:8b"}`
	models.Store(&list)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		status, body := post(t, server, "foundry", token, `{"model":"llama3:8b"}`)
		if status == http.StatusOK && body == "hello" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d %s", status, body)
		}
	}
}
