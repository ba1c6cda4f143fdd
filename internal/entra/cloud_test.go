package entra_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	contoso  = "72f988bf-86f1-41af-91ab-2d7cd011db47"
	fabrikam = "8e8f9a0b-1c2d-4e3f-8a4b-5c6d7e8f9a0b"
	stranger = "c0ffee00-1c2d-4e3f-8a4b-5c6d7e8f9a0b"
	adele    = "3a1b2c3d-4e5f-4061-8273-8495a6b7c8d9"
	personal = "9188040d-6c67-4c5b-b112-36a304b66dad" // the tenant of personal accounts
)

// cloud is a fake of Microsoft's worldwide cloud as far as this package calls it, under the real host names. The process's
// HTTP proxy routes to it.
type cloud struct {
	roots *x509.CertPool

	mu     sync.Mutex
	keys   map[string]*rsa.PrivateKey // published keys by kid
	groups []string                   // returned by Graph
	down   map[string]int             // status to fail with, by host
	asked  map[string]int             // number of requests by host and path
	bodies []string                   // of token requests
}

var world *cloud

func TestMain(m *testing.M) {
	world = &cloud{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	certificate := world.certificate()
	inner := &http.Server{Handler: http.HandlerFunc(world.serve), ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	go func() {
		_ = inner.Serve(tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}))
	}()
	// A proxy that routes every host to the one listener.
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		in, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(in, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
		_, _ = io.Copy(in, out)
		_ = in.Close()
	}))
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		if err := os.Setenv(name, proxy.URL); err != nil {
			log.Fatal(err)
		}
	}
	code := m.Run()
	proxy.CloseClientConnections()
	os.Exit(code)
}

// certificate returns a certificate for all hosts of the cloud, from an authority that only world.roots has.
func (c *cloud) certificate() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "cloud"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"sts.windows.net", "login.windows.net", "login.microsoftonline.com", "graph.microsoft.com"},
		IsCA:     true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		log.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		log.Fatal(err)
	}
	c.roots = x509.NewCertPool()
	c.roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// reset restores a cloud with the key "k1", and the key "msa" of personal accounts.
func (c *cloud) reset(t testing.TB) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keys, c.down, c.asked, c.groups, c.bodies = map[string]*rsa.PrivateKey{}, map[string]int{}, map[string]int{}, nil, nil
	for _, kid := range []string{"k1", "msa"} {
		c.keys[kid] = newKey(t)
	}
}

func (c *cloud) set(do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	do()
}

func (c *cloud) count(address string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[address]
}

func newKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (c *cloud) serve(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := r.Host + r.URL.Path
	c.asked[at]++
	if status := c.down[r.Host]; status != 0 {
		http.Error(w, "down", status)
		return
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case r.Host == "sts.windows.net" && rest == ".well-known/openid-configuration":
		answer(w, map[string]string{"issuer": "https://sts.windows.net/" + first + "/", "jwks_uri": "https://login.windows.net/common/discovery/keys"})
	case at == "login.windows.net/common/discovery/keys":
		answer(w, c.published(""))
	case r.Host == "login.microsoftonline.com" && rest == "v2.0/.well-known/openid-configuration":
		answer(w, map[string]string{"issuer": "https://login.microsoftonline.com/" + first + "/v2.0", "jwks_uri": "https://login.microsoftonline.com/" + first + "/discovery/v2.0/keys"})
	case r.Host == "login.microsoftonline.com" && rest == "discovery/v2.0/keys":
		answer(w, c.published("https://login.microsoftonline.com/{tenantid}/v2.0"))
	case r.Host == "login.microsoftonline.com" && rest == "oauth2/v2.0/token":
		body, _ := io.ReadAll(r.Body)
		c.bodies = append(c.bodies, string(body))
		answer(w, map[string]any{"access_token": "token of " + first, "expires_in": 3599})
	case r.Host == "graph.microsoft.com" && strings.HasSuffix(rest, "/getMemberGroups"):
		if r.Header.Get("Authorization") != "Bearer token of "+contoso {
			http.Error(w, `{"error":{"code":"InvalidAuthenticationToken"}}`, http.StatusUnauthorized)
			return
		}
		answer(w, map[string]any{"value": c.groups})
	default:
		http.NotFound(w, r)
	}
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

// published returns the key set of an issuer; each key has its issuer if the document has one.
func (c *cloud) published(issuer string) any {
	keys := []map[string]any{}
	for kid, key := range c.keys {
		if kid == "msa" && issuer == "" {
			continue
		}
		k := map[string]any{
			"kty": "RSA", "use": "sig", "kid": kid, "x5t": kid, "e": "AQAB",
			"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		}
		if issuer != "" {
			k["issuer"] = issuer
			if kid == "msa" {
				k["issuer"] = "https://login.microsoftonline.com/" + personal + "/v2.0"
			}
		}
		keys = append(keys, k)
	}
	return map[string]any{"keys": keys}
}

// recorded returns the payload of a recorded token, for a tenant and with times around now, modified by change.
func recorded(t testing.TB, name, tenant string, now time.Time, change ...func(map[string]any)) map[string]any {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	filled := strings.NewReplacer("${tid}", tenant, "${oid}", adele, "${iat}", fmt.Sprint(now.Add(-5*time.Minute).Unix()), "${exp}", fmt.Sprint(now.Add(70*time.Minute).Unix())).Replace(string(text))
	var claims map[string]any
	decoder := json.NewDecoder(strings.NewReader(filled))
	decoder.UseNumber()
	if err := decoder.Decode(&claims); err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(claims)
	}
	return claims
}

// signed returns a signed token as Entra encodes it.
func signed(t testing.TB, kid string, key *rsa.PrivateKey, claims map[string]any) string {
	t.Helper()
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	input := part(map[string]string{"typ": "JWT", "alg": "RS256", "x5t": kid, "kid": kid}) + "." + part(claims)
	sum := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signature)
}
