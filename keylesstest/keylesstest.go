// Package keylesstest gives a Go test a real keyless server of its own: its sign-in, directory, control plane and
// models, in the test's process, on free ports, with a fresh tenant, gone when the test ends.
//
//	func TestMyClient(t *testing.T) {
//		server := keylesstest.Start(t)
//		server.Grant("bob@keyless.localhost", "Cognitive Services User", "foundry")
//		client := NewMyClient(server.Endpoint(), server.Token("bob@keyless.localhost"), server.Client())
//		…
//	}
//
// The vocabulary is that of the kits for Python, JavaScript and Java: Grant and Revoke, User, Decisions and LastDecision,
// Usage, Script. Code that says azidentity.NewDefaultAzureCredential(nil) is tested with Main and Running.
package keylesstest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/world"
)

// Server is a running server. Its methods fail the test where they cannot do what they say.
type Server struct {
	t     testing.TB
	place *client.Instance
	roots *x509.CertPool
	http  *http.Client
}

// Option changes how a server is started.
type Option func(testing.TB, *app.Config)

// World is what exists, as YAML, in place of the default world: ada, who is Owner, bob, who has no role, cleo, who is a
// member of the group developers, the service principal ci-pipeline, and the account foundry.
func World(yaml string) Option {
	return func(t testing.TB, c *app.Config) {
		t.Helper()
		var err error
		if c.World, err = parseWorld(yaml); err != nil {
			t.Fatalf("keylesstest: %v", err)
		}
	}
}

func parseWorld(yaml string) (*world.World, error) { return world.Parse([]byte(yaml)) }

// RBACDelay is how long a changed role assignment takes to be in force. Azure's may take minutes; the default is none.
func RBACDelay(d time.Duration) Option {
	return func(_ testing.TB, c *app.Config) { c.RBACDelay = d }
}

// ARMAsync is how long the control plane tells clients to wait for writes that take time on Azure; the default is not at
// all.
func ARMAsync(d time.Duration) Option {
	return func(_ testing.TB, c *app.Config) { c.ARMAsync = d }
}

// TokenLifetime is how long access tokens are good for; the default is an hour.
func TokenLifetime(d time.Duration) Option {
	return func(_ testing.TB, c *app.Config) { c.TokenLifetime = d }
}

// Upstream is the base URL of an OpenAI-compatible server, such as an httptest.Server, whose models become deployments.
// Given several times, the servers share the models that they both have.
func Upstream(url string) Option {
	return func(_ testing.TB, c *app.Config) { c.Upstreams = append(c.Upstreams, app.Upstream{URL: url}) }
}

// Script says what the built-in model answers, as YAML: see docs/built-in-model.md. Server.Script changes it.
func Script(yaml string) Option {
	return func(t testing.TB, c *app.Config) {
		t.Helper()
		if err := openScript(c, yaml); err != nil {
			t.Fatalf("keylesstest: %v", err)
		}
	}
}

// Record keeps what upstreams answer in a folder, without secrets.
func Record(dir string) Option {
	return func(_ testing.TB, c *app.Config) { c.Record = dir }
}

// Replay answers from a folder of recordings in the place of an upstream, without waiting.
func Replay(dir string) Option {
	return func(_ testing.TB, c *app.Config) { c.Replay, c.ReplaySpeed = dir, 0 }
}

// Start starts a server and returns when it answers. It stops when the test ends.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	config := app.Developer(t.TempDir())
	config.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	for _, option := range options {
		option(t, &config)
	}
	stop, err := launch(config)
	if err != nil {
		t.Fatalf("keylesstest: %v", err)
	}
	s, err := find(t, config.DataDir)
	t.Cleanup(func() {
		if s != nil {
			s.http.CloseIdleConnections()
		}
		if err := stop(); err != nil {
			t.Errorf("keylesstest: the server did not stop well: %v", err)
		}
	})
	if err != nil {
		t.Fatalf("keylesstest: %v", err)
	}
	return s
}

// launch starts a server on free ports and returns when it answers.
func launch(config app.Config) (stop func() error, err error) {
	if config.Script == nil {
		if err := openScript(&config, ""); err != nil {
			return nil, err
		}
	}
	config.Listen, config.HTTPListen = "127.0.0.1:0", "127.0.0.1:0"
	server, err := app.New(context.Background(), config)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	select {
	case err := <-done:
		cancel()
		return nil, fmt.Errorf("the server stopped before it was ready: %w", err)
	case <-server.Ready():
	}
	return func() error { cancel(); return <-done }, nil
}

// find is the server that runs on a data folder, as a test sees it.
func find(t testing.TB, dir string) (*Server, error) {
	s := &Server{t: t, roots: x509.NewCertPool()}
	var err error
	if s.place, err = client.FindInstance(dir); err != nil {
		return nil, err
	}
	authority, err := os.ReadFile(s.place.Server.CA)
	if err != nil {
		return nil, err
	}
	s.roots.AppendCertsFromPEM(authority)
	s.http = &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: s.roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true,
	}}
	return s, nil
}

// Login, ARM and Graph are the origins of the hosts, without a slash at their end. Metadata is the plain-http origin for
// managed identities.
func (s *Server) Login() string    { return s.place.Server.Origins.Login }
func (s *Server) ARM() string      { return s.place.Server.Origins.ARM }
func (s *Server) Graph() string    { return s.place.Server.Origins.Graph }
func (s *Server) Metadata() string { return s.place.Server.Origins.Metadata }

// Account is the address of an account by its subdomain: what an OpenAI client takes as its Azure endpoint.
func (s *Server) Account(subdomain string) string { return s.place.Server.Origins.Account(subdomain) }

// Endpoint is the first account's address for the inference SDKs: …/models.
func (s *Server) Endpoint() string {
	s.t.Helper()
	account, err := s.place.Account("")
	if err != nil {
		s.t.Fatalf("keylesstest: %v", err)
	}
	return s.Account(account.Subdomain) + "/models"
}

// TenantID and SubscriptionID are of the world's first tenant and subscription.
func (s *Server) TenantID() string { return s.place.Tenant.ID }

// SubscriptionID is the id of the first subscription, or "".
func (s *Server) SubscriptionID() string {
	if len(s.place.Tenant.Subscriptions) == 0 {
		return ""
	}
	return s.place.Tenant.Subscriptions[0].ID
}

// CertPool trusts the server, and nobody else.
func (s *Server) CertPool() *x509.CertPool { return s.roots.Clone() }

// Address is where the server listens for TLS, as host:port: what its names stand for where they are not in DNS.
func (s *Server) Address() string { return s.place.Server.Listen }

// Client is an HTTP client that trusts the server, and nobody else.
func (s *Server) Client() *http.Client { return s.http }

// Env is the environment that points az and every SDK at the server, for a child process.
func (s *Server) Env() map[string]string {
	s.t.Helper()
	return s.env(client.As{})
}

// EnvOf is Env for a process on a host that has a managed identity, by the identity's name.
func (s *Server) EnvOf(identity string) map[string]string {
	s.t.Helper()
	return s.env(client.As{Identity: identity})
}

func (s *Server) env(as client.As) map[string]string {
	s.t.Helper()
	variables, err := s.place.Environment(as)
	if err != nil {
		s.t.Fatalf("keylesstest: %v", err)
	}
	env := make(map[string]string, len(variables))
	for _, v := range variables {
		env[v.Name] = v.Value
	}
	return env
}
