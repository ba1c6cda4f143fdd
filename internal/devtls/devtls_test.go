package devtls

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSecondStartKeepsTheAuthority(t *testing.T) {
	dir := t.TempDir()
	first := ensure(t, dir, nil, time.Now)
	pem := read(t, first.CA)
	second := ensure(t, dir, nil, time.Now)
	if !bytes.Equal(pem, read(t, second.CA)) {
		t.Error("the authority changed on the second start")
	}
	info, err := os.Stat(filepath.Join(dir, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file has mode %v, %v", info.Mode(), err)
	}
}

func TestAuthoritiesForUnusedNamesAreReplaced(t *testing.T) {
	dir := t.TempDir()
	named := read(t, ensure(t, dir, []string{"Host.Docker.Internal", "a.host.docker.internal"}, time.Now).CA)
	if again := read(t, ensure(t, dir, []string{"host.docker.internal"}, time.Now).CA); !bytes.Equal(named, again) {
		t.Error("the authority changed although its constraints are the same")
	}
	if without := read(t, ensure(t, dir, nil, time.Now).CA); bytes.Equal(named, without) {
		t.Error("the authority may still sign for a name that is no longer used")
	}
}

func TestAuthorityIsReplaced(t *testing.T) {
	later := func() time.Time { return time.Now().Add(caLife - leafLife) }
	for _, row := range []struct {
		name  string
		spoil func(dir string) error
		names []string
		now   func() time.Time
	}{
		{"when it ends soon", nil, nil, later},
		{"when a name lies outside its constraints", nil, []string{"*.lab.test"}, time.Now},
		{"when its key is gone", func(dir string) error { return os.Remove(filepath.Join(dir, keyFile)) }, nil, time.Now},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := t.TempDir()
			before := read(t, ensure(t, dir, nil, time.Now).CA)
			if row.spoil != nil {
				if err := row.spoil(dir); err != nil {
					t.Fatal(err)
				}
			}
			b := ensure(t, dir, row.names, row.now)
			if bytes.Equal(before, read(t, b.CA)) {
				t.Error("the old authority is still there")
			}
			if n := bytes.Count(read(t, b.Roots), []byte("BEGIN CERTIFICATE")); n < 1 {
				t.Error("the file of roots is empty")
			}
		})
	}
}

func TestEnsureRefuses(t *testing.T) {
	t.Run("an address of the network", func(t *testing.T) {
		if _, err := Ensure(t.TempDir(), []string{"192.0.2.7"}, time.Now); err == nil {
			t.Error("it was accepted")
		}
	})
	t.Run("a key that belongs to another certificate", func(t *testing.T) {
		a, b := t.TempDir(), t.TempDir()
		ensure(t, a, nil, time.Now)
		ensure(t, b, nil, time.Now)
		if err := os.WriteFile(filepath.Join(a, keyFile), read(t, filepath.Join(b, keyFile)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Ensure(a, nil, time.Now); err == nil || !strings.Contains(err.Error(), "delete ca.pem") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("text where the certificate should be", func(t *testing.T) {
		dir := t.TempDir()
		ensure(t, dir, nil, time.Now)
		if err := os.WriteFile(filepath.Join(dir, CAFile), []byte("hello"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Ensure(dir, nil, time.Now); err == nil {
			t.Error("it was accepted")
		}
	})
}

func TestConstraintsHold(t *testing.T) {
	b := ensure(t, t.TempDir(), nil, time.Now)
	for _, row := range []struct {
		name, host string
		ok         bool
	}{
		{"localhost", "localhost", true},
		{"a name below localhost", "foundry.localhost", true},
		{"a loopback address", "127.0.0.1", true},
		{"somebody else's name", "login.microsoftonline.com", false},
		{"a name that only ends alike", "evillocalhost", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			leaf, err := b.ca.sign([]string{row.host}, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			_, err = leaf.Leaf.Verify(x509.VerifyOptions{Roots: b.Pool(), DNSName: row.host})
			if (err == nil) != row.ok {
				t.Errorf("verified: %v", err)
			}
		})
	}
}

func TestLeafIsRenewedBeforeItEnds(t *testing.T) {
	now := time.Now()
	b := ensure(t, t.TempDir(), nil, func() time.Time { return now })
	first, _ := b.certificate()
	now = now.Add(leafLife / 2)
	if half, _ := b.certificate(); half != first {
		t.Error("replaced at half its life")
	}
	now = now.Add(leafLife / 4)
	if late, _ := b.certificate(); late == first {
		t.Error("not replaced when a third of its life was left")
	}
}

// TestClientsTrustIt is the test that counts: each runtime, with the variable that keyless env sets for it, and
// without it.
func TestClientsTrustIt(t *testing.T) {
	b := ensure(t, t.TempDir(), []string{"models.dev.test"}, time.Now)
	url := serve(t, b)
	python := `import ssl,urllib.request,os
ctx = ssl.create_default_context()
ctx.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
print(urllib.request.urlopen(os.environ["URL"], context=ctx).read().decode())`
	node := `fetch(process.env.URL).then(r => r.text()).then(t => console.log(t), e => { console.error(e.cause || e); process.exit(1) })`
	for _, row := range []struct {
		name, variable, value string
		command               []string
	}{
		{"python", "SSL_CERT_FILE", b.Roots, []string{"python3", "-c", python}},
		{"node", "NODE_EXTRA_CA_CERTS", b.CA, []string{"node", "-e", node}},
		{"openssl", "SSL_CERT_FILE", b.Roots, []string{"openssl", "s_client", "-brief", "-verify_return_error", "-verify_hostname", "localhost", "-connect", strings.TrimPrefix(url, "https://")}},
	} {
		for _, host := range []string{"localhost", "127.0.0.1"} {
			for _, trusted := range []bool{true, false} {
				env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "URL=" + strings.Replace(url, "localhost", host, 1)}
				if trusted {
					env = append(env, row.variable+"="+row.value)
				}
				command := exec.Command(row.command[0], row.command[1:]...)
				command.Env = env
				out, err := command.CombinedOutput()
				if (err == nil) != trusted {
					t.Errorf("%s to %s, trusted %v: %v\n%s", row.name, host, trusted, err, out)
				}
			}
		}
	}
	t.Run("go", func(t *testing.T) {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: b.Pool(), ServerName: "models.dev.test"}}}
		response, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if _, err := http.Get(url); err == nil {
			t.Error("trusted without the authority")
		}
	})
}

func BenchmarkLaterStart(b *testing.B) {
	dir := b.TempDir()
	for b.Loop() {
		if _, err := Ensure(dir, nil, time.Now); err != nil {
			b.Fatal(err)
		}
	}
}

func ensure(t *testing.T, dir string, names []string, now func() time.Time) *Bundle {
	t.Helper()
	b, err := Ensure(dir, names, now)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func serve(t *testing.T, b *Bundle) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) }),
		TLSConfig: b.TLS(),
		ErrorLog:  log.New(io.Discard, "", 0),
	}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { _ = server.Close() })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return "https://localhost:" + port
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
