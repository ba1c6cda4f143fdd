package token

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/seal"
)

const (
	login    = "https://login.test:8443"
	audience = "https://cognitiveservices.azure.com"
)

// memory is a KeyStore in memory.
type memory struct{ keys map[string]StoredKey }

func (m *memory) SigningKeys() ([]StoredKey, error) { return slices.Collect(maps.Values(m.keys)), nil }
func (m *memory) PutSigningKey(k StoredKey) error   { m.keys[k.ID] = k; return nil }

type bench struct {
	now      time.Time
	store    *memory
	keys     *Keys
	signer   *Signer
	verifier *Verifier
	snapshot *directory.Snapshot
	tenant   string
	ada      *directory.User
	app      *directory.ServicePrincipal
}

func setUp(t testing.TB) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, 3, 1, 12, 0, 0, 600e6, time.UTC), store: &memory{map[string]StoredKey{}}, tenant: guid.Derive("tenant", "t")}
	b.ada = &directory.User{
		Header:            directory.Header{Tenant: b.tenant, ID: guid.New(), DisplayName: "Ada"},
		UserPrincipalName: "ada@t.test", AccountEnabled: true,
	}
	b.app = &directory.ServicePrincipal{
		Header: directory.Header{Tenant: b.tenant, ID: guid.New(), DisplayName: "ci"}, AppID: guid.New(), Type: directory.TypeApplication, AccountEnabled: true,
	}
	b.snapshot = new(directory.Snapshot).With(b.ada).With(b.app)
	box, err := seal.New(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	b.keys = NewKeys(box, b.clock)
	first, err := b.keys.Generate()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.keys.Ensure(b.store, first); err != nil {
		t.Fatal(err)
	}
	b.signer = &Signer{Keys: b.keys, Login: login, Now: b.clock}
	b.verifier = NewVerifier(VerifierConfig{Keys: b.keys, Login: login, Directory: func() *directory.Snapshot { return b.snapshot }, Now: b.clock})
	return b
}

func (b *bench) clock() time.Time { return b.now }

// slowStore calls read after it has read the keys, once.
type slowStore struct {
	KeyStore
	read func()
}

func (s *slowStore) SigningKeys() ([]StoredKey, error) {
	keys, err := s.KeyStore.SigningKeys()
	if read := s.read; read != nil {
		s.read = nil
		read()
	}
	return keys, err
}

func TestOlderKeySetsDoNotReplaceNewerOnes(t *testing.T) {
	b := setUp(t)
	keys, store := NewKeys(b.keys.box, b.clock), &memory{map[string]StoredKey{}}
	newer := make(chan error, 1)
	older := &slowStore{store, func() {
		for _, k := range b.store.keys {
			store.keys[k.ID] = k
		}
		go func() { newer <- keys.Load(store) }()
		select {
		case err := <-newer:
			newer <- err
		case <-time.After(50 * time.Millisecond): // it waits for this one
		}
	}}
	if err := keys.Load(older); err != nil {
		t.Fatal(err)
	}
	if err := <-newer; err != nil {
		t.Fatal(err)
	}
	if !keys.CanSign() {
		t.Error("the key is forgotten")
	}
}

func (b *bench) access(t testing.TB, principal directory.Object, version string) string {
	t.Helper()
	raw, _, err := b.signer.Access(Access{
		Tenant: b.tenant, Version: version, Audience: audience, Principal: principal, Client: guid.Derive("appId", "az"),
		Proof: ClientPublic, Scope: "user_impersonation", Methods: []string{"pwd"}, Lifetime: time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func ours(aud string) bool { return aud == audience }

func (b *bench) reason(raw string) string {
	_, err := b.verifier.Verify(context.Background(), raw, ours)
	if err == nil {
		return ""
	}
	if !fault.Is(err, fault.Unauthenticated) {
		return "not Unauthenticated: " + err.Error()
	}
	return fault.Of(err).Code
}

func TestVerifyAcceptsMintedTokens(t *testing.T) {
	b := setUp(t)
	for _, version := range []string{V1, V2} {
		for _, principal := range []directory.Object{b.ada, b.app} {
			raw := b.access(t, principal, version)
			claims, err := b.verifier.Verify(context.Background(), raw, ours)
			if err != nil {
				t.Fatalf("%s %s: %v", version, principal.Kind(), err)
			}
			if claims.Object != principal.Head().ID || claims.Tenant != b.tenant || claims.Version != version {
				t.Errorf("claims are %+v", claims)
			}
			if got := claims.Expires - claims.NotBefore; got != 3900 {
				t.Errorf("exp - nbf is %d s, Entra's is 3900", got)
			}
			if claims.IsApp() != (principal == directory.Object(b.app)) {
				t.Errorf("IsApp is %v for a %s", claims.IsApp(), principal.Kind())
			}
		}
	}
}

func TestClaimsByKindOfPrincipal(t *testing.T) {
	b := setUp(t)
	mi := *b.app
	mi.Type, mi.ResourceID = directory.TypeManagedIdentity, "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
	rows := []struct {
		what      string
		principal directory.Object
		version   string
		has       []string
		lacks     []string
	}{
		{"a user, v1", b.ada, V1, []string{"upn", "unique_name", "scp", "name", "appid", "appidacr", "amr", "oid", "uti"}, []string{"azp", "preferred_username", "xms_mirid", "roles", "idp"}},
		{"a user, v2", b.ada, V2, []string{"preferred_username", "scp", "azp", "azpacr"}, []string{"appid", "upn", "unique_name"}},
		{"a service principal, v1", b.app, V1, []string{"appid", "idp", "oid"}, []string{"scp", "upn", "name", "xms_mirid"}},
		{"a managed identity, v1", &mi, V1, []string{"xms_mirid", "idp"}, []string{"scp", "upn"}},
	}
	for _, row := range rows {
		payload := map[string]any{}
		part, _ := base64.RawURLEncoding.DecodeString(strings.Split(b.access(t, row.principal, row.version), ".")[1])
		if err := json.Unmarshal(part, &payload); err != nil {
			t.Fatal(err)
		}
		for _, name := range row.has {
			if payload[name] == nil {
				t.Errorf("%s: no %s in %s", row.what, name, part)
			}
		}
		for _, name := range row.lacks {
			if payload[name] != nil {
				t.Errorf("%s: has %s", row.what, name)
			}
		}
		if app := row.principal != directory.Object(b.ada); app && payload["sub"] != payload["oid"] {
			t.Errorf("%s: sub is not oid", row.what)
		}
	}
}

// forge signs any header and claims with the given key: *rsa.PrivateKey for RS256, []byte for HS256, nil for none.
func forge(t testing.TB, header map[string]any, claims any, key any) string {
	t.Helper()
	h, _ := json.Marshal(header)
	c, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	input := base64.RawURLEncoding.EncodeToString(h) + "." + base64.RawURLEncoding.EncodeToString(c)
	var signature []byte
	switch key := key.(type) {
	case *rsa.PrivateKey:
		sum := sha256.Sum256([]byte(input))
		if signature, err = rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:]); err != nil {
			t.Fatal(err)
		}
	case []byte:
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(input))
		signature = mac.Sum(nil)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestVerifyRejectsInvalidTokens(t *testing.T) {
	b := setUp(t)
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	own, _ := b.keys.active()
	header := func(change ...any) map[string]any {
		h := map[string]any{"alg": "RS256", "typ": "JWT", "kid": own.ID}
		for i := 0; i < len(change); i += 2 {
			h[change[i].(string)] = change[i+1]
		}
		return h
	}
	good := b.access(t, b.ada, V1)
	parts := strings.Split(good, ".")
	claims := func(change func(*Claims)) Claims {
		var c Claims
		payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
		_ = json.Unmarshal(payload, &c)
		change(&c)
		return c
	}
	same := func(*Claims) {}
	der, _ := x509.MarshalPKIXPublicKey(&own.private.PublicKey)
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	foreignJWK := map[string]any{"kty": "RSA", "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(foreign.N.Bytes())}
	id, err := b.signer.ID(ID{Tenant: b.tenant, Version: V2, Client: audience, User: b.ada, Lifetime: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	mine := own.private
	rows := []struct {
		what, raw, reason string
	}{
		{"a valid token", good, ""},
		{"a token signed with the server's key", forge(t, header(), claims(same), mine), ""},
		{"nothing", "", ReasonMissing},
		{"garbage", "garbage", ReasonMalformed},
		{"two parts", parts[0] + "." + parts[1], ReasonMalformed},
		{"four parts", good + ".x", ReasonMalformed},
		{"no signature", parts[0] + "." + parts[1] + ".", ReasonSignature},
		{"huge", good + strings.Repeat("A", MaxSize), ReasonMalformed},
		{"the JSON form of a JWS", `{"protected":"` + parts[0] + `","payload":"` + parts[1] + `","signature":"` + parts[2] + `"}`, ReasonMalformed},
		{"alg none", forge(t, header("alg", "none"), claims(same), nil), ReasonMalformed},
		{"alg None", forge(t, header("alg", "None"), claims(same), nil), ReasonMalformed},
		{"HS256 with the public key in PEM as secret", forge(t, header("alg", "HS256"), claims(same), public), ReasonMalformed},
		{"HS256 with the public key in DER as secret", forge(t, header("alg", "HS256"), claims(same), der), ReasonMalformed},
		{"RS256 in the header, an HMAC as signature", forge(t, header(), claims(same), public), ReasonSignature},
		{"RS512 in the header", forge(t, header("alg", "RS512"), claims(same), mine), ReasonMalformed},
		{"a foreign key with our kid", forge(t, header(), claims(same), foreign), ReasonSignature},
		{"a foreign key with its own kid", forge(t, header("kid", "other"), claims(same), foreign), ReasonSignature},
		{"no kid", forge(t, map[string]any{"alg": "RS256"}, claims(same), mine), ReasonSignature},
		{"a key in the header", forge(t, header("jwk", foreignJWK), claims(same), foreign), ReasonSignature},
		{"a key address in the header", forge(t, header("jku", "https://evil.test/keys", "x5u", "https://evil.test/c"), claims(same), foreign), ReasonSignature},
		{"an unknown critical extension", forge(t, header("crit", []string{"x"}, "x", 1), claims(same), mine), ReasonSignature},
		{"a changed payload", parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"oid":"x"}`)) + "." + parts[2], ReasonTenant},
		{"a changed signature", good[:len(good)-8] + "AAAAAAAA", ReasonSignature},
		{"an ID token with an access token's audience", id, ReasonMalformed},
		{"expired", forge(t, header(), claims(func(c *Claims) { c.Expires = b.now.Unix() - 1 }), mine), ReasonExpired},
		{"expiring now", forge(t, header(), claims(func(c *Claims) { c.Expires = b.now.Unix() }), mine), ReasonExpired},
		{"without exp", forge(t, header(), claims(func(c *Claims) { c.Expires = 0 }), mine), ReasonMalformed},
		{"not yet valid", forge(t, header(), claims(func(c *Claims) { c.NotBefore = b.now.Unix() + 301 }), mine), ReasonNotYetValid},
		{"not yet valid within the skew", forge(t, header(), claims(func(c *Claims) { c.NotBefore = b.now.Unix() + 299 }), mine), ""},
		{"issued in the future", forge(t, header(), claims(func(c *Claims) { c.IssuedAt = b.now.Unix() + 3000 }), mine), ReasonNotYetValid},
		{"another audience", forge(t, header(), claims(func(c *Claims) { c.Audience = "https://graph.microsoft.com" }), mine), ReasonAudience},
		{"the real Entra as issuer", forge(t, header(), claims(func(c *Claims) { c.Issuer = "https://sts.windows.net/" + b.tenant + "/" }), mine), ReasonIssuer},
		{"an issuer with our host as prefix", forge(t, header(), claims(func(c *Claims) { c.Issuer = login + ".evil.test/" + b.tenant + "/" }), mine), ReasonIssuer},
		{"another tenant's issuer", forge(t, header(), claims(func(c *Claims) { c.Issuer = IssuerOf(login, guid.Derive("x"), V1) }), mine), ReasonTenant},
		{"another tenant, consistently", forge(t, header(), claims(func(c *Claims) {
			c.Tenant = guid.Derive("x")
			c.Issuer = IssuerOf(login, c.Tenant, V1)
		}), mine), ReasonRevoked},
		{"a tenant that is not a GUID", forge(t, header(), claims(func(c *Claims) { c.Tenant = "common" }), mine), ReasonTenant},
		{"version 2 with the issuer of version 1", forge(t, header(), claims(func(c *Claims) { c.Version = V2 }), mine), ReasonIssuer},
		{"no version", forge(t, header(), claims(func(c *Claims) { c.Version = "" }), mine), ReasonIssuer},
		{"an unknown principal", forge(t, header(), claims(func(c *Claims) { c.Object = guid.New() }), mine), ReasonRevoked},
		{"a user's id in an application's token", forge(t, header(), claims(func(c *Claims) { c.IDType = "app" }), mine), ReasonRevoked},
		{"claims of the wrong type", forge(t, header(), map[string]any{"tid": 7}, mine), ReasonMalformed},
		{"claims that are a list", forge(t, header(), []int{1}, mine), ReasonMalformed},
	}
	for _, row := range rows {
		if got := b.reason(row.raw); got != row.reason {
			t.Errorf("%s: %q, want %q", row.what, got, row.reason)
		}
	}
}

func TestVerifyDoesNotCachePrincipalState(t *testing.T) {
	b := setUp(t)
	raw := b.access(t, b.ada, V1)
	expect := func(what, reason string) {
		t.Helper()
		if got := b.reason(raw); got != reason {
			t.Fatalf("%s: %q, want %q", what, got, reason)
		}
	}
	expect("at first", "")
	expect("from the cache", "")
	off := *b.ada
	off.AccountEnabled = false
	b.snapshot = b.snapshot.With(&off)
	expect("disabled", ReasonRevoked)
	b.snapshot = b.snapshot.With(b.ada)
	expect("enabled again", "")
	cut := *b.ada
	cut.SessionsValidFrom = b.now.Add(100 * time.Millisecond)
	b.snapshot = b.snapshot.With(&cut)
	expect("cut in the second in which it was issued", ReasonRevoked)
	b.now = b.now.Add(200 * time.Millisecond)
	raw = b.access(t, &cut, V1)
	expect("issued after the cut, in the same second", "")
	b.snapshot = b.snapshot.Without(b.tenant, b.ada.ID)
	expect("deleted", ReasonRevoked)
	b.snapshot = b.snapshot.With(b.ada)
	b.now = b.now.Add(time.Hour)
	expect("expired, though cached", ReasonExpired)
}

func TestRotation(t *testing.T) {
	b := setUp(t)
	first, _ := b.keys.active()
	early := b.access(t, b.ada, V1)
	second, err := b.keys.Rotate(b.store, time.Hour, 2*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	published := func() (ids []string) {
		for _, k := range b.keys.Document("").Keys {
			ids = append(ids, k.ID)
		}
		return ids
	}
	if got := published(); !slices.Equal(got, []string{first.ID, second}) {
		t.Fatalf("published while the rotation is pending: %v", got)
	}
	if k, _ := b.keys.active(); k.ID != first.ID {
		t.Fatal("a key signs before clients had time to read it")
	}
	b.now = b.now.Add(time.Hour)
	if k, _ := b.keys.active(); k.ID != second {
		t.Fatal("the new key does not sign when its time has come")
	}
	b.now = b.now.Add(-time.Second)
	if got := b.reason(early); got != "" {
		t.Fatalf("the old key's tokens: %s", got)
	}
	b.now = b.now.Add(2*time.Hour + time.Second)
	if got := published(); !slices.Equal(got, []string{second}) {
		t.Fatalf("published when the old key has ended: %v", got)
	}
	if err := b.keys.Load(b.store); err != nil {
		t.Fatal(err)
	}
	if got := published(); !slices.Equal(got, []string{second}) {
		t.Fatalf("published after a restart: %v", got)
	}
}

func TestKeysAreSealed(t *testing.T) {
	b := setUp(t)
	for _, k := range b.store.keys {
		if _, err := x509.ParsePKCS8PrivateKey(k.Sealed); err == nil {
			t.Fatal("the private key is stored in the clear")
		}
	}
	other, _ := seal.New([]byte(strings.Repeat("x", 32)))
	if err := NewKeys(other, b.clock).Load(b.store); err == nil {
		t.Fatal("another key-encryption key opened it")
	}
}

func TestDocumentMatchesTheCertificate(t *testing.T) {
	b := setUp(t)
	doc := b.keys.Document(login + "/{tenantid}/v2.0").Keys[0]
	der, err := base64.StdEncoding.DecodeString(doc.X5C[0])
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	public := certificate.PublicKey.(*rsa.PublicKey)
	if doc.N != base64.RawURLEncoding.EncodeToString(public.N.Bytes()) || doc.E != "AQAB" || doc.Issuer == "" || doc.ID != doc.X5T {
		t.Errorf("document is %+v", doc)
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache(16)
	keys := &keySet{}
	for i := range 1000 {
		sum := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
		c.put(&sum, keys, &Claims{Expires: 10}, 10, 0)
		if c.get(&sum, keys, 9) == nil {
			t.Fatal("what was put last is not there")
		}
		if c.get(&sum, keys, 10) != nil || c.get(&sum, &keySet{}, 0) != nil {
			t.Fatal("expired claims, or claims verified with other keys, were found")
		}
	}
	if len(c.slots) != 16 {
		t.Fatalf("the cache has %d places", len(c.slots))
	}
}

func FuzzVerify(f *testing.F) {
	b := setUp(f)
	good := b.access(f, b.ada, V1)
	f.Add(good)
	f.Add(b.access(f, b.app, V2))
	f.Add("a.b.c")
	f.Add("..")
	f.Add(strings.Replace(good, ".", "..", 1))
	f.Add(forge(f, map[string]any{"alg": "none"}, map[string]any{"oid": "x"}, nil))
	f.Fuzz(func(t *testing.T, raw string) {
		claims, err := b.verifier.Verify(context.Background(), raw, func(string) bool { return true })
		if err != nil && !fault.Is(err, fault.Unauthenticated) {
			t.Fatalf("failed with %v", err)
		}
		if err == nil && claims.Object != b.ada.ID && claims.Object != b.app.ID {
			t.Fatalf("accepted %q", raw)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	k := setUp(b)
	raw := k.access(b, k.ada, V1)
	b.Run("cached", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := k.verifier.Verify(context.Background(), raw, ours); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("first time", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := k.verifier.check(context.Background(), raw, k.keys.current.Load(), k.now); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAccess(b *testing.B) {
	k := setUp(b)
	b.ReportAllocs()
	for b.Loop() {
		k.access(b, k.ada, V1)
	}
}
