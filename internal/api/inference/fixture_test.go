package inference_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/token"
	"keyless.dev/keyless/internal/upstream"
)

const (
	tenant    = "aaaaaaaa-0000-0000-0000-000000000000"
	accountID = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/foundry"
	bob       = "bbbbbbbb-0000-0000-0000-000000000000"
	cleo      = "cccccccc-0000-0000-0000-000000000000"

	cognitive = "https://cognitiveservices.azure.com"
	foundry   = "https://ai.azure.com"

	user       = "Cognitive Services User"
	openAIUser = "Cognitive Services OpenAI User"
)

// world is a host with snapshots that the test fills.
type world struct {
	mu        sync.Mutex
	rbac      *rbac.Snapshot
	resources *resource.Snapshot
	backend   http.RoundTripper
	// backendURL is the URL of the server that behind starts.
	backendURL string
	uses       []inference.Use
	keepers    []inference.Keeper
	kept       inference.KeptStore // nil keeps them in memory
	pageOrigin func(account, origin string) bool
	stall      time.Duration // 0 means the default
	decided    []edge.Decided
	refuse     error // the error of Record
	// refuseTokens rejects every token, stale fails every decision as too old, and blocked applies a policy that blocks
	// every caller with a token.
	refuseTokens, stale, blocked atomic.Bool
	server                       *httptest.Server
}

func newWorld(t testing.TB) *world { return newWorldWith(t, 0) }

// newWorldWith is newWorld with Deps.Stall.
func newWorldWith(t testing.TB, stall time.Duration) *world {
	return newReplica(t, stall, nil)
}

// newReplica is newWorldWith with Deps.Kept.
func newReplica(t testing.TB, stall time.Duration, kept inference.KeptStore) *world {
	t.Helper()
	w := &world{
		stall: stall, kept: kept,
		rbac: rbac.NewSnapshot(rbac.Options{}), resources: &resource.Snapshot{},
		backend: &upstream.BuiltIn{Now: func() time.Time { return time.Unix(1700000000, 0) }},
	}
	w.put(t, resource.TypeAccount, accountID, resource.AccountProperties{CustomSubDomainName: "Foundry"})
	w.deploy(t, "chat", "gpt-up", "Succeeded")
	w.deploy(t, "embed", "text-embed-up", "Succeeded")
	w.deploy(t, "same", "same", "")
	w.deploy(t, "making", "gpt-up", "Creating")
	w.put(t, resource.TypeProject, accountID+"/projects/p", resource.ProjectProperties{})
	box, err := seal.New(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	host := inference.New(inference.Deps{
		Verify: func(ctx context.Context, raw string, audience func(string) bool) (*token.Claims, error) {
			if w.refuseTokens.Load() {
				return nil, fault.New(fault.Unauthenticated, token.ReasonRevoked, "no")
			}
			return verify(ctx, raw, audience)
		},
		Fresh: func() error {
			if w.stale.Load() {
				return fault.New(fault.Unavailable, "ServiceUnavailable", "stale")
			}
			return nil
		},
		Conditions: func(*token.Claims, string) error {
			if w.blocked.Load() {
				return fault.New(fault.Unauthenticated, token.ReasonConditions, "Blocked by policy 'x'.")
			}
			return nil
		},
		RBAC:      func() *rbac.Snapshot { w.mu.Lock(); defer w.mu.Unlock(); return w.rbac },
		Resources: func() *resource.Snapshot { w.mu.Lock(); defer w.mu.Unlock(); return w.resources },
		Origins:   edge.Origins{Accounts: "https://localhost:8443/accounts/*"},
		Keepers:   func(*resource.Account) []inference.Keeper { return w.keepers },
		Stall:     w.stall,
		Kept:      w.kept,
		Box:       box,
		PageOrigin: func(account, origin string) bool {
			return w.pageOrigin != nil && w.pageOrigin(account, origin)
		},
		Backends: w, Quota: quota.NewMeter(time.Now), Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Keep: edge.Recorder{Decided: func(_ context.Context, d edge.Decided) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.decided = append(w.decided, d)
			return w.refuse
		}},
		Used: func(_ context.Context, u inference.Use) { w.mu.Lock(); defer w.mu.Unlock(); w.uses = append(w.uses, u) },
	})
	w.server = httptest.NewServer(host)
	t.Cleanup(w.server.Close)
	return w
}

// Backend implements inference.Backends.
func (w *world) Backend(_ *resource.Account, d *resource.Deployment) (http.RoundTripper, string, error) {
	return w.backend, d.Properties.Model.Name, nil
}

// behind makes a handler the backend of all deployments.
func (w *world) behind(t testing.TB, h http.HandlerFunc) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	w.backendURL = server.URL + "/v1"
	backend, err := upstream.OpenAI(upstream.Config{URL: w.backendURL, Key: "upstream-key"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backend.Close)
	w.backend = backend
}

func (w *world) put(t testing.TB, kind, id string, properties any, secrets ...any) {
	t.Helper()
	r := &resource.Resource{ID: resource.MustScope(id), Tenant: tenant, Type: kind}
	r.Name = r.ID.Name()
	r.Properties, _ = json.Marshal(properties)
	if len(secrets) > 0 {
		r.Secrets, _ = json.Marshal(secrets[0])
	}
	next, err := w.resources.With(r)
	if err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.resources = next
}

func (w *world) deploy(t testing.TB, name, model, state string) {
	t.Helper()
	w.put(t, resource.TypeDeployment, accountID+"/deployments/"+name, resource.DeploymentProperties{
		ProvisioningState: state, Model: resource.Model{Format: "OpenAI", Name: model},
	})
}

// keys sets the account's keys to "first-key" and "second-key".
func (w *world) keys(t testing.TB, p resource.AccountProperties) {
	t.Helper()
	p.CustomSubDomainName = "Foundry"
	first, second := sha256.Sum256([]byte("first-key")), sha256.Sum256([]byte("second-key"))
	w.put(t, resource.TypeAccount, accountID, p, resource.AccountKeys{Key1: resource.AccountKey{Hash: first[:]}, Key2: resource.AccountKey{Hash: second[:]}})
}

func (w *world) grant(t testing.TB, who, role, scope string) {
	t.Helper()
	d, ok := rbac.BuiltinNamed(role)
	if !ok {
		t.Fatalf("no role %s", role)
	}
	edit := w.rbac.Edit()
	edit.PutAssignment(&rbac.Assignment{
		Name: who, Tenant: tenant, Scope: resource.MustScope(scope), RoleID: d.ID, PrincipalID: who, PrincipalType: rbac.User,
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rbac = edit.Done()
}

// revoke removes the assignments of a principal at the account and at its resource group.
func (w *world) revoke(who string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	edit := w.rbac.Edit()
	for _, scope := range []resource.Scope{resource.MustScope(accountID), resource.MustScope(strings.TrimSuffix(accountID, "/providers/Microsoft.CognitiveServices/accounts/foundry"))} {
		edit.DeleteAssignment(tenant, scope, who, time.Now())
	}
	w.rbac = edit.Done()
}

// signed returns a token in the form that verify accepts.
func signed(who, audience string) string {
	return "head." + hex.EncodeToString([]byte(who+" "+audience)) + ".signature"
}

// verify replaces the token verifier. It parses the result of signed.
func verify(_ context.Context, raw string, audience func(string) bool) (*token.Claims, error) {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 || parts[0] != "head" || parts[2] != "signature" {
		return nil, fault.New(fault.Unauthenticated, token.ReasonSignature, "no")
	}
	text, _ := hex.DecodeString(parts[1])
	who, aud, _ := strings.Cut(string(text), " ")
	if !audience(aud) {
		return nil, fault.New(fault.Unauthenticated, token.ReasonAudience, "no")
	}
	return &token.Claims{Tenant: tenant, Object: who, Audience: aud, Scope: "user_impersonation"}, nil
}

// request makes one call. header contains pairs of name and value.
func (w *world) request(t testing.TB, method, path, body string, header ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

// call is request that reads the whole response.
func (w *world) call(t testing.TB, method, path, body string, header ...string) (int, string, http.Header) {
	t.Helper()
	response := w.request(t, method, path, body, header...)
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, strings.TrimRight(string(text), "\n"), response.Header
}

// post calls /models as bob, who has the role after grant.
func (w *world) post(t testing.TB, body string, header ...string) (int, string, http.Header) {
	t.Helper()
	return w.call(t, "POST", chatPath, body, append(header, bearer(bob)...)...)
}

func bearer(who string) []string {
	return []string{"Authorization", "Bearer " + signed(who, foundry)}
}

const (
	chatPath = "/foundry/models/chat/completions?api-version=2024-05-01-preview"
	hello    = `"messages":[{"role":"user","content":"say hello world"}]`
)
