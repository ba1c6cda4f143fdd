// Package keylesstest starts a real keyless server for a Go test: sign-in, directory, control plane and models, in the process
// of the test, on free ports, with a new tenant. The server stops when the test ends.
//
//	func TestMyClient(t *testing.T) {
//		server := keylesstest.Start(t)
//		server.Grant("bob@keyless.localhost", "Cognitive Services User", "foundry")
//		client := NewMyClient(server.Endpoint(), server.Token("bob@keyless.localhost"), server.Client())
//		…
//	}
//
// The vocabulary is that of the kits for Python, JavaScript and Java: Grant and Revoke, User, Decisions and LastDecision,
// Usage, Script. Use Main and Running to test code that calls azidentity.NewDefaultAzureCredential(nil).
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

// Server is a running server. Its methods fail the test on an error.
type Server struct {
	t     testing.TB
	place *client.Instance
	roots *x509.CertPool
	http  *http.Client
}

// Option configures a server.
type Option func(testing.TB, *app.Config)

// World sets the initial content of the server, as YAML. The default world has the users ada (an Owner), bob (without a role) and
// cleo (a member of the group developers), the service principal ci-pipeline, and the account foundry.
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

// RBACDelay sets the time until a changed role assignment is in force. On Azure it can be minutes; the default is 0.
func RBACDelay(d time.Duration) Option {
	return func(_ testing.TB, c *app.Config) { c.RBACDelay = d }
}

// ARMAsync makes the control plane answer writes that are asynchronous on Azure as such, with this time until they are done. The
// default is 0: they are done at once.
func ARMAsync(d time.Duration) Option {
	return func(_ testing.TB, c *app.Config) { c.ARMAsync = d }
}

// TokenLifetime sets the lifetime of access tokens. The default is one hour.
func TokenLifetime(d time.Duration) Option {
	return func(_ testing.TB, c *app.Config) { c.TokenLifetime = d }
}

// Upstream adds an OpenAI-compatible server by its base URL, for example that of an httptest.Server. Its models become
// deployments. Several servers with the same model share its calls.
func Upstream(url string) Option {
	return func(_ testing.TB, c *app.Config) { c.Upstreams = append(c.Upstreams, app.Upstream{URL: url}) }
}

// Script sets the answers of the built-in model, as YAML: see docs/built-in-model.md. Server.Script changes them.
func Script(yaml string) Option {
	return func(t testing.TB, c *app.Config) {
		t.Helper()
		if err := openScript(c, yaml); err != nil {
			t.Fatalf("keylesstest: %v", err)
		}
	}
}

// Record writes the responses of upstreams to a folder, without secrets.
func Record(dir string) Option {
	return func(_ testing.TB, c *app.Config) { c.Record = dir }
}

// Replay answers from a folder of recordings instead of an upstream, without delay.
func Replay(dir string) Option {
	return func(_ testing.TB, c *app.Config) { c.Replay, c.ReplaySpeed = dir, 0 }
}

// Start starts a server and returns when it accepts requests. The server stops when the test ends.
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

// launch starts a server on free ports and returns when it accepts requests.
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

// find returns the server that runs on a data folder.
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

// Login, ARM and Graph return the origins of the hosts, without a trailing slash. Metadata returns the http origin of the endpoint
// for managed identities.
func (s *Server) Login() string    { return s.place.Server.Origins.Login }
func (s *Server) ARM() string      { return s.place.Server.Origins.ARM }
func (s *Server) Graph() string    { return s.place.Server.Origins.Graph }
func (s *Server) Metadata() string { return s.place.Server.Origins.Metadata }

// Account returns the address of an account by its subdomain: the Azure endpoint of an OpenAI client.
func (s *Server) Account(subdomain string) string { return s.place.Server.Origins.Account(subdomain) }

// Endpoint returns the endpoint of the first account for the inference SDKs: …/models.
func (s *Server) Endpoint() string {
	s.t.Helper()
	account, err := s.place.Account("")
	if err != nil {
		s.t.Fatalf("keylesstest: %v", err)
	}
	return s.Account(account.Subdomain) + "/models"
}

// TenantID returns the id of the first tenant of the world.
func (s *Server) TenantID() string { return s.place.Tenant.ID }

// SubscriptionID returns the id of the first subscription, or "" if there is none.
func (s *Server) SubscriptionID() string {
	if len(s.place.Tenant.Subscriptions) == 0 {
		return ""
	}
	return s.place.Tenant.Subscriptions[0].ID
}

// CertPool contains only the certificate authority of the server.
func (s *Server) CertPool() *x509.CertPool { return s.roots.Clone() }

// Address returns the host:port of the TLS listener, to which the server's host names resolve where DNS does not have them.
func (s *Server) Address() string { return s.place.Server.Listen }

// Client returns an HTTP client that trusts only the certificate authority of the server.
func (s *Server) Client() *http.Client { return s.http }

// Env returns the environment of a child process whose az and SDKs use the server.
func (s *Server) Env() map[string]string {
	s.t.Helper()
	return s.env(client.As{})
}

// EnvOf returns Env for a process on a host with a managed identity, by the name of the identity.
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
