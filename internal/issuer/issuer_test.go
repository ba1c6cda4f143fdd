package issuer_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/issuer"
)

// other is a token issuer on this machine.
type other struct {
	*httptest.Server
	visits   atomic.Int64
	name     string           // the issuer in its document; "" means its own URL
	keys     []map[string]any // its key set
	keysAt   string           // jwks_uri in its document; "" means the URL of its key set
	override http.HandlerFunc // replaces the handler
	now      func() time.Time // clock of the Source
	source   *issuer.Source   // trusts its certificate and private addresses
	roots    *x509.CertPool
}

func newOther(t *testing.T) *other {
	t.Helper()
	o := &other{now: time.Now}
	o.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.override != nil {
			o.override(w, r)
			return
		}
		switch r.URL.Path {
		case "/tenant/.well-known/openid-configuration":
			o.visits.Add(1)
			name, keys := o.name, o.keysAt
			if name == "" {
				name = o.issuer()
			}
			if keys == "" {
				keys = o.URL + "/keys"
			}
			_ = json.NewEncoder(w).Encode(map[string]string{"issuer": name, "jwks_uri": keys})
		case "/keys":
			_ = json.NewEncoder(w).Encode(map[string]any{"keys": o.keys})
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(o.Close)
	o.roots = x509.NewCertPool()
	o.roots.AddCert(o.Certificate())
	o.source = issuer.New(issuer.Config{Roots: o.roots, Private: true, Now: func() time.Time { return o.now() }})
	return o
}

func (o *other) issuer() string { return o.URL + "/tenant" }

func jwk(t *testing.T, kid string, bits int, change ...string) map[string]any {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	k := map[string]any{
		"kty": "RSA", "kid": kid, "use": "sig",
		"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
	}
	for i := 0; i+1 < len(change); i += 2 {
		k[change[i]] = change[i+1]
	}
	return k
}

func TestKeyFetchesOnceAndAgainForAnUnknownKeyID(t *testing.T) {
	o := newOther(t)
	at := time.Now()
	o.now = func() time.Time { return at }
	o.keys = []map[string]any{jwk(t, "one", 2048)}
	ask := func(kid string, want bool, visits int64) {
		t.Helper()
		_, err := o.source.Key(t.Context(), o.issuer(), kid)
		if (err == nil) != want || !want && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", kid, err)
		}
		if got := o.visits.Load(); got != visits {
			t.Errorf("%s: the issuer was asked %d times, want %d", kid, got, visits)
		}
	}
	ask("one", true, 1)
	ask("one", true, 1)
	ask("two", false, 1) // it was fetched just now
	at = at.Add(time.Minute)
	o.keys = append(o.keys, jwk(t, "two", 2048))
	ask("two", true, 2)
	ask("three", false, 2)
	ask("four", false, 2)
	at = at.Add(2 * time.Hour)
	o.keys = o.keys[1:]
	ask("one", false, 3) // withdrawn
	ask("two", true, 3)
	o.override = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	at = at.Add(2 * time.Hour)
	ask("two", true, 3) // cached keys are used for a day while the issuer is unavailable
	at = at.Add(25 * time.Hour)
	if _, err := o.source.Key(t.Context(), o.issuer(), "two"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("old keys: %v", err)
	}
}

// A caller that sends a token and disconnects must not cause another fetch each time.
func TestCanceledCallersDoNotCauseAnotherFetch(t *testing.T) {
	o := newOther(t)
	asked, hang := atomic.Int64{}, func() {}
	o.override = func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keys" {
			_ = json.NewEncoder(w).Encode(map[string]any{"keys": o.keys})
			return
		}
		asked.Add(1)
		hang()
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": o.issuer(), "jwks_uri": o.URL + "/keys"})
	}
	o.keys = []map[string]any{jwk(t, "one", 2048)}
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		hang = func() { cancel(); time.Sleep(20 * time.Millisecond) }
		_, _ = o.source.Key(ctx, o.issuer(), "made up")
		cancel()
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the issuer was asked %d times", n)
	}
	if _, err := o.source.Key(t.Context(), o.issuer(), "one"); err != nil {
		t.Errorf("what it has said was forgotten: %v", err)
	}
}

// TestCallersThatGoAwayDoNotWaitForTheIssuer: neither the one whose call started the fetch, nor those who share it.
func TestCallersThatGoAwayDoNotWaitForTheIssuer(t *testing.T) {
	o := newOther(t)
	asked, answer := make(chan struct{}), make(chan struct{})
	o.override = func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keys" {
			_ = json.NewEncoder(w).Encode(map[string]any{"keys": o.keys})
			return
		}
		close(asked)
		<-answer
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": o.issuer(), "jwks_uri": o.URL + "/keys"})
	}
	o.keys = []map[string]any{jwk(t, "one", 2048)}
	ask := func(ctx context.Context) <-chan error {
		ended := make(chan error, 1)
		go func() {
			_, err := o.source.Key(ctx, o.issuer(), "one")
			ended <- err
		}()
		return ended
	}
	first, leave := context.WithCancel(t.Context())
	starter := ask(first)
	<-asked
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, ended := range []<-chan error{ask(gone), func() <-chan error { leave(); return starter }()} {
		if err := <-ended; !fault.Is(err, fault.Unavailable) || !errors.Is(err, context.Canceled) {
			t.Errorf("a caller that has gone gets %v", err)
		}
	}
	stays := ask(t.Context())
	close(answer)
	if err := <-stays; err != nil {
		t.Errorf("a caller that waits gets %v", err)
	}
}

func TestKeyRejectsUnsafeDocuments(t *testing.T) {
	good := jwk(t, "k", 2048)
	for _, row := range []struct {
		what   string
		change func(*other)
		kind   fault.Kind
		text   string
	}{
		{"a document of another issuer", func(o *other) { o.name = "https://elsewhere.example" }, fault.Unavailable, "names the issuer"},
		{"an issuer that differs in a slash", func(o *other) { o.name = o.issuer() + "/" }, fault.Unavailable, "names the issuer"},
		{"keys without TLS", func(o *other) { o.keysAt = strings.Replace(o.URL, "https", "http", 1) + "/keys" }, fault.Unavailable, "not an https URL"},
		{"keys in a file", func(o *other) { o.keysAt = "file:///etc/passwd" }, fault.Unavailable, "not an https URL"},
		{"an endless document", func(o *other) {
			o.override = func(w http.ResponseWriter, _ *http.Request) {
				for range 1000 {
					_, _ = w.Write(make([]byte, 1<<10))
				}
			}
		}, fault.Unavailable, "longer than"},
		{"a redirect away from TLS", func(o *other) {
			o.override = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://localhost/", http.StatusFound)
			}
		}, fault.Unavailable, "without TLS"},
		{"redirects without end", func(o *other) {
			o.override = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }
		}, fault.Unavailable, "too many redirects"},
		{"an error page", func(o *other) { o.override = http.NotFound }, fault.Unavailable, "404"},
		{"a page that is not JSON", func(o *other) {
			o.override = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }
		}, fault.Unavailable, "not a valid document"},
		{"a key for encryption", func(o *other) { o.keys = []map[string]any{jwk(t, "k", 2048, "use", "enc")} }, fault.NotFound, "no key"},
		{"a key for another algorithm", func(o *other) { o.keys = []map[string]any{jwk(t, "k", 2048, "alg", "RS512")} }, fault.NotFound, "no key"},
		{"a shared secret", func(o *other) { o.keys = []map[string]any{{"kty": "oct", "kid": "k", "k": "c2VjcmV0"}} }, fault.NotFound, "no key"},
		{"a short key", func(o *other) { o.keys = []map[string]any{jwk(t, "k", 1024)} }, fault.NotFound, "no key"},
		{"an exponent of one", func(o *other) { o.keys = []map[string]any{jwk(t, "k", 2048, "e", "AQ")} }, fault.NotFound, "no key"},
	} {
		t.Run(row.what, func(t *testing.T) {
			o := newOther(t)
			o.keys = []map[string]any{good}
			row.change(o)
			_, err := o.source.Key(t.Context(), o.issuer(), "k")
			if !fault.Is(err, row.kind) || !strings.Contains(err.Error(), row.text) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestPrivateAddressesAreNotConnectedTo(t *testing.T) {
	o := newOther(t)
	public := issuer.New(issuer.Config{Roots: o.roots, Now: time.Now})
	port := o.URL[strings.LastIndexByte(o.URL, ':'):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "[::ffff:127.0.0.1]", "10.0.0.1", "[fd00::1]", "[fec0::1]", "[::7f00:1]"} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		_, err := public.Key(ctx, "https://"+host+port+"/tenant", "k")
		cancel()
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "not a public address") {
			t.Errorf("%s: %v", host, err)
		}
	}
	if o.visits.Load() != 0 {
		t.Error("a private address was connected to")
	}
}

func TestKeyRejectsUnknownCertificateAuthorities(t *testing.T) {
	o := newOther(t)
	strict := issuer.New(issuer.Config{Private: true, Now: time.Now})
	if _, err := strict.Key(t.Context(), o.issuer(), "k"); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("%v", err)
	}
}
