//go:build unix && e2e

package app_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/quotastore/valkeytest"
	"keyless.dev/keyless/internal/store/pgtest"
)

// TestThreeServersShareAQuota runs three servers with one database and one quota store. Together they must allow as
// much as one. While the store is unavailable, each allows a third and reports a warning.
func TestThreeServersShareAQuota(t *testing.T) {
	database, valkey := pgtest.Start(t).Database(t), valkeytest.Start(t)
	dir, model := serveFolder(t), paced(t)
	world := strings.Replace(rollingWorld, "disableLocalAuth: true,", "disableLocalAuth: true, quotas: [{principal: everyone, counts: Together, requestsPerMinute: 6}],", 1)
	if err := os.WriteFile(filepath.Join(dir, "world.yaml"), []byte(world), 0o600); err != nil {
		t.Fatal(err)
	}
	var servers, measures []string
	for range 3 {
		config, err := serveConfig(t, dir, func(text string) string {
			text = strings.Replace(text, "tls: {cert: tls.crt, key: tls.key}", "insecure: behind-proxy\nproxies: [127.0.0.1]", 1)
			return strings.Replace(text, "url: http://vllm:8000/v1, keyFile: vllm", "url: "+model, 1) +
				"quotas: {shared: \"valkey://" + valkey.Address() + "\", replicas: 3}\nstop: {notice: 0s, grace: 1s}\n"
		})
		if err != nil {
			t.Fatal(err)
		}
		config.Store, config.DataDir, config.MetricsListen = database, t.TempDir(), freeAddress(t)
		known, stop := serveUntil(t, config)
		t.Cleanup(stop)
		servers, measures = append(servers, known.Listen), append(measures, config.MetricsListen)
	}
	to := func(server string) *http.Client {
		return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", server)
		}}}
	}
	read := func(answer *http.Response, err error) (int, string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(text)
	}
	_, text := read(to(servers[0]).PostForm("http://login.ai.example.com/ai.example.com/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"0c1d2e3f-4a5b-4c6d-8e7f-8091a2b3c4d5"}, "client_secret": {"a-secret-of-ci-that-is-long-enough"}, "scope": {"https://cognitiveservices.azure.com/.default"},
	}))
	var token struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(text), &token); err != nil || token.Token == "" {
		t.Fatalf("sign-in: %s", text)
	}
	calls := func(n int) (allowed int) {
		t.Helper()
		for i := range n {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://models.ai.example.com/models/chat/completions?api-version=2024-05-01-preview",
				strings.NewReader(`{"model":"chat","messages":[{"role":"user","content":"hi"}]}`))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Authorization", "Bearer "+token.Token)
			request.Header.Set("Content-Type", "application/json")
			switch status, text := read(to(servers[i%3]).Do(request)); status {
			case http.StatusOK:
				allowed++
			case http.StatusTooManyRequests:
			default:
				t.Fatalf("call %d: %d %s", i, status, text)
			}
		}
		return allowed
	}
	each := func(want string) bool {
		for _, address := range measures {
			if _, text := read(http.Get("http://" + address + "/metrics")); !strings.Contains(text, "\n"+want+"\n") {
				return false
			}
		}
		return true
	}
	await(t, "the servers do not know each other", func() bool { return each("keyless_quota_store_replicas 3") })
	if n := calls(18); n != 6 {
		t.Errorf("%d calls of 6 a minute were allowed", n)
	}
	valkey.Kill(t)
	await(t, "the servers do not say that the store is away", func() bool { return each("keyless_quota_store_up 0") })
	for _, server := range servers {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://login.ai.example.com/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", "application/json")
		status, text := read(to(server).Do(request))
		if status != http.StatusOK || !strings.Contains(text, "the quota store is away") || !strings.Contains(text, "one part in 3") {
			t.Errorf("a server that has lost the store: %d %s", status, text)
		}
	}
	valkey.Run(t)
	await(t, "the servers do not come back", func() bool { return each("keyless_quota_store_up 1") && each("keyless_quota_store_replicas 3") })
	if n := calls(18); n > 3 {
		t.Errorf("%d calls were allowed again after the store had forgotten", n)
	}
}
