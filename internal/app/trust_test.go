package app_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
)

// lines is a log that can be read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), text)
}

func TestUnreadableTrustedTenantsAreLoggedAndCounted(t *testing.T) {
	const tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47"
	config, err := serveConfig(t, serveFolder(t), func(text string) string {
		return strings.Replace(text, "    groups: {overage: graph}\n", "    groups: {overage: graph}\n    authority: https://127.0.0.1:1\n", 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	log := &lines{}
	config.Sockets, config.Log = map[string]net.Listener{app.SocketMetrics: metrics}, slog.New(slog.NewJSONHandler(log, nil))
	server, err := app.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	<-server.Ready()
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true, // the certificate is not part of this test
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", server.Listening())
		},
	}}
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	token := part(`{"alg":"RS256","typ":"JWT","kid":"one"}`) + "." + part(fmt.Sprintf(
		`{"iss":"https://127.0.0.1:1/%s/v2.0","tid":"%[1]s","ver":"2.0","oid":"3a1b2c3d-4e5f-4061-8273-8495a6b7c8d9","aud":"https://cognitiveservices.azure.com","exp":%d,"nbf":%d,"iat":%[3]d}`,
		tenant, time.Now().Add(time.Hour).Unix(), time.Now().Add(-time.Minute).Unix())) + "." + part(strings.Repeat("s", 256))
	for range 3 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://models.ai.example.com/models/chat/completions?api-version=2024-05-01-preview", strings.NewReader(`{"model":"chat","messages":[]}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusServiceUnavailable {
			t.Fatalf("a token that can be neither accepted nor refused is answered %s", answer.Status)
		}
	}
	if n := log.count("a trusted tenant's keys cannot be read"); n != 1 || log.count(tenant) == 0 {
		t.Errorf("there are %d lines in the log", n)
	}
	answer, err := http.Get("http://" + metrics.Addr().String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`keyless_read="keys",keyless_tenant="` + tenant + `"`, "\nkeyless_certificate_end_seconds", "\nkeyless_connections"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
}
