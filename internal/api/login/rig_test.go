package login_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/login"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

const (
	az        = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
	cognitive = "https://cognitiveservices.azure.com"
	password  = "correct horse battery"
	appSecret = "s3cr3t~of-the-pipeline"
	armScope  = "https://management.azure.com/.default"
)

// rows implements oauth.DB with a store.
type rows struct{ db *store.DB }

func (r rows) View(ctx context.Context, do func(oauth.Tx) error) error {
	return r.db.View(ctx, func(tx *store.Tx) error { return do(tx) })
}

func (r rows) Update(ctx context.Context, do func(oauth.Tx) error) error {
	return r.db.UpdateRows(ctx, func(tx *store.Tx) error { return do(tx) })
}

func (r rows) UpdateReplicated(ctx context.Context, do func(oauth.Tx) error) error {
	return r.db.Update(ctx, func(tx *store.Tx) error { return do(tx) })
}

// rig is a sign-in host on TLS, with a real store and its own clock.
type rig struct {
	revoked  []string // revoked grants in the snapshot
	t        testing.TB
	db       *store.DB
	server   *httptest.Server
	verifier *token.Verifier
	config   oauth.Config
	host     http.Handler
	change   []func(*oauth.Config)
	seeded   func() []login.SeededPerson

	mu      sync.Mutex
	offset  time.Duration
	signIns []oauth.SignIn

	tenant, other *directory.Tenant
	ada, stranger *directory.User
	pipeline      *directory.ServicePrincipal
	web           *directory.Application
	native        *directory.Application
	api           *directory.Application
}

func newRig(t testing.TB, change ...func(*oauth.Config)) *rig {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "k.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	k := &rig{t: t, db: db, change: change}
	k.populate()
	k.server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.host.ServeHTTP(w, r) }))
	t.Cleanup(k.server.Close)
	k.restart()
	return k
}

// restart replaces everything except the store, like the restart of a process.
func (k *rig) restart() {
	t, db := k.t, k.db
	t.Helper()
	box, err := seal.New(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	keys := token.NewKeys(box, k.now)
	first, err := keys.Generate()
	if err != nil {
		t.Fatal(err)
	}
	if err := db.UpdateRows(t.Context(), func(tx *store.Tx) error { return keys.Ensure(tx, first) }); err != nil {
		t.Fatal(err)
	}
	origins := edge.Origins{Login: k.server.URL, ARM: k.server.URL + "/arm", Graph: k.server.URL + "/graph"}
	k.verifier = token.NewVerifier(token.VerifierConfig{Keys: keys, Login: origins.Login, Directory: k.snapshot, Now: k.now})
	k.config = oauth.Config{
		DB: rows{db}, Signer: &token.Signer{Keys: keys, Login: origins.Login, Now: k.now}, Resources: oauth.NewResources(origins.ARM, origins.Graph),
		Login: origins.Login, DefaultTenant: k.tenant.ID, AllowPassword: true, Now: k.now, Verify: k.verifier.Verify,
		Record: func(_ context.Context, s oauth.SignIn) { k.mu.Lock(); k.signIns = append(k.signIns, s); k.mu.Unlock() },
	}
	for _, c := range k.change {
		c(&k.config)
	}
	k.host = login.New(login.Deps{
		Origins: origins, OAuth: oauth.New(k.config), Seeded: k.seeded, Keys: keys, Verify: k.verifier.Verify, Now: k.now,
		PageOrigin: func(origin string) bool { return k.snapshot().IsPageOrigin(origin) },
		Log:        slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
}

func (k *rig) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Now().Add(k.offset)
}

func (k *rig) pass(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.offset += d
}

func (k *rig) populate() {
	k.tenant = &directory.Tenant{ID: guid.Derive("tenant", "contoso"), DisplayName: "Contoso", DefaultDomain: "contoso.test", Domains: []string{"contoso.test"}}
	k.other = &directory.Tenant{ID: guid.Derive("tenant", "fabrikam"), DisplayName: "Fabrikam", DefaultDomain: "fabrikam.test", Domains: []string{"fabrikam.test"}}
	head := func(tenant *directory.Tenant, name string) directory.Header {
		return directory.Header{Tenant: tenant.ID, ID: guid.Derive("object", tenant.ID, name), DisplayName: name, CreatedAt: time.Now()}
	}
	hash := directory.HashPassword(password)
	k.ada = &directory.User{Header: head(k.tenant, "Ada"), UserPrincipalName: "ada@contoso.test", GivenName: "Ada", Surname: "Lovelace", Mail: "ada@contoso.test", AccountEnabled: true, PasswordHash: hash}
	k.stranger = &directory.User{Header: head(k.other, "Sam"), UserPrincipalName: "sam@fabrikam.test", AccountEnabled: true, PasswordHash: hash}
	sum := sha256.Sum256([]byte(appSecret))
	old := sha256.Sum256([]byte("an old secret"))
	app := func(name string) *directory.Application {
		return &directory.Application{Header: head(k.tenant, name+" app"), AppID: guid.Derive("appId", name), SignInAudience: "AzureADMyOrg"}
	}
	ci := app("ci")
	ci.Passwords = []directory.PasswordCredential{
		{KeyID: guid.New(), Hash: old[:], Start: time.Now().Add(-2 * time.Hour), End: time.Now().Add(-time.Hour)},
		{KeyID: guid.New(), Hash: sum[:], Start: time.Now().Add(-time.Hour), End: time.Now().AddDate(1, 0, 0)},
	}
	k.pipeline = &directory.ServicePrincipal{Header: head(k.tenant, "ci"), AppID: ci.AppID, Type: directory.TypeApplication, AccountEnabled: true}
	k.web = app("web")
	k.web.Passwords = ci.Passwords
	k.web.RedirectURIs.Web = []string{"https://app.test/callback", "https://app.test/with?query=1"}
	k.native = app("native")
	k.native.RedirectURIs = directory.Redirects{PublicClient: []string{"http://localhost/cb", "myapp://auth"}, SPA: []string{"https://spa.test/"}}
	k.native.IsFallbackPublicClient = true
	k.api = app("api")
	k.api.IdentifierURIs, k.api.RequestedAccessTokenVersion = []string{"api://orders"}, 2
	k.api.Scopes = []directory.PermissionScope{{ID: guid.New(), Value: "Orders.Read", IsEnabled: true}, {ID: guid.New(), Value: "Orders.Off"}}
	k.put(k.ada, k.stranger, ci, k.pipeline, k.web, k.native, k.api)
}

func (k *rig) put(objects ...directory.Object) {
	k.t.Helper()
	if err := k.db.Update(context.Background(), func(tx *store.Tx) error {
		for _, t := range []*directory.Tenant{k.tenant, k.other} {
			if err := tx.PutTenant(t); err != nil {
				return err
			}
		}
		for _, o := range objects {
			if err := tx.PutObject(o); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		k.t.Fatal(err)
	}
}

// assign assigns an app role of a resource to a principal.
func (k *rig) assign(principal, resource, role string) {
	k.t.Helper()
	if err := k.db.Update(context.Background(), func(tx *store.Tx) error {
		_, err := directory.AssignAppRole(tx, k.tenant.ID, principal, resource, role, guid.New(), time.Now())
		return err
	}); err != nil {
		k.t.Fatal(err)
	}
}

func (k *rig) link(l directory.Link) {
	k.t.Helper()
	if err := k.db.Update(context.Background(), func(tx *store.Tx) error { return tx.PutLink(l) }); err != nil {
		k.t.Fatal(err)
	}
}

func (k *rig) snapshot() *directory.Snapshot {
	edit := new(directory.Snapshot).With(k.ada).With(k.stranger).With(k.pipeline).With(k.native).Edit()
	for _, grant := range k.revoked {
		edit.RevokeGrant(grant, k.now())
	}
	return edit.Done()
}

// call sends a form and returns the status and the JSON response.
func (k *rig) call(path string, form url.Values) (int, map[string]any) {
	k.t.Helper()
	response, err := k.server.Client().PostForm(k.server.URL+path, form)
	if err != nil {
		k.t.Fatal(err)
	}
	return k.read(response)
}

func (k *rig) read(response *http.Response) (int, map[string]any) {
	k.t.Helper()
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		k.t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(body, &out); err != nil {
		k.t.Fatalf("%d: no JSON: %s", response.StatusCode, body)
	}
	return response.StatusCode, out
}

func (k *rig) get(path string) (int, map[string]any) {
	k.t.Helper()
	response, err := k.server.Client().Get(k.server.URL + path)
	if err != nil {
		k.t.Fatal(err)
	}
	return k.read(response)
}

// token calls the token endpoint of the tenant.
func (k *rig) token(form url.Values) (int, map[string]any) {
	k.t.Helper()
	return k.call("/"+k.tenant.ID+"/oauth2/v2.0/token", form)
}

// must is token for requests that must succeed.
func (k *rig) must(form url.Values) map[string]any {
	k.t.Helper()
	status, body := k.token(form)
	if status != http.StatusOK {
		k.t.Fatalf("%v: %d %v", form, status, body)
	}
	return body
}

// refused checks an error: status, OAuth error and AADSTS number.
func (k *rig) refused(what string, status int, body map[string]any, wantStatus int, wantError string, wantNumber int) {
	k.t.Helper()
	codes, _ := body["error_codes"].([]any)
	if status != wantStatus || body["error"] != wantError || len(codes) != 1 || codes[0] != float64(wantNumber) || body["access_token"] != nil {
		k.t.Errorf("%s: %d %v, want %d %s AADSTS%d", what, status, body, wantStatus, wantError, wantNumber)
	}
}

// claims decodes a token's payload.
func claims(t *testing.T, raw any) map[string]any {
	t.Helper()
	text, _ := raw.(string)
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		t.Fatalf("no JWT: %v", raw)
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(payload, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (k *rig) ropc(scope string) url.Values {
	return url.Values{"grant_type": {"password"}, "client_id": {az}, "username": {k.ada.UserPrincipalName}, "password": {password}, "scope": {scope}, "client_info": {"1"}}
}

func (k *rig) numbers() (all []int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range k.signIns {
		all = append(all, s.Number)
	}
	return slices.Clone(all)
}

// browser returns an HTTP client like a browser, which stops at redirects.
func (k *rig) browser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		k.t.Fatal(err)
	}
	return &http.Client{Transport: k.server.Client().Transport, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
