package login_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/issuer"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/token"
)

// signer is a key with its certificate.
type signer struct {
	key  *rsa.PrivateKey
	cert *x509.Certificate
}

// certify creates a certificate of subject, signed by by, or self-signed if by is nil.
func certify(t testing.TB, subject string, by *signer, isCA bool) *signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<60))
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: subject}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: isCA, BasicConstraintsValid: true,
	}
	parent, parentKey := template, key
	if by != nil {
		parent, parentKey = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &signer{key, cert}
}

func (s *signer) credential() directory.KeyCredential {
	return directory.KeyCredential{KeyID: guid.New(), Type: "AsymmetricX509Cert", Usage: "Verify", Certificate: s.cert.Raw, Start: s.cert.NotBefore, End: s.cert.NotAfter}
}

// jwt signs by hand, so that tests can create tokens that a library would not.
func (s *signer) jwt(t testing.TB, head, claims map[string]any) string {
	t.Helper()
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	text := part(head) + "." + part(claims)
	sum := sha256.Sum256([]byte(text))
	var signature []byte
	var err error
	switch head["alg"] {
	case "PS256":
		signature, err = rsa.SignPSS(rand.Reader, s.key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	case "none":
	default:
		signature, err = rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, sum[:])
	}
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func (s *signer) x5t() string {
	sum := sha1.Sum(s.cert.Raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// assertion is a good one of app for the rig's tenant; change says what is different: names of headers begin with "#".
func (k *rig) assertion(s *signer, app string, change ...any) string {
	k.t.Helper()
	head := map[string]any{"alg": "RS256", "typ": "JWT", "x5t": s.x5t()}
	now := float64(k.now().UnixMilli()) / 1000
	body := map[string]any{
		"aud": k.server.URL + "/" + k.tenant.ID + "/oauth2/v2.0/token", "iss": app, "sub": app, "jti": guid.New(), "iat": now, "nbf": now, "exp": now + 600,
	}
	for i := 0; i < len(change); i += 2 {
		into, name := body, change[i].(string)
		if name[0] == '#' {
			into, name = head, name[1:]
		}
		if change[i+1] == nil {
			delete(into, name)
		} else {
			into[name] = change[i+1]
		}
	}
	return s.jwt(k.t, head, body)
}

func withAssertion(app, assertion string) url.Values {
	return url.Values{
		"grant_type": {"client_credentials"}, "client_id": {app}, "scope": {cognitive + "/.default"}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	}
}

// register creates an application with credentials, and its service principal.
func (k *rig) register(name string, c directory.Credentials) *directory.ServicePrincipal {
	k.t.Helper()
	app := &directory.Application{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.Derive("application", name), DisplayName: name}, AppID: guid.Derive("appId", name), Credentials: c,
	}
	sp := &directory.ServicePrincipal{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.Derive("servicePrincipal", name), DisplayName: name}, AppID: app.AppID,
		Type: directory.TypeApplication, AccountEnabled: true,
	}
	k.put(app, sp)
	return sp
}

func TestCertificateAssertions(t *testing.T) {
	k := newRig(t)
	ca := certify(t, "our authority", nil, true)
	s, leaf := certify(t, "ci", nil, false), certify(t, "sni", ca, false)
	expired := certify(t, "old", nil, false)
	old := expired.credential()
	old.End = time.Now().Add(-time.Hour)
	sp := k.register("with certificates", directory.Credentials{Keys: []directory.KeyCredential{s.credential(), old, leaf.credential(), ca.credential()}})
	app := sp.AppID
	sum1, sum256 := sha1.Sum(s.cert.Raw), sha256.Sum256(s.cert.Raw)
	origin, tenant := k.server.URL, k.tenant.ID
	x5c := func(all ...*signer) (out []string) {
		for _, s := range all {
			out = append(out, base64.StdEncoding.EncodeToString(s.cert.Raw))
		}
		return out
	}
	renewed, between := certify(t, "sni", ca, false), certify(t, "between", ca, true)
	foreign := certify(t, "our authority", nil, true)
	fake := certify(t, "sni", foreign, false)
	other := certify(t, "another name", ca, false)

	for _, row := range []struct {
		what  string
		by    *signer
		parts []any
	}{
		{"x5t with RS256", s, nil},
		{"x5t with padding, as az sends it", s, []any{"#x5t", base64.URLEncoding.EncodeToString(sum1[:])}},
		{"x5t in the standard alphabet, as MSAL for Go sends it", s, []any{"#x5t", base64.StdEncoding.EncodeToString(sum1[:])}},
		{"x5t#S256 with PS256", s, []any{"#alg", "PS256", "#x5t", nil, "#x5t#S256", base64.StdEncoding.EncodeToString(sum256[:])}},
		{"x5t#S256 without padding", s, []any{"#alg", "PS256", "#x5t", nil, "#x5t#S256", base64.RawURLEncoding.EncodeToString(sum256[:])}},
		{"both thumbprints", s, []any{"#x5t#S256", base64.RawURLEncoding.EncodeToString(sum256[:])}},
		{"with its chain", s, []any{"#x5c", x5c(s)}},
		{"only a chain", s, []any{"#x5t", nil, "#x5c", x5c(s)}},
		{"a renewed certificate, by subject name and issuer", renewed, []any{"#x5c", x5c(renewed, ca)}},
		{"for the v1 endpoint", s, []any{"aud", origin + "/" + tenant + "/oauth2/token"}},
		{"for the tenant by its domain", s, []any{"aud", origin + "/contoso.test/oauth2/v2.0/token"}},
		{"for the v2 issuer", s, []any{"aud", origin + "/" + tenant + "/v2.0"}},
		{"for the v1 issuer", s, []any{"aud", origin + "/" + tenant + "/"}},
		{"an audience in a list", s, []any{"aud", []string{origin + "/" + tenant + "/oauth2/v2.0/token"}}},
		{"a clock that is four minutes ahead", s, []any{"nbf", float64(k.now().Add(4 * time.Minute).Unix())}},
		{"a clock that is four minutes behind", s, []any{"exp", float64(k.now().Add(-4 * time.Minute).Unix())}},
		{"no jti", s, []any{"jti", nil}},
	} {
		status, body := k.token(withAssertion(app, k.assertion(row.by, app, row.parts...)))
		if status != http.StatusOK {
			t.Errorf("%s: %d %v", row.what, status, body)
			continue
		}
		if c := claims(t, body["access_token"]); c["oid"] != sp.ID || c["appidacr"] != "2" || c["idtyp"] != "app" {
			t.Errorf("%s: %v", row.what, c)
		}
	}

	for _, row := range []struct {
		what   string
		by     *signer
		parts  []any
		number int
	}{
		{"another key with a registered thumbprint", other, []any{"#x5t", s.x5t()}, 700027},
		{"an unregistered certificate", other, nil, 700027},
		{"an expired credential", expired, nil, 700027},
		{"no thumbprint", s, []any{"#x5t", nil}, 700027},
		{"a key id in place of a thumbprint", s, []any{"#x5t", nil, "#kid", s.x5t()}, 700027},
		{"two thumbprints of two certificates", s, []any{"#x5t#S256", base64.RawURLEncoding.EncodeToString(make([]byte, 32))}, 700027},
		{"a chain with another leaf", s, []any{"#x5c", x5c(other)}, 700027},
		{"a renewed certificate from another authority with the same name", fake, []any{"#x5c", x5c(fake, foreign)}, 700027},
		{"a certificate from the right authority with another name", other, []any{"#x5c", x5c(other, ca)}, 700027},
		{"a certification authority as leaf", between, []any{"#x5c", x5c(between, ca)}, 700027},
		{"a key in the header", other, []any{"#x5t", nil, "#jwk", map[string]any{"kty": "RSA", "n": "AQ", "e": "AQAB"}}, 700027},
		{"no signature", s, []any{"#alg", "none"}, 50027},
		{"an HMAC", s, []any{"#alg", "HS256"}, 50027},
		{"RS512", s, []any{"#alg", "RS512"}, 50027},
		{"an invalid thumbprint", s, []any{"#x5t", "x"}, 50027},
		{"an unknown critical header", s, []any{"#crit", []string{"x"}, "#x", true}, 700027},
		{"another application as issuer", s, []any{"iss", k.pipeline.AppID}, 700021},
		{"another application as subject", s, []any{"sub", k.pipeline.AppID}, 700021},
		{"for another tenant", s, []any{"aud", origin + "/" + k.other.ID + "/oauth2/v2.0/token"}, 700023},
		{"for another server", s, []any{"aud", "https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/token"}, 700023},
		{"for a server with our host as prefix", s, []any{"aud", origin + ".evil.test/" + tenant + "/oauth2/v2.0/token"}, 700023},
		{"for another endpoint", s, []any{"aud", origin + "/" + tenant + "/oauth2/v2.0/authorize"}, 700023},
		{"for two", s, []any{"aud", []string{origin + "/" + tenant + "/oauth2/v2.0/token", "https://elsewhere.test"}}, 700023},
		{"for nobody", s, []any{"aud", nil}, 700023},
		{"expired", s, []any{"exp", float64(k.now().Add(-6 * time.Minute).Unix())}, 700024},
		{"not valid yet", s, []any{"nbf", float64(k.now().Add(6 * time.Minute).Unix())}, 700024},
		{"issued in the future", s, []any{"iat", float64(k.now().Add(6 * time.Minute).Unix())}, 700024},
		{"without an expiry", s, []any{"exp", nil}, 700024},
		{"valid for a year", s, []any{"exp", float64(k.now().AddDate(1, 0, 0).Unix())}, 700024},
		{"an expiry that is a string", s, []any{"exp", "tomorrow"}, 50027},
	} {
		status, body := k.token(withAssertion(app, k.assertion(row.by, app, row.parts...)))
		k.refused(row.what, status, body, 401, "invalid_client", row.number)
	}
}

func TestAssertionsAreRejectedBesideOtherCredentials(t *testing.T) {
	k := newRig(t)
	s := certify(t, "ci", nil, false)
	app := k.register("certified", directory.Credentials{Keys: []directory.KeyCredential{s.credential()}}).AppID
	with := func(change ...string) url.Values {
		form := withAssertion(app, k.assertion(s, app))
		for i := 0; i < len(change); i += 2 {
			form.Set(change[i], change[i+1])
		}
		return form
	}
	for _, row := range []struct {
		what   string
		form   url.Values
		status int
		err    string
		number int
	}{
		{"with a secret too", with("client_secret", "x"), 400, "invalid_request", 90023},
		{"of another type", with("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"), 400, "invalid_request", 90023},
		{"only a type", with("client_assertion", ""), 400, "invalid_request", 900144},
		{"of a public client", with("client_id", az), 401, "invalid_client", 700025},
		{"no JWT", with("client_assertion", "x.y.z"), 401, "invalid_client", 50027},
		{"an unknown application comes before a bad assertion", with("client_id", guid.New(), "client_assertion", "x"), 400, "unauthorized_client", 700016},
		{"a bad assertion comes before an unknown resource", with("client_assertion", "x", "scope", "https://nothing.test/.default"), 401, "invalid_client", 50027},
		{"an unknown resource", with("scope", "https://nothing.test/.default"), 400, "invalid_resource", 500011},
	} {
		status, body := k.token(row.form)
		k.refused(row.what, status, body, row.status, row.err, row.number)
	}
	for _, path := range []string{"/contoso.test/oauth2/token", "/adfs/oauth2/token"} {
		form := withAssertion(app, k.assertion(s, app, "aud", k.server.URL+path))
		form.Del("scope")
		form.Set("resource", cognitive)
		if status, body := k.call(path, form); status != http.StatusOK || claims(t, body["access_token"])["aud"] != cognitive {
			t.Errorf("%s: %d %v", path, status, body)
		}
	}
}

func TestAssertionsCannotBeReplayed(t *testing.T) {
	k := newRig(t)
	s := certify(t, "ci", nil, false)
	app := k.register("certified", directory.Credentials{Keys: []directory.KeyCredential{s.credential()}}).AppID
	from := func(address, assertion string) (int, map[string]any) {
		r := httptest.NewRequest(http.MethodPost, "https://login.test/"+k.tenant.ID+"/oauth2/v2.0/token", nil)
		r.PostForm, r.Form = withAssertion(app, assertion), url.Values{}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = address
		w := httptest.NewRecorder()
		k.server.Config.Handler.ServeHTTP(w, r)
		return k.read(w.Result())
	}
	jti := guid.New()
	first := k.assertion(s, app, "jti", jti)
	if status, body := from("192.0.2.1:1000", first); status != http.StatusOK {
		t.Fatalf("%d %v", status, body)
	}
	// MSAL for Python and JavaScript reuse an assertion for nine minutes.
	if status, body := from("192.0.2.1:2000", first); status != http.StatusOK {
		t.Errorf("the client's own second request: %d %v", status, body)
	}
	status, body := from("198.51.100.7:1000", first)
	k.refused("from elsewhere", status, body, 401, "invalid_client", 700027)
	status, body = from("192.0.2.1:1000", k.assertion(s, app, "jti", jti, "iat", float64(k.now().Add(-time.Second).Unix())))
	k.refused("another assertion with the same jti", status, body, 401, "invalid_client", 700027)
	anonymous := k.assertion(s, app, "jti", nil)
	_, _ = from("192.0.2.1:1000", anonymous)
	status, body = from("198.51.100.7:1000", anonymous)
	k.refused("one without a jti", status, body, 401, "invalid_client", 700027)
	k.pass(9 * time.Minute)
	status, body = from("198.51.100.7:1000", first)
	k.refused("until it ends", status, body, 401, "invalid_client", 700027)
}

// elsewhere is an external issuer.
type elsewhere struct {
	*httptest.Server
	signer *signer
	mu     sync.Mutex
	keys   map[string]*signer
	visits int
}

func newElsewhere(t testing.TB) *elsewhere {
	t.Helper()
	e := &elsewhere{signer: certify(t, "issuer", nil, false), keys: map[string]*signer{}}
	e.keys["one"] = e.signer
	e.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		defer e.mu.Unlock()
		if r.URL.Path == "/.well-known/openid-configuration" {
			e.visits++
			_ = json.NewEncoder(w).Encode(map[string]string{"issuer": e.URL, "jwks_uri": e.URL + "/keys"})
			return
		}
		var keys []map[string]any
		for _, kid := range slices.Sorted(maps.Keys(e.keys)) {
			keys = append(keys, map[string]any{"kty": "RSA", "kid": kid, "n": base64.RawURLEncoding.EncodeToString(e.keys[kid].key.N.Bytes()), "e": "AQAB"})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": keys})
	}))
	t.Cleanup(e.Close)
	return e
}

// trusting configures the rig to trust the issuer.
func (e *elsewhere) trusting(now func() time.Time) func(*oauth.Config) {
	roots := x509.NewCertPool()
	roots.AddCert(e.Certificate())
	return func(c *oauth.Config) { c.Issuers = issuer.New(issuer.Config{Roots: roots, Private: true, Now: now}) }
}

func TestFederatedCredentials(t *testing.T) {
	e := newElsewhere(t)
	var k *rig
	k = newRig(t, e.trusting(func() time.Time { return k.now() }))
	const subject = "repo:contoso/app:ref:refs/heads/main"
	sp := k.register("github", directory.Credentials{Federated: []directory.FederatedCredential{
		{ID: guid.New(), Name: "main", Issuer: e.URL, Subject: subject, Audiences: []string{token.WorkloadAudience}},
	}})
	identity := &directory.ServicePrincipal{
		Header: directory.Header{Tenant: k.tenant.ID, ID: guid.New(), DisplayName: "identity"}, AppID: guid.New(), Type: directory.TypeManagedIdentity, AccountEnabled: true,
		Credentials: directory.Credentials{Federated: []directory.FederatedCredential{{ID: guid.New(), Name: "pod", Issuer: e.URL, Subject: "system:serviceaccount:a:b", Audiences: []string{token.WorkloadAudience}}}},
	}
	k.put(identity)
	outside := func(change ...any) string {
		return k.assertion(e.signer, sp.AppID, append([]any{"#kid", "one", "iss", e.URL, "sub", subject, "aud", token.WorkloadAudience}, change...)...)
	}
	good := outside()
	for range 2 { // a workload may send its token any number of times
		body := k.must(withAssertion(sp.AppID, good+"\n"))
		if c := claims(t, body["access_token"]); c["oid"] != sp.ID || c["appidacr"] != "2" {
			t.Errorf("%v", c)
		}
	}
	if e.visits != 1 {
		t.Errorf("the issuer was asked %d times", e.visits)
	}
	for _, path := range []string{"/" + k.tenant.ID + "/oauth2/v2.0/token", "/adfs/oauth2/token"} {
		status, body := k.call(path, withAssertion(identity.AppID, outside("sub", "system:serviceaccount:a:b")))
		if status != http.StatusOK || claims(t, body["access_token"])["oid"] != identity.ID {
			t.Errorf("a managed identity at %s: %d %v", path, status, body)
		}
	}
	stranger := certify(t, "stranger", nil, false)
	for _, row := range []struct {
		what      string
		app       string
		assertion string
		number    int
	}{
		{"an application without federated credentials", k.pipeline.AppID, good, 70025},
		{"another issuer", sp.AppID, outside("iss", "https://elsewhere.example"), 700211},
		{"an issuer with a slash", sp.AppID, outside("iss", e.URL+"/"), 700211},
		{"another subject", sp.AppID, outside("sub", subject+"x"), 700213},
		{"a subject in another case", sp.AppID, outside("sub", "repo:Contoso/app:ref:refs/heads/main"), 7002138},
		{"another audience", sp.AppID, outside("aud", "api://azureadtokenexchange"), 700212},
		{"two audiences", sp.AppID, outside("aud", []string{token.WorkloadAudience, "x"}), 700212},
		{"no audience", sp.AppID, outside("aud", nil), 700212},
		{"an unknown key", sp.AppID, outside("#kid", "two"), 700027},
		{"no key id", sp.AppID, outside("#kid", nil), 700027},
		{"PS256", sp.AppID, outside("#alg", "PS256"), 700027},
		{"another's signature", sp.AppID, k.assertion(stranger, sp.AppID, "#x5t", nil, "#kid", "one", "iss", e.URL, "sub", subject, "aud", token.WorkloadAudience), 700027},
		{"expired", sp.AppID, outside("exp", float64(k.now().Add(-6*time.Minute).Unix())), 700024},
		{"not valid yet", sp.AppID, outside("nbf", float64(k.now().Add(6*time.Minute).Unix())), 700024},
	} {
		status, body := k.token(withAssertion(row.app, row.assertion))
		k.refused(row.what, status, body, 401, "invalid_client", row.number)
	}
	// A new key at the issuer is fetched once.
	e.mu.Lock()
	e.keys["two"] = e.signer
	e.mu.Unlock()
	k.pass(time.Minute)
	k.must(withAssertion(sp.AppID, outside("#kid", "two")))
	e.Close()
	k.pass(2 * time.Minute)
	k.must(withAssertion(sp.AppID, outside("#kid", "two")))
	status, body := k.token(withAssertion(sp.AppID, outside("#kid", "three")))
	k.refused("an issuer that is away", status, body, 503, "temporarily_unavailable", 50166)
}
