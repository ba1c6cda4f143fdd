package app_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/store"
)

// serveUntil runs a production server until the returned function is called.
func serveUntil(t *testing.T, config app.Config) (*datadir.Server, func()) {
	t.Helper()
	server, err := app.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	<-server.Ready()
	known, err := datadir.ReadServer(config.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	return known, func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestClientAddressIsTakenFromTrustedProxies(t *testing.T) {
	for _, row := range []struct{ what, listen, proxies, sent, want string }{
		{"a proxy of the configuration", "127.0.0.1:0", "[127.0.0.1]", "198.51.100.7, 203.0.113.9", "203.0.113.9"},
		{"a proxy at a Unix socket", "unix:sock", "[]", "203.0.113.9", "203.0.113.9"},
		{"a stranger, who is not answered without TLS", "127.0.0.1:0", "[192.0.2.1]", "203.0.113.9", ""},
	} {
		t.Run(row.what, func(t *testing.T) {
			dir := serveFolder(t)
			config, err := serveConfig(t, dir, func(text string) string {
				return strings.NewReplacer("tls: {cert: tls.crt, key: tls.key}", "insecure: behind-proxy\nproxies: "+row.proxies, "127.0.0.1:0", row.listen).Replace(text)
			})
			if err != nil {
				t.Fatal(err)
			}
			known, stop := serveUntil(t, config)
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				if path, ok := strings.CutPrefix(known.Listen, "unix:"); ok {
					return (&net.Dialer{}).DialContext(ctx, "unix", path)
				}
				return (&net.Dialer{}).DialContext(ctx, "tcp", known.Listen)
			}}}
			get := func(path string) int {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://models.ai.example.com"+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("X-Forwarded-For", row.sent)
				answer, err := client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				_ = answer.Body.Close()
				return answer.StatusCode
			}
			want := http.StatusUnauthorized
			if row.want == "" {
				want = http.StatusForbidden
			}
			if got := get("/models/info?api-version=2024-05-01-preview"); got != want {
				t.Errorf("a call is answered with %d, want %d", got, want)
			}
			if got := get("/readyz"); got != http.StatusOK {
				t.Errorf("who asks for readiness gets %d", got)
			}
			if err := datadir.Probe(t.Context(), known, true); err != nil {
				t.Error(err)
			}
			stop()
			if got := addressOfRefusal(t, config.Store); got != row.want {
				t.Errorf("the audit log names %q, want %q", got, row.want)
			}
		})
	}
}

// addressOfRefusal returns the client address of the newest refusal in a store, or "" if there is none.
func addressOfRefusal(t *testing.T, address string) string {
	t.Helper()
	db, err := store.Open(t.Context(), address, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	found := ""
	err = db.View(t.Context(), func(tx *store.Tx) error {
		records, err := tx.AuditRecords(audit.Query{Kind: audit.Decision, Newest: true})
		if len(records) > 0 {
			found = records[0].Address
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestProbeSendsThePROXYHeaderIfRequired(t *testing.T) {
	config, err := serveConfig(t, serveFolder(t), func(text string) string { return text + "proxies: [127.0.0.0/8]\nproxyProtocol: v2\n" })
	if err != nil {
		t.Fatal(err)
	}
	known, stop := serveUntil(t, config)
	defer stop()
	if err := datadir.Probe(t.Context(), known, true); err != nil {
		t.Error(err)
	}
}
