package app_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/serveconfig"
)

// served is a valid configuration, as in the documentation. Its folder contains the files that it names.
const served = `origins: {login: https://login.ai.example.com, arm: https://arm.ai.example.com, graph: https://graph.ai.example.com, accounts: "https://*.ai.example.com"}
listen: 127.0.0.1:0
data: data
tls: {cert: tls.crt, key: tls.key}
store: STORE
keys: {encryptionKeyFile: kek}
trust:
  - tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47
    groups: {overage: graph}
    credential: {clientId: 2f0c7c1e-5b7a-4f0d-9c43-5d6f0a1b2c3d, secretFile: reader}
upstreams:
  - {name: vllm, kind: openai, url: http://vllm:8000/v1, keyFile: vllm}
world: world.yaml
`

const servedWorld = `tenants:
  - domain: ai.example.com
    subscriptions:
      - displayName: AI
        resourceGroups: [{name: rg, accounts: [{name: models, disableLocalAuth: true, deployments: [{name: chat, model: {name: keyless-chat}}]}]}]
    roleAssignments:
      - {role: Owner, principal: "user:3a1b2c3d-4e5f-4061-8273-8495a6b7c8d9@72f988bf-86f1-41af-91ab-2d7cd011db47", scope: AI}
`

func serveFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("kek", base64.StdEncoding.EncodeToString(make([]byte, 32)), 0o600)
	write("reader", "a secret of the reader", 0o600)
	write("vllm", "a key of the model server", 0o600)
	write("world.yaml", servedWorld, 0o600)
	writeCertificate(t, dir, 1)
	return dir
}

// writeCertificate writes a new certificate with serial number n, and its key.
func writeCertificate(t *testing.T, dir string, n int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(n), Subject: pkix.Name{CommonName: "ai.example.com"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"*.ai.example.com"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"tls.crt": {Type: "CERTIFICATE", Bytes: der}, "tls.key": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func serveConfig(t *testing.T, dir string, change func(text string) string) (app.Config, error) {
	t.Helper()
	path := filepath.Join(dir, "keyless.yaml")
	text := strings.Replace(served, "STORE", "sqlite://"+filepath.ToSlash(filepath.Join(dir, "keyless.db")), 1)
	if err := os.WriteFile(path, []byte(change(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	return serveconfig.Production(path, filepath.Join(dir, "other"), slog.New(slog.NewTextHandler(io.Discard, nil)))
}

func TestUnsafeSettingsAreRejected(t *testing.T) {
	dir := serveFolder(t)
	replace := func(old, with string) func(string) string {
		return func(text string) string {
			if !strings.Contains(text, old) {
				t.Fatalf("the configuration does not hold %q", old)
			}
			return strings.Replace(text, old, with, 1)
		}
	}
	add := func(line string) func(string) string { return func(text string) string { return text + line + "\n" } }
	world := func(old, with string) func(string) string {
		name := "world-" + base64.RawURLEncoding.EncodeToString([]byte(with))[:12] + ".yaml"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Replace(servedWorld, old, with, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		return replace("world.yaml", name)
	}
	if err := os.WriteFile(filepath.Join(dir, "open"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "open"), 0o644); err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		what, names string // "" for a valid configuration
		change      func(string) string
	}{
		{"as in the documentation", "", func(text string) string { return text }},
		{"an origin of pages", "", add(`cors: {models: ["https://app.example.com"]}`)},
		{"a portal of its own", "", add("portal: https://portal.ai.example.com")},
		{"no portal", "", add(`portal: "off"`)},
		{"a portal in the clear", "portal", add("portal: http://portal.ai.example.com")},
		{"a portal below a path", "portal", add("portal: https://portal.ai.example.com/portal")},
		{"a portal at the address of another host", "portal", add("portal: https://arm.ai.example.com")},
		{"a portal at the address of sign-in", "", add("portal: https://login.ai.example.com")},
		{"limits of bodies", "", add(`limits: {bodyMiB: 100, audioMiB: 64}`)},
		{"a body that no memory holds", "limits.bodyMiB", add(`limits: {bodyMiB: 4096}`)},
		{"a limit below zero", "limits.audioMiB", add(`limits: {audioMiB: -1}`)},
		{"a bound of staleness", "", add(`staleness: {bound: 3s, then: refuse}`)},
		{"availability before freshness, bounded", "", add(`staleness: {then: allow, for: 10m}`)},
		{"availability before freshness, without a bound", "staleness.for", add(`staleness: {then: allow}`)},
		{"a second key-encryption key that is not there", "keys.otherEncryptionKeyFiles", replace("encryptionKeyFile: kek", "encryptionKeyFile: kek, otherEncryptionKeyFiles: [gone]")},
		{"a second key-encryption key that everybody can read", "keys.otherEncryptionKeyFiles", replace("encryptionKeyFile: kek", "encryptionKeyFile: kek, otherEncryptionKeyFiles: [open]")},
		{"a grace without time", "stop.grace", add(`stop: {grace: 0s}`)},
		{"a notice of a day", "stop.notice", add(`stop: {notice: 24h}`)},
		{"a bound below what can be kept", "staleness.bound", add(`staleness: {bound: 100ms}`)},
		{"records of some calls, and of none of an account", "", add(`audit: {calls: sampled 1/100, callRetention: 240h, accounts: {models: counts}}`)},
		{"another word for records of calls", "audit.calls", add(`audit: {calls: some}`)},
		{"a sample of nothing", "audit.calls", add(`audit: {calls: sampled 1/0}`)},
		{"another word for records of an account's calls", "audit.accounts.models", add(`audit: {accounts: {models: none}}`)},
		{"records that are synced ten times a second", "", add(`audit: {sync: 100ms}`)},
		{"records that are synced without a pause", "audit.sync", add(`audit: {sync: 1ms}`)},
		{"records that are synced once a minute", "audit.sync", add(`audit: {sync: 1m}`)},
		{"records kept for longer than the log", "audit.callRetention", add(`audit: {retention: 240h, callRetention: 720h}`)},
		{"records kept for less than no time", "audit.callRetention", add(`audit: {callRetention: -1h}`)},
		{"records in a file and on standard output", "", add(`audit: {file: audit.jsonl, stdout: true}`)},
		{"records in a folder that is not there", "audit.file", add(`audit: {file: nowhere/audit.jsonl}`)},
		{"another word for what comes then", "staleness.then", add(`staleness: {then: pray}`)},
		{"pages of every origin", "cors.models", add(`cors: {models: ["*"]}`)},
		{"an address of a page", "cors.models", add(`cors: {models: ["https://app.example.com/page"]}`)},
		{"a plain sign-in origin", "origins.login", replace("https://login.", "http://login.")},
		{"a plain origin for accounts", "origins.accounts", replace("https://*.", "http://*.")},
		{"accounts without a star", "origins.accounts", replace("https://*.", "https://all.")},
		{"no origin for the control plane", "origins.arm", replace("arm: https://arm.ai.example.com, ", "")},
		{"a sign-in origin with a path", "origins.login", replace("login.ai.example.com", "login.ai.example.com/sign-in")},
		{"an origin with a user", "origins.graph", replace("https://graph.", "https://x@graph.")},
		{"no certificate", "tls.cert", replace("cert: tls.crt, ", "")},
		{"no private key", "tls.key", replace(", key: tls.key", "")},
		{"a private key that everybody can read", "tls.key", replace("tls.key", "open")},
		{"a proxy by its name", "proxies", add("proxies: [balancer.example.com]")},
		{"everybody as proxies", "proxies", add("proxies: [0.0.0.0/0]")},
		{"the PROXY protocol from nobody", "proxyProtocol", add("proxyProtocol: v2")},
		{"the PROXY protocol in a version that names no caller for sure", "proxyProtocol", add("proxies: [10.0.0.0/8]\nproxyProtocol: v1")},
		{"proxies and their PROXY protocol", "", add("proxies: [10.0.0.0/8, 2001:db8::1]\nproxyProtocol: v2")},
		{"no TLS, and nobody said so", "tls.cert", replace("tls: {cert: tls.crt, key: tls.key}\n", "")},
		{"no TLS behind proxies that are not named", "insecure", replace("tls: {cert: tls.crt, key: tls.key}", "insecure: behind-proxy")},
		{"no TLS in words of one's own", "insecure", replace("tls: {cert: tls.crt, key: tls.key}", "insecure: yes")},
		{"a certificate that is not used", "insecure", add("proxies: [127.0.0.1]\ninsecure: behind-proxy")},
		{"no TLS behind proxies", "", replace("tls: {cert: tls.crt, key: tls.key}", "proxies: [127.0.0.1]\ninsecure: behind-proxy")},
		{"no TLS at a socket of this machine", "", func(text string) string {
			return strings.NewReplacer("tls: {cert: tls.crt, key: tls.key}", "insecure: behind-proxy", "127.0.0.1:0", "unix:sock").Replace(text)
		}},
		{"no key-encryption key", "keys.encryptionKeyFile", replace("{encryptionKeyFile: kek}", "{}")},
		{"a key-encryption key that is not there", "keys.encryptionKeyFile", replace("File: kek", "File: gone")},
		{"a key-encryption key that everybody can read", "keys.encryptionKeyFile", replace("File: kek", "File: open")},
		{"no store", "store", func(text string) string { return strings.Replace(text, "store: sqlite", "#store: sqlite", 1) }},
		{"a store of another kind", "store", replace("store: sqlite://", "store: mysql://")},
		{"a database that is spoken to in the clear", "store", func(text string) string {
			return strings.Replace(text, "store: sqlite:", "store: postgres://u@db.example.com/k?sslmode=disable #", 1)
		}},
		{"a database whose connection may fall back to the clear", "store", func(text string) string {
			return strings.Replace(text, "store: sqlite:", "store: postgres://u@db.example.com/k #", 1)
		}},
		{"a database in the clear that is named behind the question mark", "store", func(text string) string {
			return strings.Replace(text, "store: sqlite:", "store: postgres:///k?host=db.example.com&sslmode=disable #", 1)
		}},
		{"a database in the own network", "", func(text string) string {
			return strings.Replace(text, "store: sqlite:", "store: postgres://u@db/k #", 1)
		}},
		{"a database behind a socket", "", func(text string) string {
			return strings.Replace(text, "store: sqlite:", "store: postgres:///k?host=/run/postgresql #", 1)
		}},
		{"a database whose certificate is checked", "", func(text string) string {
			return strings.Replace(text, "store: sqlite:", "store: postgres://u@db.example.com/k?sslmode=verify-full #", 1)
		}},
		{"quotas that replicas share", "", add("quotas: {shared: \"redis://valkey:6379\", replicas: 3}")},
		{"a quota store over TLS with a password in a file", "", add("quotas: {shared: \"rediss://valkey.example.com/1\", passwordFile: vllm}")},
		{"a quota store in the clear", "quotas.shared", add("quotas: {shared: \"redis://valkey.example.com:6379\"}")},
		{"a quota store of another kind", "quotas.shared", add("quotas: {shared: \"memcached://valkey\"}")},
		{"a password of the quota store that everybody can read", "quotas.passwordFile", add("quotas: {shared: \"redis://valkey\", passwordFile: open}")},
		{"two passwords of the quota store", "quotas.passwordFile", add("quotas: {shared: \"redis://:p@valkey\", passwordFile: vllm}")},
		{"a certificate of a quota store without TLS", "quotas.ca", add("quotas: {shared: \"redis://valkey\", ca: tls.crt}")},
		{"settings of a quota store that is not named", "quotas.shared", add("quotas: {replicas: 3}")},
		{"replicas below zero", "quotas.replicas", add("quotas: {shared: \"redis://valkey\", replicas: -1}")},
		{"the password grant", "tokens.passwordGrant", add("tokens: {passwordGrant: true}")},
		{"tokens that last for a week", "tokens.lifetime", add("tokens: {lifetime: 168h}")},
		{"a signing key for ten years", "keys.rotate", replace("File: kek", "File: kek, rotate: 87600h")},
		{"a key for an upstream in the clear", "upstreams[0].url", replace("http://vllm:8000", "http://vllm.example.com:8000")},
		{"an upstream with a key in the own network", "", replace("http://vllm:8000", "http://10.0.0.7:8000")},
		{"a trusted tenant by its domain", "trust[0]", replace("72f988bf-86f1-41af-91ab-2d7cd011db47", "contoso.example")},
		{"a plain authority", "trust[0]", replace("    groups:", "    authority: http://login.contoso.example\n    groups:")},
		{"groups from Graph with the identity that the platform gives", "", replace("    credential:", "    #")},
		{"groups from nowhere that is known", "trust[0].groups.overage", replace("overage: graph", "overage: ldap")},
		{"a secret in an environment variable that is not set", "trust[0].credential.secretEnv", replace("secretFile: reader", "secretEnv: KEYLESS_TEST_NOT_SET")},
		{"a developer's world", "world", world("ai.example.com", "keyless.localhost")},
		{"a person whose password is made up", "world", world("    subscriptions:", "    users: [{userPrincipalName: ada}]\n    subscriptions:")},
		{"a secret that is made up", "world", world("    subscriptions:", "    applications: [{displayName: ci}]\n    subscriptions:")},
		{"a setting that nobody knows", "sotre", add("sotre: x")},
	}
	for _, row := range rows {
		_, err := serveConfig(t, dir, row.change)
		switch {
		case row.names == "" && err != nil:
			t.Errorf("%s: %v", row.what, err)
		case row.names != "" && (err == nil || !strings.Contains(err.Error(), row.names)):
			t.Errorf("%s: %v, which does not name %s", row.what, err, row.names)
		}
	}
}

func TestProductionReadsFilesThatPowerShellWrote(t *testing.T) {
	dir := serveFolder(t)
	if _, err := serveConfig(t, dir, func(text string) string { return text }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"keyless.yaml", "kek", "reader", "vllm", "world.yaml", "tls.crt", "tls.key"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		utf16 := []byte{0xff, 0xfe}
		for _, r := range strings.ReplaceAll(string(text), "\n", "\r\n") {
			utf16 = append(utf16, byte(r), byte(r>>8))
		}
		if err := os.WriteFile(filepath.Join(dir, name), utf16, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config, err := serveconfig.Production(filepath.Join(dir, "keyless.yaml"), filepath.Join(dir, "other"), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	_, stop := serveUntil(t, config)
	stop()
}

func TestProductionServesAndReadsARenewedCertificate(t *testing.T) {
	dir := serveFolder(t)
	config, err := serveConfig(t, dir, func(text string) string { return text })
	if err != nil {
		t.Fatal(err)
	}
	known, stop := serveUntil(t, config)
	defer stop()
	if n := presented(t, known.Listen); n != 1 {
		t.Errorf("the certificate presented is number %d", n)
	}
	status := func(host, path string) int {
		t.Helper()
		client := &http.Client{Transport: &http.Transport{
			TLSClientConfig:   &tls.Config{InsecureSkipVerify: true, ServerName: host}, // the certificate is checked above
			DisableKeepAlives: true,
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, "tcp", known.Listen)
			},
		}}
		response, err := client.Get("https://" + host + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode
	}
	for _, row := range []struct {
		host, path string
		want       int
	}{
		{"login.ai.example.com", "/common/v2.0/.well-known/openid-configuration", http.StatusOK},
		{"arm.ai.example.com", "/subscriptions?api-version=2022-12-01", http.StatusUnauthorized},
		{"models.ai.example.com", "/models/info?api-version=2024-05-01-preview", http.StatusUnauthorized},
		{"elsewhere.example.com", "/", http.StatusMisdirectedRequest},
		{"localhost", "/subscriptions", http.StatusMisdirectedRequest},
	} {
		if got := status(row.host, row.path); got != row.want {
			t.Errorf("%s%s: %d, want %d", row.host, row.path, got, row.want)
		}
	}
	if _, err := os.Stat(filepath.Join(config.DataDir, "credentials.json")); err == nil {
		t.Error("credentials were written")
	}
	writeCertificate(t, dir, 2)
	for deadline := time.Now().Add(5 * time.Second); presented(t, known.Listen) != 2; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the renewed certificate is not served")
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "tls.crt"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond)
	if n := presented(t, known.Listen); n != 2 {
		t.Errorf("with a file that is half written, certificate %d is presented", n)
	}
}

// presented returns the serial number of the certificate that a server presents.
func presented(t *testing.T, address string) int64 {
	t.Helper()
	connection, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, ServerName: "login.ai.example.com"}) // it is inspected below
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	return connection.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}
