package arm_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm"
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

// The names of the small world that every test begins with.
const (
	tenant  = "10000000-0000-4000-8000-000000000001"
	sub     = "/subscriptions/20000000-0000-4000-8000-000000000002"
	group   = sub + "/resourceGroups/rg1"
	account = group + "/providers/Microsoft.CognitiveServices/accounts/foundry"
	login   = "https://login.test"
	origin  = "https://arm.test"

	owner           = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	contributor     = "b24988ac-6180-42a0-ab88-20f7382dd24c"
	reader          = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	cognitiveUser   = "a97b65f3-24c7-4388-baec-2e87135dc908"
	openAIUser      = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
	foundryOwner    = "c883944f-8b7b-4483-af10-35834be79c4a"
	projectManager  = "eadc314b-1a2d-4efa-be10-5d325db5065e"
	foundryUser     = "53ca6127-db72-4b80-b1b0-d745d6d5456d"
	identityManager = "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"
)

// world is a real store on disk, signed tokens and the host.
type world struct {
	t      testing.TB
	db     *store.DB
	host   *edge.Host
	signer *token.Signer
	people map[string]directory.Object

	mu    sync.Mutex
	now   time.Time
	roles *rbac.Snapshot
	dir   *directory.Snapshot
}

type transactions struct{ db *store.DB }

func (s transactions) View(ctx context.Context, do func(provider.Tx) error) error {
	return s.db.View(ctx, func(tx *store.Tx) error { return do(tx) })
}

func (s transactions) DryRun(ctx context.Context, do func(provider.Tx) error) error {
	return s.db.DryRun(ctx, func(tx *store.Tx) error { return do(tx) })
}

func (s transactions) Update(ctx context.Context, do func(provider.Tx) error) error {
	return s.db.Update(ctx, func(tx *store.Tx) error { return do(tx) })
}

// keyRing keeps signing keys for as long as a test runs.
type keyRing struct{ all []token.StoredKey }

func (k *keyRing) SigningKeys() ([]token.StoredKey, error) { return k.all, nil }
func (k *keyRing) PutSigningKey(key token.StoredKey) error { k.all = append(k.all, key); return nil }

// sharedKeys are made once: making an RSA key takes longer than all else.
var sharedKeys = sync.OnceValue(func() *keyRing {
	ring := &keyRing{}
	if err := token.NewKeys(box(), func() time.Time { return start }).Ensure(ring); err != nil {
		panic(err)
	}
	return ring
})

func box() *seal.Box {
	b, err := seal.New([]byte(strings.Repeat("k", 32)))
	if err != nil {
		panic(err)
	}
	return b
}

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldWith(t, 0)
}

// newWorldWith makes clients wait for what takes time on Azure.
func newWorldWith(t testing.TB, async time.Duration) *world {
	t.Helper()
	w := &world{t: t, now: start, roles: rbac.NewSnapshot(rbac.Options{}), dir: &directory.Snapshot{}, people: map[string]directory.Object{}}
	db, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "keyless.db"), store.Options{Now: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.OnCommit(w.follow)
	w.db = db
	keys := token.NewKeys(box(), w.clock)
	if err := keys.Load(sharedKeys()); err != nil {
		t.Fatal(err)
	}
	w.signer = &token.Signer{Keys: keys, Login: login, Now: w.clock}
	verifier := token.NewVerifier(token.VerifierConfig{Keys: keys, Login: login, Directory: func() *directory.Snapshot { w.mu.Lock(); defer w.mu.Unlock(); return w.dir }, Now: w.clock})
	w.host = arm.New(provider.Deps{
		Store: transactions{db}, RBAC: func() *rbac.Snapshot { w.mu.Lock(); defer w.mu.Unlock(); return w.roles },
		Verify:  verifier.Verify,
		Origins: edge.Origins{Login: login, ARM: origin, Graph: "https://graph.test", Accounts: "https://*.models.test"},
		Box:     box(), Async: async, Now: w.clock, Rand: rand.Reader, Log: slog.New(slog.NewTextHandler(testLog{t}, nil)),
		Metadata: http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(out, "metadata") }),
	}, nil)
	w.seed()
	return w
}

// testLog shows the host's log with a test that failed.
type testLog struct{ t testing.TB }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(line)))
	return len(line), nil
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// follow applies committed changes as a server does.
func (w *world) follow(changes []store.Change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	roles, dir := w.roles.Edit(), w.dir.Edit()
	for _, c := range changes {
		switch c.Kind {
		case store.KindObject:
			o, err := store.DecodeObject(c.Object, c.Body)
			w.must(err)
			if c.Deleted {
				dir.Delete(o.Head().Tenant, o.Head().ID)
			} else {
				dir.Put(o)
			}
		case store.KindLink:
			l := body[directory.Link](w, c)
			if c.Deleted {
				roles.DeleteMember(l.Tenant, l.From, l.To)
			} else {
				roles.PutMember(l.Tenant, l.From, l.To)
			}
		case store.KindAssignment:
			if a := body[rbac.Assignment](w, c); c.Deleted {
				roles.DeleteAssignment(a.Tenant, a.Scope, a.Name, c.At)
			} else {
				roles.PutAssignment(a)
			}
		case store.KindRoleDefinition:
			if d := body[rbac.RoleDefinition](w, c); c.Deleted {
				roles.DeleteRoleDefinition(d.Tenant, d.ID)
			} else {
				roles.PutRoleDefinition(d)
			}
		case store.KindDenyAssignment:
			if d := body[rbac.DenyAssignment](w, c); c.Deleted {
				roles.DeleteDenyAssignment(d.Tenant, d.Name)
			} else {
				roles.PutDenyAssignment(d)
			}
		case store.KindResource:
			if r := body[resource.Resource](w, c); r.Type == resource.TypeSubscription || r.Type == resource.TypeManagementGroup {
				above := resource.Root
				if !c.Deleted && r.ManagedBy != "" {
					above = resource.MustScope(r.ManagedBy)
				}
				roles.SetParent(r.ID, above)
			}
		}
	}
	w.roles, w.dir = roles.Done(), dir.Done()
}

func body[T any](w *world, c store.Change) *T {
	value := new(T)
	w.must(json.Unmarshal(c.Body, value))
	return value
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// seed makes a tenant, a subscription and people: ada is Owner of the subscription, bob holds no role, cleo is in the
// group developers, and ci is a service principal.
func (w *world) seed() {
	w.update(func(tx *store.Tx) error {
		if err := tx.PutTenant(&directory.Tenant{ID: tenant, DisplayName: "Test", DefaultDomain: "test.localhost", Domains: []string{"test.localhost"}, CreatedAt: start}); err != nil {
			return err
		}
		change := &resource.Change{Store: tx, Principals: directory.ManagedIdentities{Store: tx, At: start}, Tenant: tenant, By: "test", At: start, Rand: rand.Reader, Box: box()}
		_, _, err := change.Put(resource.MustScope(sub), resource.Body{Properties: json.RawMessage(`{"displayName":"Test Sub"}`)})
		return err
	})
	for _, name := range []string{"ada", "bob", "cleo"} {
		w.person(name, &directory.User{UserPrincipalName: name + "@test.localhost", AccountEnabled: true})
	}
	w.person("developers", &directory.Group{SecurityEnabled: true})
	w.person("ci", &directory.ServicePrincipal{AppID: guid.Derive("appId", "ci"), Type: directory.TypeApplication, AccountEnabled: true})
	w.update(func(tx *store.Tx) error {
		return tx.PutLink(directory.Link{Tenant: tenant, From: w.id("developers"), Relation: directory.Member, To: w.id("cleo")})
	})
	w.grant("ada", owner, sub)
}

func (w *world) update(do func(*store.Tx) error) {
	w.t.Helper()
	w.must(w.db.Update(context.Background(), do))
}

func (w *world) person(name string, o directory.Object) {
	head := o.Head()
	head.Tenant, head.ID, head.DisplayName, head.CreatedAt = tenant, guid.Derive("object", name), name, start
	w.people[name] = o
	w.update(func(tx *store.Tx) error { return tx.PutObject(o) })
}

func (w *world) id(name string) string { return w.people[name].Head().ID }

// grant assigns a role without asking anyone.
func (w *world) grant(name, role, scope string) {
	w.t.Helper()
	w.update(func(tx *store.Tx) error {
		kind := rbac.User
		switch w.people[name].Kind() {
		case directory.KindGroup:
			kind = rbac.Group
		case directory.KindServicePrincipal:
			kind = rbac.ServicePrincipal
		}
		return tx.PutAssignment(&rbac.Assignment{
			Name: guid.Derive("assignment", name, role, scope), Tenant: tenant, Scope: resource.MustScope(scope), RoleID: role,
			PrincipalID: w.id(name), PrincipalType: kind, CreatedOn: start, UpdatedOn: start,
		})
	})
}

// token is an access token of a person for this host.
func (w *world) token(name string) string { return w.tokenFor(name, origin, time.Hour) }

func (w *world) tokenFor(name, audience string, lifetime time.Duration) string {
	w.t.Helper()
	client := guid.Derive("appId", "az")
	if sp, ok := w.people[name].(*directory.ServicePrincipal); ok {
		client = sp.AppID
	}
	raw, _, err := w.signer.Access(token.Access{Tenant: tenant, Version: token.V1, Audience: audience, Principal: w.people[name], Client: client, Proof: token.ClientPublic, Scope: "user_impersonation", Lifetime: lifetime})
	w.must(err)
	return raw
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

// call asks as a person; body "" sends none. An api-version is added where the path has none.
func (w *world) call(name, method, path, body string) answer {
	w.t.Helper()
	header := http.Header{}
	if name != "" {
		header.Set("Authorization", "Bearer "+w.token(name))
	}
	return w.send(method, path, body, header)
}

func (w *world) send(method, path, body string, header http.Header) answer {
	w.t.Helper()
	if !strings.Contains(path, "api-version=") {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		path += separator + "api-version=2024-10-01"
	}
	r := httptest.NewRequest(method, strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	r.Header = header
	out := httptest.NewRecorder()
	w.host.ServeHTTP(out, r)
	got := answer{status: out.Code, header: out.Header(), text: strings.TrimSpace(out.Body.String())}
	_ = json.Unmarshal(out.Body.Bytes(), &got.json)
	return got
}

// ok is call for what must succeed.
func (w *world) ok(name, method, path, body string) answer {
	w.t.Helper()
	got := w.call(name, method, path, body)
	if got.status >= 300 {
		w.t.Fatalf("%s %s as %s: %d %s", method, path, name, got.status, got.text)
	}
	return got
}

// refused is call for what must fail with a status and a code.
func (w *world) refused(name, method, path, body string, status int, code string) string {
	w.t.Helper()
	got := w.call(name, method, path, body)
	if got.status != status || got.code() != code || got.header.Get("X-Ms-Error-Code") != code {
		w.t.Errorf("%s %s as %s: %d %s, want %d %s", method, path, name, got.status, got.text, status, code)
	}
	return got.message()
}

func (a answer) code() string    { return a.at("error", "code") }
func (a answer) message() string { return a.at("error", "message") }

// at finds a text in the body by its path.
func (a answer) at(path ...string) string {
	text, _ := a.value(path...).(string)
	return text
}

// names are the names of a list's items, in order.
func (a answer) names() []string {
	names := []string{}
	values, _ := a.json["value"].([]any)
	for _, v := range values {
		object, _ := v.(map[string]any)
		name, _ := object["name"].(string)
		names = append(names, name)
	}
	return names
}

// makeAccount makes the group and the account that most tests use.
func (w *world) makeAccount() {
	w.t.Helper()
	w.ok("ada", "PUT", group, `{"location":"eastus"}`)
	w.ok("ada", "PUT", account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{"customSubDomainName":"foundry","allowProjectManagement":true}}`)
}

// tokenOf is an access token of a tenant of the caller's choice.
func (w *world) tokenOf(tenant string, who directory.Object) string {
	w.t.Helper()
	raw, _, err := w.signer.Access(token.Access{Tenant: tenant, Version: token.V1, Audience: origin, Principal: who, Client: guid.Derive("appId", "az"), Proof: token.ClientPublic, Scope: "user_impersonation", Lifetime: time.Hour})
	w.must(err)
	return raw
}
