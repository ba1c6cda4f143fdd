//go:build unix && e2e

package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/store/pgtest"
)

const rollingWorld = `tenants:
  - domain: ai.example.com
    applications: [{displayName: ci, appId: 0c1d2e3f-4a5b-4c6d-8e7f-8091a2b3c4d5, secret: a-secret-of-ci-that-is-long-enough}]
    subscriptions:
      - displayName: AI
        resourceGroups: [{name: rg, accounts: [{name: models, disableLocalAuth: true, deployments: [{name: chat, model: {format: OpenAI, name: paced, source: vllm}}]}]}]
    roleAssignments:
      - {role: Cognitive Services User, principal: "servicePrincipal:ci", scope: models}
`

// paced is a model server whose streams take half a second.
func paced(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case strings.HasSuffix(r.URL.Path, "/models"):
			_, _ = io.WriteString(w, `{"object":"list","data":[{"id":"paced","object":"model"}]}`)
		case !strings.Contains(string(body), `"stream":true`):
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"object":"chat.completion","model":"paced","choices":[{"index":0,"message":{"role":"assistant","content":"42"},"finish_reason":"stop"}]}`)
		default:
			w.Header().Set("Content-Type", "text/event-stream")
			for range 10 {
				_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{"content":"."}}]}`+"\n\n")
				w.(http.Flusher).Flush()
				time.Sleep(50 * time.Millisecond)
			}
			_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
		}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

// replica is a server behind the balancer.
type replica struct {
	address string
	ready   atomic.Bool
	calls   atomic.Int64
	stop    context.CancelFunc
	done    chan error
}

// balancer sends each request to the next replica whose /readyz reports that it is ready, as common load balancers do.
type balancer struct {
	mu       sync.Mutex
	replicas []*replica
	next     int
	failed   atomic.Int64 // requests without a response from a replica
}

func (b *balancer) all() []*replica {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]*replica{}, b.replicas...)
}

func (b *balancer) pick() *replica {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range b.replicas {
		b.next++
		if r := b.replicas[b.next%len(b.replicas)]; r.ready.Load() {
			return r
		}
	}
	return &replica{address: "127.0.0.1:1"} // nothing listens there
}

// watch polls the readiness of every replica every 100 ms.
func (b *balancer) watch(ctx context.Context) {
	client := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for ctx.Err() == nil {
		for _, r := range b.all() {
			answer, err := client.Get("http://" + r.address + "/readyz")
			if err == nil {
				_ = answer.Body.Close()
			}
			r.ready.Store(err == nil && answer.StatusCode == http.StatusOK)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (b *balancer) start(t *testing.T) *httptest.Server {
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			to := b.pick()
			to.calls.Add(1)
			r.SetURL(&url.URL{Scheme: "http", Host: to.address})
			r.Out.Host = r.In.Host
			r.SetXForwarded()
		},
		FlushInterval: -1,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			b.failed.Add(1)
			t.Errorf("no replica answered: %v", err)
			w.WriteHeader(http.StatusBadGateway)
		},
	}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go b.watch(ctx)
	return front
}

// TestRollingRestartFailsNoCallAndAbortsNoStream replaces three replicas one by one, while clients sign in,
// call models and stream through a balancer.
func TestRollingRestartFailsNoCallAndAbortsNoStream(t *testing.T) {
	database := pgtest.Start(t).Database(t)
	dir, model := serveFolder(t), paced(t)
	if err := os.WriteFile(filepath.Join(dir, "world.yaml"), []byte(rollingWorld), 0o600); err != nil {
		t.Fatal(err)
	}
	start := func() *replica {
		config, err := serveConfig(t, dir, func(text string) string {
			text = strings.Replace(text, "tls: {cert: tls.crt, key: tls.key}", "insecure: behind-proxy\nproxies: [127.0.0.1]\nstop: {notice: 1s, grace: 1m}", 1)
			return strings.Replace(text, "url: http://vllm:8000/v1, keyFile: vllm", "url: "+model, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		config.Store, config.DataDir = database, t.TempDir()
		server, err := app.New(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		r := &replica{address: server.Listening(), done: make(chan error, 1)}
		var ctx context.Context
		ctx, r.stop = context.WithCancel(context.Background())
		go func() { r.done <- server.Run(ctx) }()
		<-server.Ready()
		return r
	}
	b := &balancer{}
	for range 3 {
		b.replicas = append(b.replicas, start())
	}
	t.Cleanup(func() {
		for _, r := range b.all() {
			r.stop()
			<-r.done
		}
	})
	front := b.start(t)
	await(t, "the replicas do not get ready", func() bool {
		for _, r := range b.all() {
			if !r.ready.Load() {
				return false
			}
		}
		return true
	})
	client := &http.Client{Transport: &http.Transport{
		MaxIdleConnsPerHost: 16,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", front.Listener.Addr().String())
		},
	}}
	signIn := func() (string, error) {
		answer, err := client.PostForm("http://login.ai.example.com/ai.example.com/oauth2/v2.0/token", url.Values{
			"grant_type": {"client_credentials"}, "client_id": {"0c1d2e3f-4a5b-4c6d-8e7f-8091a2b3c4d5"}, "client_secret": {"a-secret-of-ci-that-is-long-enough"}, "scope": {"https://cognitiveservices.azure.com/.default"},
		})
		if err != nil {
			return "", err
		}
		defer func() { _ = answer.Body.Close() }()
		text, err := io.ReadAll(answer.Body)
		var token struct {
			Token string `json:"access_token"`
		}
		if err != nil || json.Unmarshal(text, &token) != nil || token.Token == "" {
			return "", fmt.Errorf("sign-in is answered %s %s: %w", answer.Status, text, err)
		}
		return token.Token, nil
	}
	call := func(token string, stream bool) error {
		request, err := http.NewRequest(http.MethodPost, "http://models.ai.example.com/models/chat/completions?api-version=2024-05-01-preview",
			strings.NewReader(fmt.Sprintf(`{"model":"chat","stream":%t,"messages":[{"role":"user","content":"hi"}]}`, stream)))
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		defer func() { _ = answer.Body.Close() }()
		text, err := io.ReadAll(answer.Body)
		end := `"42"`
		if stream {
			end = "[DONE]"
		}
		if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(text), end) {
			return fmt.Errorf("stream %t is answered %s %s: %w", stream, answer.Status, text, err)
		}
		return nil
	}
	over := make(chan struct{})
	var calls, streams, signIns atomic.Int64
	var load sync.WaitGroup
	for worker := range 8 {
		load.Go(func() {
			token, err := signIn()
			for err == nil {
				select {
				case <-over:
					return
				default:
				}
				switch {
				case worker == 0:
					token, err = signIn()
					signIns.Add(1)
					if err == nil {
						err = call(token, false) // accepted at once by another replica than the one that signed it
					}
				case worker < 4:
					err = call(token, false)
					calls.Add(1)
				default:
					err = call(token, true)
					streams.Add(1)
				}
				time.Sleep(5 * time.Millisecond)
			}
			t.Error(err)
		})
	}
	for i := range 3 {
		old := b.all()[i]
		old.stop()
		if err := <-old.done; err != nil {
			t.Error(err)
		}
		fresh := start()
		b.mu.Lock()
		b.replicas[i] = fresh
		b.mu.Unlock()
		await(t, "the new replica serves nothing", func() bool { return fresh.calls.Load() > 0 })
	}
	close(over)
	load.Wait()
	t.Logf("%d calls, %d streams, %d sign-ins", calls.Load(), streams.Load(), signIns.Load())
	if calls.Load() < 100 || streams.Load() < 10 || signIns.Load() < 10 {
		t.Error("there was no load")
	}
}
