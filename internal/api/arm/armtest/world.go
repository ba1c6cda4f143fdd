package armtest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm"
	"keyless.dev/keyless/internal/api/arm/keyless"
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
	Tenant       = "10000000-0000-4000-8000-000000000001"
	Subscription = "/subscriptions/20000000-0000-4000-8000-000000000002"
	Group        = Subscription + "/resourceGroups/rg1"
	Account      = Group + "/providers/Microsoft.CognitiveServices/accounts/foundry"
	Login        = "https://login.test"
	Origin       = "https://arm.test"

	Owner           = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	Contributor     = "b24988ac-6180-42a0-ab88-20f7382dd24c"
	Reader          = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	CognitiveUser   = "a97b65f3-24c7-4388-baec-2e87135dc908"
	OpenAIUser      = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
	FoundryOwner    = "c883944f-8b7b-4483-af10-35834be79c4a"
	ProjectManager  = "eadc314b-1a2d-4efa-be10-5d325db5065e"
	FoundryUser     = "53ca6127-db72-4b80-b1b0-d745d6d5456d"
	IdentityManager = "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"
)

// World is a real store on disk, signed tokens and the host.
type World struct {
	T      testing.TB
	DB     *store.DB
	Host   *edge.Host
	signer *token.Signer
	People map[string]directory.Object

	mu    sync.Mutex
	Now   time.Time
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
	keys := token.NewKeys(box(), func() time.Time { return Start })
	first, err := keys.Generate()
	if err != nil {
		panic(err)
	}
	if err := keys.Ensure(ring, first); err != nil {
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

// Start is the time at which a world begins.
var Start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// New returns a world in which nothing takes time.
func New(t testing.TB) *World {
	t.Helper()
	return NewAsync(t, 0)
}

// NewAsync makes clients wait for what takes time on Azure.
func NewAsync(t testing.TB, async time.Duration) *World {
	t.Helper()
	return newWorld(t, async, nil)
}

// NewStanding returns a world in which deployments have a present state.
func NewStanding(t testing.TB, standing keyless.Standing) *World {
	t.Helper()
	return newWorld(t, 0, standing)
}

func newWorld(t testing.TB, async time.Duration, standing keyless.Standing) *World {
	t.Helper()
	w := &World{T: t, Now: Start, roles: rbac.NewSnapshot(rbac.Options{}), dir: &directory.Snapshot{}, People: map[string]directory.Object{}}
	db, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "keyless.db"), store.Options{Now: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.OnCommit(w.follow)
	w.DB = db
	keys := token.NewKeys(box(), w.clock)
	if err := keys.Load(sharedKeys()); err != nil {
		t.Fatal(err)
	}
	w.signer = &token.Signer{Keys: keys, Login: Login, Now: w.clock}
	verifier := token.NewVerifier(token.VerifierConfig{Keys: keys, Login: Login, Directory: func() *directory.Snapshot { w.mu.Lock(); defer w.mu.Unlock(); return w.dir }, Now: w.clock})
	w.Host = arm.New(provider.Deps{
		Store: transactions{db}, RBAC: func() *rbac.Snapshot { w.mu.Lock(); defer w.mu.Unlock(); return w.roles },
		Verify:  verifier.Verify,
		Origins: edge.Origins{Login: Login, ARM: Origin, Graph: "https://graph.test", Accounts: "https://*.models.test"},
		Box:     box(), Async: async, Now: w.clock, Rand: rand.Reader, Log: slog.New(slog.NewTextHandler(testLog{t}, nil)),
		Metadata: http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(out, "metadata") }),
	}, standing)
	w.seed()
	return w
}

// testLog shows the host's log with a test that failed.
type testLog struct{ t testing.TB }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(line)))
	return len(line), nil
}

func (w *World) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Now
}

// Advance moves the clock.
func (w *World) Advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Now = w.Now.Add(d)
}

// follow applies committed changes as a server does.
func (w *World) follow(changes []store.Change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	roles, dir := w.roles.Edit(), w.dir.Edit()
	for _, c := range changes {
		switch c.Kind {
		case store.KindObject:
			o, err := store.DecodeObject(c.Object, c.Body)
			w.Must(err)
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
		case store.KindEligibility:
			if e := body[rbac.Eligibility](w, c); c.Deleted {
				roles.DeleteEligibility(e.Tenant, e.Scope, e.Name)
			} else {
				roles.PutEligibility(e)
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

func body[T any](w *World, c store.Change) *T {
	value := new(T)
	w.Must(json.Unmarshal(c.Body, value))
	return value
}

// Must fails the test if err is not nil.
func (w *World) Must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// seed makes a tenant, a subscription and people: ada is Owner of the subscription, bob holds no role, cleo is in the
// group developers, and ci is a service principal.
func (w *World) seed() {
	w.Update(func(tx *store.Tx) error {
		if err := tx.PutTenant(&directory.Tenant{ID: Tenant, DisplayName: "Test", DefaultDomain: "test.localhost", Domains: []string{"test.localhost"}, CreatedAt: Start}); err != nil {
			return err
		}
		change := &resource.Change{Store: tx, Principals: directory.ManagedIdentities{Store: tx, At: Start}, Tenant: Tenant, By: "test", At: Start, Rand: rand.Reader, Box: box()}
		_, _, err := change.Put(resource.MustScope(Subscription), resource.Body{Properties: json.RawMessage(`{"displayName":"Test Sub"}`)})
		return err
	})
	for _, name := range []string{"ada", "bob", "cleo"} {
		w.Person(name, &directory.User{UserPrincipalName: name + "@test.localhost", AccountEnabled: true})
	}
	w.Person("developers", &directory.Group{SecurityEnabled: true})
	w.Person("ci", &directory.ServicePrincipal{AppID: guid.Derive("appId", "ci"), Type: directory.TypeApplication, AccountEnabled: true})
	w.Update(func(tx *store.Tx) error {
		return tx.PutLink(directory.Link{Tenant: Tenant, From: w.ID("developers"), Relation: directory.Member, To: w.ID("cleo")})
	})
	w.Grant("ada", Owner, Subscription)
}

// Update writes to the store directly.
func (w *World) Update(do func(*store.Tx) error) {
	w.T.Helper()
	w.Must(w.DB.Update(context.Background(), do))
}

// Person adds an object to the directory under a name, by which tests know it.
func (w *World) Person(name string, o directory.Object) {
	head := o.Head()
	head.Tenant, head.ID, head.DisplayName, head.CreatedAt = Tenant, guid.Derive("object", name), name, Start
	w.People[name] = o
	w.Update(func(tx *store.Tx) error { return tx.PutObject(o) })
}

// ID returns the object id of a person.
func (w *World) ID(name string) string { return w.People[name].Head().ID }

// Grant assigns a role without asking anyone.
func (w *World) Grant(name, role, scope string) {
	w.T.Helper()
	w.Update(func(tx *store.Tx) error {
		kind := rbac.User
		switch w.People[name].Kind() {
		case directory.KindGroup:
			kind = rbac.Group
		case directory.KindServicePrincipal:
			kind = rbac.ServicePrincipal
		}
		return tx.PutAssignment(&rbac.Assignment{
			Name: guid.Derive("assignment", name, role, scope), Tenant: Tenant, Scope: resource.MustScope(scope), RoleID: role,
			PrincipalID: w.ID(name), PrincipalType: kind, CreatedOn: Start, UpdatedOn: Start,
		})
	})
}

// Token is an access token of a person for this host.
func (w *World) Token(name string) string { return w.TokenFor(name, Origin, time.Hour) }

// TokenFor returns an access token of a person for an audience.
func (w *World) TokenFor(name, audience string, lifetime time.Duration) string {
	w.T.Helper()
	client := guid.Derive("appId", "az")
	if sp, ok := w.People[name].(*directory.ServicePrincipal); ok {
		client = sp.AppID
	}
	raw, _, err := w.signer.Access(token.Access{Tenant: Tenant, Version: token.V1, Audience: audience, Principal: w.People[name], Client: client, Proof: token.ClientPublic, Scope: "user_impersonation", Lifetime: lifetime})
	w.Must(err)
	return raw
}

// TokenOf is an access token of a tenant of the caller's choice.
func (w *World) TokenOf(tenant string, who directory.Object) string {
	w.T.Helper()
	raw, _, err := w.signer.Access(token.Access{Tenant: tenant, Version: token.V1, Audience: Origin, Principal: who, Client: guid.Derive("appId", "az"), Proof: token.ClientPublic, Scope: "user_impersonation", Lifetime: time.Hour})
	w.Must(err)
	return raw
}
