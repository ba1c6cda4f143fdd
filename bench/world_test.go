package bench_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/token"
	"keyless.dev/keyless/internal/upstream"
)

const (
	login      = "https://localhost:8443"
	account    = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/foundry"
	eventsEach = 200
)

// question is a request of about 2 KB, and answer a response of about 1 KB, as in short chats.
var (
	question = `{"model":"chat","messages":[{"role":"system","content":"` + strings.Repeat("You are helpful. ", 60) + `"},{"role":"user","content":"` + strings.Repeat("Why is the sky blue? ", 40) + `"}],"temperature":0.2}`
	answer   = `{"id":"x","object":"chat.completion","model":"chat","choices":[{"index":0,"message":{"role":"assistant","content":"` + strings.Repeat("Because of scattering. ", 36) + `"},"finish_reason":"stop"}],"usage":{"prompt_tokens":400,"completion_tokens":150,"total_tokens":550}}`
	start    = sync.OnceValue(time.Now)
)

// world is a model, a host in front of it, and a caller with a token and a role.
type world struct {
	client    *http.Transport
	direct    string
	host      string
	token     string
	verifier  *token.Verifier
	rbac      *rbac.Snapshot
	resources *resource.Snapshot
}

func newWorld(b *testing.B) *world {
	b.Helper()
	w := &world{client: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	b.Cleanup(w.client.CloseIdleConnections)
	tenant := guid.New()
	who := w.signIn(b, tenant)
	w.assign(b, tenant, who)
	w.deploy(b, tenant)
	server := httptest.NewServer(http.HandlerFunc(serveModel))
	b.Cleanup(server.Close)
	backend, err := upstream.OpenAI(upstream.Config{URL: server.URL})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(backend.Close)
	host := httptest.NewServer(w.handler(backend))
	b.Cleanup(host.Close)
	w.direct, w.host = server.URL+"/v1", host.URL+"/foundry/openai/v1"
	return w
}

// keyring stores signing keys in memory.
type keyring map[string]token.StoredKey

func (k keyring) SigningKeys() ([]token.StoredKey, error) {
	var all []token.StoredKey
	for _, one := range k {
		all = append(all, one)
	}
	return all, nil
}

func (k keyring) PutSigningKey(one token.StoredKey) error {
	k[one.ID] = one
	return nil
}

// signIn creates a user and a token for them, and returns the user's object id.
func (w *world) signIn(b *testing.B, tenant string) string {
	b.Helper()
	box, err := seal.New(make([]byte, 32))
	if err != nil {
		b.Fatal(err)
	}
	keys := token.NewKeys(box, time.Now)
	first, err := keys.Generate()
	if err != nil {
		b.Fatal(err)
	}
	if err := keys.Ensure(keyring{}, first); err != nil {
		b.Fatal(err)
	}
	user := &directory.User{Header: directory.Header{Tenant: tenant, ID: guid.New()}, UserPrincipalName: "bob@example.com", AccountEnabled: true}
	people := (&directory.Snapshot{}).With(user)
	w.verifier = token.NewVerifier(token.VerifierConfig{
		Keys: keys, Login: login, Directory: func() *directory.Snapshot { return people }, Now: time.Now,
	})
	signer := &token.Signer{Keys: keys, Login: login, Now: time.Now}
	w.token, _, err = signer.Access(token.Access{
		Tenant: tenant, Version: token.V1, Audience: "https://cognitiveservices.azure.com", Principal: user, Client: guid.New(),
		Proof: token.ClientPublic, Scope: "user_impersonation", Lifetime: time.Hour,
	})
	if err != nil {
		b.Fatal(err)
	}
	return user.ID
}

// assign assigns the role to who, among 1,000 other assignments.
func (w *world) assign(b *testing.B, tenant, who string) {
	b.Helper()
	role, ok := rbac.BuiltinNamed("Cognitive Services User")
	if !ok {
		b.Fatal("no role")
	}
	edit := rbac.NewSnapshot(rbac.Options{}).Edit()
	for i := range 1000 {
		one := guid.New()
		if i == 0 {
			one = who
		}
		edit.PutAssignment(&rbac.Assignment{
			Name: guid.New(), Tenant: tenant, Scope: resource.MustScope(account), RoleID: role.ID, PrincipalID: one, PrincipalType: rbac.User,
		})
	}
	w.rbac = edit.Done()
}

func (w *world) deploy(b *testing.B, tenant string) {
	b.Helper()
	w.resources = &resource.Snapshot{}
	for id, r := range map[string]resource.Resource{
		account: {Type: resource.TypeAccount, Properties: jsonOf(resource.AccountProperties{CustomSubDomainName: "foundry"})},
	} {
		w.put(b, tenant, id, r)
	}
	w.put(b, tenant, account+"/deployments/chat", resource.Resource{
		Type: resource.TypeDeployment, Properties: jsonOf(resource.DeploymentProperties{Model: resource.Model{Format: "OpenAI", Name: "served-model"}}),
	})
}

func (w *world) put(b *testing.B, tenant, id string, r resource.Resource) {
	b.Helper()
	r.ID, r.Tenant = resource.MustScope(id), tenant
	r.Name = r.ID.Name()
	next, err := w.resources.With(&r)
	if err != nil {
		b.Fatal(err)
	}
	w.resources = next
}

func jsonOf(v any) json.RawMessage {
	text, _ := json.Marshal(v) // plain structs can always be encoded
	return text
}

func (w *world) handler(backend http.RoundTripper) *edge.Host {
	return inference.New(inference.Deps{
		Verify: w.verifier.Verify, RBAC: func() *rbac.Snapshot { return w.rbac }, Resources: func() *resource.Snapshot { return w.resources },
		Backends: one{backend}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
}

// one is the backend of all deployments.
type one struct{ http.RoundTripper }

func (o one) Backend(_ *resource.Account, d *resource.Deployment) (http.RoundTripper, string, error) {
	return o.RoundTripper, d.Properties.Model.Name, nil
}

// instant is a model that responds immediately.
type instant struct{}

func (instant) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	_ = r.Body.Close()
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(answer)), ContentLength: int64(len(answer)),
	}, nil
}

// serveModel is the model server. A header of the request determines what it does.
func serveModel(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	mode := r.Header.Get("Openai-Beta")
	if mode == "" {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	if mode == "hold" {
		_, _ = io.WriteString(w, "data: 0\n\n")
		_ = control.Flush()
		<-r.Context().Done()
		return
	}
	for range eventsEach {
		time.Sleep(500 * time.Microsecond)
		_, _ = fmt.Fprintf(w, "data: %d\n\n", time.Since(start()).Nanoseconds())
		_ = control.Flush()
	}
}
