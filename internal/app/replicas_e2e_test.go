//go:build unix && e2e

package app_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/store/pgtest"
)

func TestConcurrentStartsCreateOneSigningKey(t *testing.T) {
	server := pgtest.Start(t)
	for _, row := range []struct {
		what    string
		through func(string) string
	}{
		{"directly", func(address string) string { return address }},
		{"through PgBouncer", server.Pooler(t)},
	} {
		t.Run(row.what, func(t *testing.T) {
			dir, address := serveFolder(t), row.through(server.Database(t))
			var ready sync.WaitGroup
			listens := make([]string, 3)
			for i := range listens {
				config, err := serveConfig(t, dir, func(text string) string { return text })
				if err != nil {
					t.Fatal(err)
				}
				config.Store, config.DataDir = address, t.TempDir()
				ready.Go(func() {
					replica, err := app.New(t.Context(), config)
					if err != nil {
						t.Error(err)
						return
					}
					ctx, stop := context.WithCancel(context.Background())
					done := make(chan error, 1)
					go func() { done <- replica.Run(ctx) }()
					t.Cleanup(func() { stop(); <-done })
					<-replica.Ready()
					if known, err := datadir.ReadServer(config.DataDir); err == nil {
						listens[i] = known.Listen
					}
				})
			}
			ready.Wait()
			want := keyIDs(t, listens[0])
			if len(want) != 1 {
				t.Errorf("there are %d signing keys: %v", len(want), want)
			}
			for _, listen := range listens[1:] {
				if got := keyIDs(t, listen); strings.Join(got, " ") != strings.Join(want, " ") {
					t.Errorf("one replica publishes %v, another %v", want, got)
				}
			}
			if row.what != "directly" {
				return
			}
			server.Stop(t)
			if got := keyIDs(t, listens[1]); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("while the store is away, %v is published", got)
			}
			if status := getAt(t, listens[1], "/ai.example.com/v2.0/.well-known/openid-configuration", nil); status != http.StatusOK {
				t.Errorf("while the store is away, discovery answers %d", status)
			}
			server.Resume(t)
		})
	}
}

func keyIDs(t *testing.T, listen string) []string {
	t.Helper()
	var set struct {
		Keys []struct {
			ID string `json:"kid"`
		} `json:"keys"`
	}
	if status := getAt(t, listen, "/common/discovery/v2.0/keys", &set); status != http.StatusOK {
		t.Fatalf("the key set answers %d", status)
	}
	var ids []string
	for _, key := range set.Keys {
		ids = append(ids, key.ID)
	}
	return ids
}

// getAt gets a path of the sign-in host from one replica.
func getAt(t *testing.T, listen, path string, into any) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true, // the certificate is not part of this test
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", listen)
		},
	}}
	answer, err := client.Get("https://login.ai.example.com" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if into != nil {
		if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
			t.Error(err)
		}
	}
	return answer.StatusCode
}
