//go:build soak

package soak

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"keyless.dev/keyless/internal/devtls"
	"keyless.dev/keyless/internal/store/pgtest"
)

const (
	domain       = "soak.example.com"
	host         = "keyless.soak.localhost" // of every replica: the client's dialer chooses the replica
	secret       = "soak-Secret-soak-Secret-soak-1"
	subscription = "Soak"
	group        = "rg"
	callers      = 8  // applications that call
	accounts     = 64 // accounts that they call
)

// lab is three replicas with one PostgreSQL, to which each has a separate network, and a model.
type lab struct {
	testing.TB
	dir, binary string
	server      *pgtest.Server
	database    string // address
	model       *httptest.Server
	roots       *x509.CertPool
	authority   string // file with the authority's certificate
	replicas    []*replica
	began       time.Time
	ids         ids
	tokens      map[string]string // application → token
	admin       string            // token of the administrator, for Resource Manager
}

// ids are the ids of the objects in the world.
type ids struct {
	subscription string
	objects      map[string]string // application → object id of its service principal
}

type replica struct {
	*lab
	n       int
	dir     string
	address string
	metrics string
	network *pgtest.Network
	client  *http.Client

	mu      sync.Mutex
	process *exec.Cmd
	ended   chan struct{}
}

// clock returns the time since the lab was started.
func (l *lab) clock() time.Duration { return time.Since(l.began) }

// newLab starts everything. settings are appended to the configuration of each replica.
func newLab(t testing.TB, replicas int, settings string) *lab {
	t.Helper()
	l := emptyLab(t)
	l.server = pgtest.Start(t)
	l.database = l.server.Database(t)
	return l.run(replicas, settings)
}

// sqlite returns the store address of a replica without PostgreSQL. Its folder exists.
func (l *lab) sqlite(n int) string {
	l.Helper()
	folder := filepath.Join(l.dir, fmt.Sprint("replica-", n))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		l.Fatal(err)
	}
	return "sqlite://" + folder + "/keyless.db"
}

func emptyLab(t testing.TB) *lab {
	t.Helper()
	l := &lab{TB: t, dir: t.TempDir(), began: time.Now(), tokens: map[string]string{}}
	l.binary = filepath.Join(l.dir, "keyless")
	if out, err := exec.Command("go", "build", "-o", l.binary, "../../cmd/keyless").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	l.files()
	l.model = httptest.NewServer(http.HandlerFunc(answer))
	t.Cleanup(l.model.Close)
	return l
}

func (l *lab) run(replicas int, settings string) *lab {
	l.Helper()
	for n := range replicas {
		l.replicas = append(l.replicas, l.newReplica(n, settings))
	}
	for _, r := range l.replicas {
		r.start()
		r.ready()
	}
	l.signIn()
	return l
}

// answer is the model's handler, with minimal cost.
func answer(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"42"}}],"usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}}`)
}

// files writes the files that all replicas share: certificate, key-encryption key and world.
func (l *lab) files() {
	bundle, err := devtls.Ensure(l.dir, []string{host}, time.Now)
	if err != nil {
		l.Fatal(err)
	}
	l.roots, l.authority = bundle.Pool(), bundle.CA
	certificate, err := bundle.TLS().GetCertificate(&tls.ClientHelloInfo{ServerName: host})
	if err != nil {
		l.Fatal(err)
	}
	var chain bytes.Buffer
	for _, der := range certificate.Certificate {
		_ = pem.Encode(&chain, &pem.Block{Type: "CERTIFICATE", Bytes: der})
	}
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		l.Fatal(err)
	}
	kek := make([]byte, 32)
	_, _ = rand.Read(kek)
	l.file("crt.pem", chain.String())
	l.file("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
	l.file("encryption.key", base64.StdEncoding.EncodeToString(kek))
	var world strings.Builder
	fmt.Fprintf(&world, "tenants:\n  - domain: %s\n    applications:\n      - {displayName: admin, appId: %s, secret: %s, directoryRoles: [Global Administrator]}\n", domain, appID("admin"), secret)
	for n := range callers {
		fmt.Fprintf(&world, "      - {displayName: %s, appId: %s, secret: %s}\n", caller(n), appID(caller(n)), secret)
	}
	fmt.Fprintf(&world, "    subscriptions:\n      - displayName: %s\n        resourceGroups:\n          - name: %s\n            accounts:\n", subscription, group)
	for n := range accounts {
		fmt.Fprintf(&world, "              - {name: %s, deployments: [{name: chat, model: {format: OpenAI, name: m, version: \"1\", source: model}}]}\n", account(n))
	}
	fmt.Fprintf(&world, "    roleAssignments:\n      - {role: Owner, principal: \"servicePrincipal:admin\", scope: %s}\n", subscription)
	l.file("world.yaml", world.String())
}

func caller(n int) string  { return fmt.Sprintf("caller-%d", n) }
func account(n int) string { return fmt.Sprintf("account-%d", n) }

// appID derives an application id from a name.
func appID(name string) string {
	return fmt.Sprintf("00000000-0000-4000-8000-%012x", append([]byte("soak"), name[max(0, len(name)-2):]...))
}

func (l *lab) file(name, text string) string {
	path := filepath.Join(l.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
	return path
}

func (l *lab) newReplica(n int, settings string) *replica {
	r := &replica{lab: l, n: n, dir: filepath.Join(l.dir, fmt.Sprint("replica-", n)), address: l.freeAddress(), metrics: l.freeAddress()}
	if err := os.MkdirAll(r.spool(), 0o700); err != nil {
		l.Fatal(err)
	}
	r.mountDisk()
	address := l.sqlite(n)
	if l.server != nil {
		r.network = pgtest.NewNetwork(l, l.server)
		address = r.network.Address(l.database)
	}
	r.client = l.newClient(r.address)
	origin := "https://" + host
	l.file(fmt.Sprintf("replica-%d.yaml", n), strings.NewReplacer("ORIGIN", origin, "ADDRESS", r.address, "METRICS", r.metrics, "DATA", r.dir,
		"STORE", address, "MODEL", l.model.URL, "SETTINGS", settings).Replace(`origins: {login: "ORIGIN", arm: "ORIGIN/arm", graph: "ORIGIN/graph", accounts: "ORIGIN/accounts/*"}
listen: "ADDRESS"
data: DATA
tls: {cert: crt.pem, key: key.pem}
store: STORE
keys: {encryptionKeyFile: encryption.key}
tokens: {lifetime: 24h}
world: world.yaml
metrics: {listen: "METRICS", pprof: true}
upstreams:
  - {name: model, kind: openai, url: "MODEL/v1", discover: false}
SETTINGS
`))
	return r
}

// newClient returns a client for the replica at an address, under the common host name.
func (l *lab) newClient(address string) *http.Client {
	dialer := &net.Dialer{Timeout: time.Second}
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: l.roots, MinVersion: tls.VersionTLS12}, MaxIdleConnsPerHost: 64,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "tcp", address)
		},
	}
	l.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 40 * time.Second}
}

func (l *lab) freeAddress() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		l.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func (r *replica) spool() string { return filepath.Join(r.dir, "spool") }

func (r *replica) log() string { return filepath.Join(r.lab.dir, fmt.Sprintf("replica-%d.log", r.n)) }

// start runs the replica until it is killed, or the test ends.
func (r *replica) start() {
	r.Helper()
	log, err := os.OpenFile(r.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		r.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	process := exec.Command(r.binary, "serve", "--config", filepath.Join(r.lab.dir, fmt.Sprintf("replica-%d.yaml", r.n)))
	process.Stdout, process.Stderr, process.SysProcAttr = log, log, &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := process.Start(); err != nil {
		r.Fatal(err)
	}
	ended := make(chan struct{})
	r.mu.Lock()
	first := r.process == nil
	r.process, r.ended = process, ended
	r.mu.Unlock()
	go func() { _ = process.Wait(); close(ended) }()
	if first {
		r.Cleanup(func() { r.signal(syscall.SIGKILL); <-r.ended })
	}
}

func (r *replica) pid() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.process.Process.Pid
}

// signal sends a signal to the process unless it has exited.
func (r *replica) signal(s syscall.Signal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.process.Process.Signal(s)
}

// end sends a signal and waits for the process to exit. It returns false after a timeout.
func (r *replica) end(s syscall.Signal, patience time.Duration) bool {
	r.signal(s)
	select {
	case <-r.ended:
		return true
	case <-time.After(patience):
		return false
	}
}

// alive reports whether the process is running.
func (r *replica) alive() bool {
	select {
	case <-r.ended:
		return false
	default:
		return true
	}
}

// ready waits until the replica's /readyz reports that it is ready. A replica that exits, as when the database is
// unavailable at its start, is started again, as a supervisor does.
func (r *replica) ready() {
	r.Helper()
	last := ""
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if !r.alive() {
			time.Sleep(500 * time.Millisecond)
			r.start()
		}
		status, body, err := r.get("/readyz")
		if err == nil && status == http.StatusOK {
			return
		}
		last = fmt.Sprint(status, " ", string(body), " ", err)
	}
	text, _ := os.ReadFile(r.log())
	r.Fatalf("replica %d does not answer: %s\n%s", r.n, last, tail(text))
}

func tail(text []byte) []byte { return text[max(0, len(text)-4000):] }

func (r *replica) get(path string) (int, []byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+host+path, nil)
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := r.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, body, err
}

// signIn gets the tokens of all applications, and their object ids.
func (l *lab) signIn() {
	l.Helper()
	l.admin = l.token("admin", "https://management.azure.com/.default")
	l.ids.objects = map[string]string{}
	for n := range callers {
		token := l.token(caller(n), "https://cognitiveservices.azure.com/.default")
		l.tokens[caller(n)] = token
		l.ids.objects[caller(n)] = claim(l, token, "oid")
	}
	var list struct {
		Value []struct {
			ID string `json:"subscriptionId"`
		} `json:"value"`
	}
	status, body, err := l.replicas[0].arm(context.Background(), http.MethodGet, "/subscriptions?api-version=2022-12-01", nil)
	if err != nil || status != http.StatusOK || json.Unmarshal(body, &list) != nil || len(list.Value) != 1 {
		l.Fatalf("no subscription: %d %s %v", status, body, err)
	}
	l.ids.subscription = list.Value[0].ID
}

func claim(l *lab, token, name string) string {
	parts := strings.Split(token, ".")
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	claims := map[string]any{}
	if err != nil || json.Unmarshal(body, &claims) != nil {
		l.Fatalf("no claims in %s", token)
	}
	return claims[name].(string)
}

func (l *lab) token(application, scope string) string {
	l.Helper()
	response, err := l.replicas[0].client.PostForm("https://"+host+"/"+domain+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {appID(application)}, "client_secret": {secret}, "scope": {scope},
	})
	if err != nil {
		l.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var granted struct {
		Token string `json:"access_token"`
	}
	body, _ := io.ReadAll(response.Body)
	if err := json.Unmarshal(body, &granted); err != nil || granted.Token == "" {
		l.Fatalf("%s: %s", application, body)
	}
	return granted.Token
}

// arm sends an administrator's request to Resource Manager.
func (r *replica) arm(ctx context.Context, method, path string, body any) (int, []byte, error) {
	var text bytes.Buffer
	if body != nil {
		_ = json.NewEncoder(&text).Encode(body)
	}
	request, err := http.NewRequestWithContext(ctx, method, "https://"+host+"/arm"+path, &text)
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+r.admin)
	request.Header.Set("Content-Type", "application/json")
	response, err := r.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answered, err := io.ReadAll(response.Body)
	return response.StatusCode, answered, err
}

// assignment returns the role assignment of a register: register n allows caller n % callers to call account n /
// callers.
func (l *lab) assignment(register int) string {
	return fmt.Sprintf("%s/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-9000-%012d", l.scope(register), register)
}

func (l *lab) scope(register int) string {
	return fmt.Sprintf("/subscriptions/%s/resourceGroups/%s/providers/Microsoft.CognitiveServices/accounts/%s", l.ids.subscription, group, account(register/callers))
}

// set creates or removes a register's role assignment.
func (r *replica) set(ctx context.Context, register int, grant bool) (status int, err error) {
	const user = "a97b65f3-24c7-4388-baec-2e87135dc908" // Cognitive Services User
	path := r.assignment(register) + "?api-version=2022-04-01"
	if !grant {
		status, _, err = r.arm(ctx, http.MethodDelete, path, nil)
		return status, err
	}
	status, _, err = r.arm(ctx, http.MethodPut, path, map[string]any{"properties": map[string]any{
		"roleDefinitionId": "/subscriptions/" + r.ids.subscription + "/providers/Microsoft.Authorization/roleDefinitions/" + user,
		"principalId":      r.ids.objects[caller(register%callers)], "principalType": "ServicePrincipal",
	}})
	return status, err
}

// call calls the model as a register's caller, at the register's account.
func (r *replica) call(ctx context.Context, register int) (status int, id string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+host+"/accounts/"+account(register/callers)+"/openai/v1/chat/completions",
		strings.NewReader(`{"model":"chat","messages":[{"role":"user","content":"6*7?"}]}`))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Authorization", "Bearer "+r.tokens[caller(register%callers)])
	request.Header.Set("Content-Type", "application/json")
	response, err := r.client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	_, err = io.Copy(io.Discard, response.Body)
	if response.StatusCode == http.StatusOK {
		return response.StatusCode, response.Header.Get("Apim-Request-Id"), err
	}
	return response.StatusCode, response.Header.Get("X-Keyless-Decision"), err
}

// auditLog returns the ids of all decisions in the audit log, with their number of occurrences.
func (r *replica) auditLog() map[string]int {
	r.Helper()
	all := map[string]int{}
	path := "/subscriptions/" + r.ids.subscription + "/providers/Microsoft.Keyless/decisions"
	for after := int64(0); ; {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		status, body, err := r.arm(ctx, http.MethodGet, path+"?"+url.Values{"api-version": {"2026-01-01"}, "kind": {"decision"}, "after": {fmt.Sprint(after)}}.Encode(), nil)
		cancel()
		var page struct {
			Value []struct {
				ID string `json:"id"`
			} `json:"value"`
			After int64 `json:"after"`
		}
		if err != nil || status != http.StatusOK || json.Unmarshal(body, &page) != nil {
			r.Fatalf("the audit log: %d %s %v", status, body, err)
		}
		for _, record := range page.Value {
			all[record.ID]++
		}
		if page.After == after {
			return all
		}
		after = page.After
	}
}
