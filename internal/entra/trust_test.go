package entra_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/entra"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/token"
)

const registered = "2f0c7c1e-5b7a-4f0d-9c43-5d6f0a1b2c3d"

// rig is a verifier that trusts two tenants of the cloud, with its own clock.
type rig struct {
	t        *testing.T
	failures []string // reported to OnFailure
	mu       sync.Mutex
	now      time.Time
	verifier *token.Verifier
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

func newRig(t *testing.T, change ...func(*entra.Config)) *rig {
	t.Helper()
	world.reset(t)
	r := &rig{t: t, now: time.Now()}
	first := entra.Config{
		Tenant: contoso, Audiences: []string{registered}, Roots: world.roots,
		Credential: &entra.Credential{ClientID: "5d6f0a1b-2c3d-4e4f-9c43-2f0c7c1e5b7a", Secret: "own secret"},
	}
	for _, c := range change {
		c(&first)
	}
	trust, err := entra.New([]entra.Config{first, {Tenant: fabrikam, Roots: world.roots}}, r.clock)
	if err != nil {
		t.Fatal(err)
	}
	trust.OnFailure(func(tenant string, what entra.Failure, err error) {
		r.failures = append(r.failures, string(what)+" of "+tenant)
	})
	box, err := seal.New(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	r.verifier = token.NewVerifier(token.VerifierConfig{
		Keys: token.NewKeys(box, r.clock), Login: "https://login.models.example", Now: r.clock,
		Directory: func() *directory.Snapshot { return new(directory.Snapshot) },
		Trusted:   trust.Issuer, Groups: trust.Groups,
	})
	return r
}

// told checks the failures that OnFailure has received so far.
func (r *rig) told(want ...string) {
	r.t.Helper()
	if !slices.Equal(r.failures, want) {
		r.t.Errorf("told of %q, want %q", r.failures, want)
	}
}

func (r *rig) verify(raw string) (*token.Claims, error) {
	return r.verifier.Verify(r.t.Context(), raw, func(aud string) bool { return strings.TrimSuffix(aud, "/") == "https://cognitiveservices.azure.com" })
}

// token returns a recorded token, signed with the cloud's current key.
func (r *rig) token(name, tenant string, change ...func(map[string]any)) string {
	r.t.Helper()
	return signed(r.t, "k1", world.keys["k1"], recorded(r.t, name, tenant, r.clock(), change...))
}

func put(name string, value any) func(map[string]any) {
	return func(c map[string]any) { c[name] = value }
}

func TestVerifyAcceptsTokensOfTrustedTenants(t *testing.T) {
	r := newRig(t)
	rows := []struct {
		what, name, tenant string
		app                bool
		groups             int
	}{
		{"a user's v1 token, with groups", "user-v1", contoso, false, 2},
		{"a user's v1 token that names no groups", "user-v1-no-groups", contoso, false, 0},
		{"a managed identity's v1 token", "managed-identity-v1", contoso, true, 0},
		{"a user's v2 token for a resource that stands for ours", "user-v2", contoso, false, 1},
		{"a user of the second tenant", "user-v1", fabrikam, false, 2},
	}
	for _, row := range rows {
		claims, err := r.verify(r.token(row.name, row.tenant))
		if err != nil {
			t.Errorf("%s: %v", row.what, err)
			continue
		}
		if !claims.External || claims.Tenant != row.tenant || claims.Object != adele || claims.IsApp() != row.app || len(claims.Groups) != row.groups {
			t.Errorf("%s: %+v", row.what, claims)
		}
	}
	if n := world.count("login.windows.net/common/discovery/keys"); n != 2 {
		t.Errorf("the keys of two v1 issuers were read %d times", n)
	}
}

func TestVerifyRejectsTokensOutsideTheTrust(t *testing.T) {
	r := newRig(t)
	now := r.clock()
	k1, msa := world.keys["k1"], world.keys["msa"]
	own := newKey(t)
	rows := []struct {
		what, raw, reason string
	}{
		{"a tenant that is not trusted", r.token("user-v1", stranger), token.ReasonIssuer},
		{"a trusted issuer with the tid of another tenant", r.token("user-v1", contoso, put("tid", stranger)), token.ReasonTenant},
		{"a trusted issuer with the tid of another trusted tenant", r.token("user-v1", contoso, put("tid", fabrikam)), token.ReasonTenant},
		{"version 2 with the issuer of version 1", r.token("user-v1", contoso, put("ver", "2.0")), token.ReasonIssuer},
		{"version 1 with the issuer of version 2", r.token("user-v2", contoso, put("ver", "1.0")), token.ReasonIssuer},
		{"no version", r.token("user-v1", contoso, put("ver", "")), token.ReasonIssuer},
		{"an issuer without its last slash", r.token("user-v1", contoso, put("iss", "https://sts.windows.net/"+contoso)), token.ReasonIssuer},
		{"an issuer in other case", r.token("user-v1", contoso, put("iss", "https://STS.windows.net/"+contoso+"/")), token.ReasonIssuer},
		{"an issuer with a trusted issuer's host as prefix", r.token("user-v1", contoso, put("iss", "https://sts.windows.net.evil.example/"+contoso+"/")), token.ReasonIssuer},
		{"the issuer of all tenants", r.token("user-v2", contoso, put("iss", "https://login.microsoftonline.com/common/v2.0")), token.ReasonIssuer},
		{"our own issuer, signed by the cloud", r.token("user-v2", contoso, put("iss", "https://login.models.example/"+contoso+"/v2.0")), token.ReasonSignature},
		{"a key that is not published", signed(t, "k9", own, recorded(t, "user-v1", contoso, now)), token.ReasonSignature},
		{"another key under a published id", signed(t, "k1", own, recorded(t, "user-v1", contoso, now)), token.ReasonSignature},
		{"the key of personal accounts for an organization", signed(t, "msa", msa, recorded(t, "user-v2", contoso, now)), token.ReasonSignature},
		{"another audience", r.token("user-v1", contoso, put("aud", "https://graph.microsoft.com")), token.ReasonAudience},
		{"an audience that stands for ours in another tenant only", r.token("user-v2", fabrikam), token.ReasonAudience},
		{"expired", signed(t, "k1", k1, recorded(t, "user-v1", contoso, now.Add(-2*time.Hour))), token.ReasonExpired},
		{"not valid yet", signed(t, "k1", k1, recorded(t, "user-v1", contoso, now.Add(time.Hour))), token.ReasonNotYetValid},
		{"an ID token for a resource that stands for ours", r.token("id-token-v2", contoso), token.ReasonMalformed},
		{"no object id", r.token("user-v1", contoso, put("oid", "")), token.ReasonMalformed},
	}
	for _, row := range rows {
		_, err := r.verify(row.raw)
		if f := fault.Of(err); f == nil || f.Kind != fault.Unauthenticated || f.Code != row.reason {
			t.Errorf("%s: %v, want %s", row.what, err, row.reason)
		}
	}
}

func TestVerifyFollowsKeyRollover(t *testing.T) {
	r := newRig(t)
	const address = "login.windows.net/common/discovery/keys"
	if _, err := r.verify(r.token("user-v1", contoso)); err != nil {
		t.Fatal(err)
	}
	next := newKey(t)
	world.set(func() { world.keys["k2"] = next })
	r.pass(time.Minute)
	if _, err := r.verify(signed(t, "k2", next, recorded(t, "user-v1", contoso, r.clock()))); err != nil {
		t.Errorf("a new key is not found: %v", err)
	}
	before := world.count(address)
	for range 50 {
		_, _ = r.verify(signed(t, "made up", next, recorded(t, "user-v1", contoso, r.clock())))
	}
	if n := world.count(address) - before; n > 1 {
		t.Errorf("made-up key ids had the keys read %d times", n)
	}
	world.set(func() { world.down["login.windows.net"] = http.StatusBadGateway; delete(world.keys, "k2") })
	r.pass(2 * time.Hour)
	if _, err := r.verify(signed(t, "k2", next, recorded(t, "user-v1", contoso, r.clock()))); err != nil {
		t.Errorf("a known key stops counting as soon as the host is down: %v", err)
	}
	r.pass(23 * time.Hour)
	if _, err := r.verify(signed(t, "k2", next, recorded(t, "user-v1", contoso, r.clock()))); !fault.Is(err, fault.Unavailable) {
		t.Errorf("keys that nobody could confirm for a day: %v", err)
	}
	world.set(func() { delete(world.down, "login.windows.net") })
	r.pass(time.Minute)
	if _, err := r.verify(signed(t, "k2", next, recorded(t, "user-v1", contoso, r.clock()))); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a key that was withdrawn: %v", err)
	}
}

func TestVerifyFailsAsUnavailableWithoutKeys(t *testing.T) {
	r := newRig(t)
	world.set(func() { world.down["sts.windows.net"] = http.StatusServiceUnavailable })
	if _, err := r.verify(r.token("user-v1", contoso)); !fault.Is(err, fault.Unavailable) {
		t.Errorf("while its keys cannot be read: %v", err)
	}
	r.told("keys of " + contoso)
}

func TestGroupOverageIsResolvedFromGraph(t *testing.T) {
	const address = "graph.microsoft.com/v1.0/directoryObjects/" + adele + "/getMemberGroups"
	for _, name := range []string{"user-v1-overage", "user-v1-hasgroups"} {
		r := newRig(t)
		world.set(func() { world.groups = []string{"g1", "g2", "g3"} })
		for range 3 {
			claims, err := r.verify(r.token(name, contoso))
			if err != nil || !slices.Equal(claims.Groups, []string{"g1", "g2", "g3"}) {
				t.Fatalf("%s: %+v %v", name, claims, err)
			}
		}
		if n := world.count(address); n != 1 {
			t.Errorf("%s: Graph was asked %d times", name, n)
		}
		world.set(func() { world.groups = []string{"g1"} })
		r.pass(61 * time.Second)
		if claims, err := r.verify(r.token(name, contoso)); err != nil || len(claims.Groups) != 1 {
			t.Errorf("%s: a minute later: %+v %v", name, claims, err)
		}
		if body := world.bodies[0]; !strings.Contains(body, "client_secret=own+secret") || !strings.Contains(body, "graph.microsoft.com%2F.default") || len(world.bodies) != 1 {
			t.Errorf("%s: signed in with %q", name, world.bodies)
		}
		for at := range world.asked {
			if strings.Contains(at, "evil") {
				t.Errorf("%s: the token chose whom to call: %s", name, at)
			}
		}
	}
}

func TestUnresolvedGroupOverageFailsAsUnavailable(t *testing.T) {
	unavailable := func(what string, err error) {
		t.Helper()
		if f := fault.Of(err); f == nil || f.Kind != fault.Unavailable || f.Code != "GroupsUnavailable" || !strings.Contains(f.Message, adele) {
			t.Errorf("%s: %v", what, err)
		}
	}
	r := newRig(t)
	world.set(func() { world.down["graph.microsoft.com"] = http.StatusServiceUnavailable })
	_, err := r.verify(r.token("user-v1-overage", contoso))
	unavailable("Graph is down", err)
	r.told("groups of " + contoso)
	world.set(func() { delete(world.down, "graph.microsoft.com"); world.groups = []string{"g1"} })
	r.pass(4 * time.Second)
	if claims, err := r.verify(r.token("user-v1-overage", contoso)); err != nil || len(claims.Groups) != 1 {
		t.Errorf("Graph is back: %+v %v", claims, err)
	}

	r = newRig(t)
	world.set(func() { world.down["login.microsoftonline.com"] = http.StatusUnauthorized })
	_, err = r.verify(r.token("user-v1-overage", contoso))
	unavailable("this service's own sign-in is refused", err)

	r = newRig(t, func(c *entra.Config) { c.Credential = nil })
	_, err = r.verify(r.token("user-v1-overage", contoso))
	unavailable("there is no credential", err)

	r = newRig(t)
	_, err = r.verify(r.token("user-v1-overage", contoso, put("groups", []string{"g1"})))
	if err == nil {
		t.Error("the groups that a token with an overage names counted as all")
	}

	world.set(func() { world.down["graph.microsoft.com"] = http.StatusNotFound })
	r.pass(4 * time.Second)
	if _, err = r.verify(r.token("user-v1-overage", contoso)); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a principal that is gone from its tenant: %v", err)
	}
}

func TestGroupsWhenMissingReadsGroupsFromGraph(t *testing.T) {
	r := newRig(t, func(c *entra.Config) { c.GroupsWhenMissing = true })
	world.set(func() { world.groups = []string{"g1"} })
	for _, name := range []string{"user-v1-no-groups", "managed-identity-v1"} {
		if claims, err := r.verify(r.token(name, contoso)); err != nil || !slices.Equal(claims.Groups, []string{"g1"}) {
			t.Errorf("%s: %+v %v", name, claims, err)
		}
	}
	if claims, err := r.verify(r.token("user-v1", contoso)); err != nil || len(claims.Groups) != 2 {
		t.Errorf("a token that names groups: %+v %v", claims, err)
	}
}

func TestGroupsAreReadWithThePlatformIdentity(t *testing.T) {
	asked := 0
	r := newRig(t, func(c *entra.Config) {
		c.Credential = &entra.Credential{Token: func(_ context.Context, scope string) (string, time.Time, error) {
			if asked++; scope != "https://graph.microsoft.com/.default" {
				t.Errorf("asked for %s", scope)
			}
			return "token of " + contoso, time.Now().Add(time.Hour), nil
		}}
	})
	world.set(func() { world.groups = []string{"g1"} })
	for range 2 {
		if claims, err := r.verify(r.token("user-v1-overage", contoso)); err != nil || len(claims.Groups) != 1 {
			t.Errorf("%+v %v", claims, err)
		}
		r.pass(2 * time.Minute)
	}
	if asked != 1 || len(world.bodies) != 0 {
		t.Errorf("asked %d times, and the tenant %d times", asked, len(world.bodies))
	}
}

func TestNewRejectsInvalidConfigurations(t *testing.T) {
	credential := &entra.Credential{ClientID: registered, Secret: "s"}
	rows := []struct {
		what    string
		configs []entra.Config
	}{
		{"a domain for a tenant's id", []entra.Config{{Tenant: "contoso.example"}}},
		{"a tenant twice", []entra.Config{{Tenant: contoso}, {Tenant: strings.ToUpper(contoso)}}},
		{"a plain authority", []entra.Config{{Tenant: contoso, Authority: "http://login.contoso.example"}}},
		{"an authority with a query", []entra.Config{{Tenant: contoso, Authority: "https://login.contoso.example?x"}}},
		{"a plain Graph", []entra.Config{{Tenant: contoso, Graph: "http://graph.contoso.example"}}},
		{"groups from Graph without a credential", []entra.Config{{Tenant: contoso, GroupsWhenMissing: true}}},
		{"a credential with nothing to prove", []entra.Config{{Tenant: contoso, Credential: &entra.Credential{ClientID: registered}}}},
		{"a credential with two proofs", []entra.Config{{Tenant: contoso, Credential: &entra.Credential{ClientID: registered, Secret: "a", SecretFile: "b"}}}},
		{"a credential without a client id", []entra.Config{{Tenant: contoso, Credential: &entra.Credential{Secret: "a"}}}},
	}
	for _, row := range rows {
		if _, err := entra.New(row.configs, time.Now); err == nil {
			t.Errorf("%s is taken", row.what)
		}
	}
	if _, err := entra.New([]entra.Config{{Tenant: contoso, GroupsWhenMissing: true, Credential: credential}}, time.Now); err != nil {
		t.Error(err)
	}
}
