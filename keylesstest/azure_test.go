package keylesstest_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
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
                  - {name: managed, model: {name: chat, source: managed}}
                  - {name: workload, model: {name: chat, source: workload}}
                  - {name: certificate, model: {name: chat, source: certificate}}
                  - {name: claude, model: {name: claude, source: workload}}
    roleAssignments:
      - {role: Owner, principal: eve, scope: Front Sub}
      - {role: Cognitive Services User, principal: eve, scope: rg/front}
`

// One server stands for Azure: its sign-in, its managed identity endpoint, its control plane and its models. The other
// calls it in each of the ways in which a server proves who it is, and neither has a key anywhere.
func TestModelsInAzureAreCalledWithoutAKey(t *testing.T) {
	azure := keylesstest.Start(t, keylesstest.TokenLifetime(8*time.Second), keylesstest.Upstream(modelServer(t, "it is claude", "claude").URL))
	proxy := listen(t, azure)
	all := identities(t, azure)
	for i := range all {
		all[i].Kind, all[i].URL, all[i].CA = "azure", proxy.url+"/"+all[i].Name+"/accounts/foundry/models", azure.Env()["NODE_EXTRA_CA_CERTS"]
	}
	front := keylesstest.Start(t, keylesstest.World(azureWorld), upstreams(all...))
	eve := front.Token("eve@front.test")
	stream := func(of app.Upstream) string {
		return `{"model":"` + of.Name + `","stream":true,"messages":[{"role":"user","content":"say it works"}]}`
	}
	for _, of := range all {
		if status, body := post(t, front, "front", eve, stream(of)); status != http.StatusBadGateway || !strings.Contains(body, "refused this service's own credential") {
			t.Errorf("%s, before the identity has the role: %d %s", of.Name, status, body)
		}
	}
	azure.Grant("app-identity", "Cognitive Services User", "foundry")
	azure.Grant("ci-pipeline", "Cognitive Services User", "foundry")
	for _, of := range all {
		if status, body := post(t, front, "front", front.Token("mallory@front.test"), stream(of)); status != http.StatusUnauthorized {
			t.Errorf("%s: who has no role here is let through: %d %s", of.Name, status, body)
		}
	}
	if status, body := postTo(t, front.Account("front")+"/anthropic/v1/messages", front, front.TokenFor("eve@front.test", "https://ai.azure.com"), `{"model":"claude"}`); status != http.StatusOK || body != "it is claude" {
		t.Errorf("a message: %d %s", status, body)
	}
	// The first tokens end meanwhile, and no call sees it.
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		renewed := true
		for _, of := range all {
			if status, body := post(t, front, "front", eve, stream(of)); status != http.StatusOK || !strings.Contains(body, `"content":" works"`) || !strings.HasSuffix(body, "data: [DONE]\n\n") {
				t.Fatalf("%s: %d %s", of.Name, status, body)
			}
			renewed = renewed && proxy.tokens(of.Name) > 1
		}
		if renewed {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("tokens were not renewed")
		}
	}
	proxy.check(t, map[string]string{"managed": azure.ObjectID("app-identity"), "workload": azure.ObjectID("app-identity"), "certificate": azure.ObjectID("ci-pipeline")})
}

// identities are the ways to be somebody at azure: on a host with a managed identity, in a cluster with a token file, and
// with a certificate that an administrator has registered.
func identities(t *testing.T, azure *keylesstest.Server) []app.Upstream {
	t.Helper()
	for name, value := range azure.EnvOf("app-identity") {
		if strings.HasPrefix(name, "IDENTITY_") {
			t.Setenv(name, value)
		}
	}
	t.Setenv("AZURE_AUTHORITY_HOST", azure.Login())
	place, err := client.FindInstance(azure.Env()["KEYLESS_DATA"])
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := place.Environment(client.As{Workload: "app-identity"})
	if err != nil {
		t.Fatal(err)
	}
	workload := app.Upstream{Name: "workload", Credential: "workloadIdentity", TenantID: "adfs"}
	for _, v := range cluster {
		switch v.Name {
		case "AZURE_CLIENT_ID":
			workload.ClientID = v.Value
		case "AZURE_FEDERATED_TOKEN_FILE":
			workload.TokenFile = v.Value
		}
	}
	application, _ := azure.Secret("ci-pipeline")
	return []app.Upstream{
		{Name: "managed", Credential: "managedIdentity"},
		workload,
		{Name: "certificate", Credential: "clientCertificate", TenantID: "adfs", ClientID: application, CertificateFile: certify(t, azure, application)},
	}
}

// certify registers a new certificate for an application, and gives the file that has it with its private key.
func certify(t *testing.T, azure *keylesstest.Server, application string) (file string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "front"}, NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "front.pem")
	both := append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	if err := os.WriteFile(file, both, 0o600); err != nil {
		t.Fatal(err)
	}
	body := `{"keyCredentials":[{"type":"AsymmetricX509Cert","usage":"Verify","key":"` + base64.StdEncoding.EncodeToString(der) + `"}]}`
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, azure.Graph()+"/v1.0/applications(appId='"+application+"')", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+azure.TokenFor("ada@keyless.localhost", azure.Graph()))
	r.Header.Set("Content-Type", "application/json")
	response, err := azure.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		text, _ := io.ReadAll(response.Body)
		t.Fatalf("%s %s", response.Status, text)
	}
	return file
}

// wire is between the two servers and keeps what passes by which a caller proves itself. The first segment of a path
// says which of its identities the front server calls as.
type wire struct {
	url  string
	mu   sync.Mutex
	seen []pass
}

type pass struct {
	identity, path string
	header         http.Header
	at             time.Time
}

func listen(t *testing.T, azure *keylesstest.Server) *wire {
	t.Helper()
	w := &wire{}
	server := httptest.NewServer(&httputil.ReverseProxy{
		Transport: azure.Client().Transport, FlushInterval: -1,
		Rewrite: func(r *httputil.ProxyRequest) {
			identity, path, _ := strings.Cut(strings.TrimPrefix(r.In.URL.Path, "/"), "/")
			w.mu.Lock()
			w.seen = append(w.seen, pass{identity, path, r.In.Header.Clone(), time.Now()})
			w.mu.Unlock()
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host, r.Out.URL.Path = "https", azure.Address(), azure.Address(), "/"+path
		},
	})
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// tokens is how many tokens an identity has used for chat.
func (w *wire) tokens(identity string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	different := map[string]bool{}
	for _, p := range w.seen {
		if p.identity == identity && strings.HasSuffix(p.path, "/chat/completions") {
			different[p.header.Get("Authorization")] = true
		}
	}
	return len(different)
}

// check sees that each call came with a token that was still good, of the object that the identity is, for what was
// called, and with nothing else.
func (w *wire) check(t *testing.T, objects map[string]string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.seen {
		parts := strings.Split(strings.TrimPrefix(p.header.Get("Authorization"), "Bearer "), ".")
		if len(parts) != 3 || p.header.Get("Api-Key")+p.header.Get("X-Api-Key")+p.header.Get("Cookie") != "" {
			t.Fatalf("%s: %v", p.path, p.header)
		}
		text, err := base64.RawURLEncoding.DecodeString(parts[1])
		var claims struct {
			Audience string `json:"aud"`
			Object   string `json:"oid"`
			Ends     int64  `json:"exp"`
		}
		if err == nil {
			err = json.Unmarshal(text, &claims)
		}
		audience := "https://cognitiveservices.azure.com"
		if strings.HasSuffix(p.path, "/messages") {
			audience = "https://ai.azure.com"
		}
		if err != nil || claims.Audience != audience || claims.Object != objects[p.identity] || !p.at.Before(time.Unix(claims.Ends, 0)) {
			t.Errorf("%s at %s: %s %v", p.path, p.at, text, err)
		}
	}
}

func post(t *testing.T, s *keylesstest.Server, account, token, body string) (int, string) {
	t.Helper()
	return postTo(t, s.Account(account)+"/openai/v1/chat/completions", s, token, body)
}

func postTo(t *testing.T, url string, s *keylesstest.Server, token, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
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
