package keylesstest_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/upstream"
	"keyless.dev/keyless/keylesstest"
)

const (
	bob      = "bob@keyless.localhost"
	patience = 10 * time.Second
)

// asking is a server that bob may ask, and how he asks it: the status, the headers and the body.
func asking(t *testing.T, options ...keylesstest.Option) (*keylesstest.Server, func(deployment, text string, stream bool) (*http.Response, string)) {
	t.Helper()
	server := keylesstest.Start(t, options...)
	server.Grant(bob, "Cognitive Services User", "foundry")
	token := server.Token(bob)
	return server, func(deployment, text string, stream bool) (*http.Response, string) {
		t.Helper()
		body := `{"model":"` + deployment + `","messages":[{"role":"user","content":"` + text + `"}]`
		if stream {
			body += `,"stream":true`
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.Endpoint()+"/chat/completions?api-version=2024-05-01-preview", strings.NewReader(body+"}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
		return do(t, server.Client(), r)
	}
}

func do(t *testing.T, client *http.Client, r *http.Request) (*http.Response, string) {
	t.Helper()
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

func fetch(t *testing.T, client *http.Client, url, host string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	response, text := do(t, client, r)
	return response.StatusCode, text
}

func TestScriptDeterminesTheModelsReply(t *testing.T) {
	_, ask := asking(t, keylesstest.Script(`
replies:
  - when: {contains: rain}
    text: It rains.
  - when: {contains: busy}
    error: {status: 429, retryAfter: 7s}
`))
	if _, text := ask("chat", "Does it rain?", false); !strings.Contains(text, `"content":"It rains."`) {
		t.Error(text)
	}
	if response, text := ask("chat", "busy", false); response.StatusCode != 429 || response.Header.Get("Retry-After") != "7" {
		t.Errorf("%d %v %s", response.StatusCode, response.Header, text)
	}
}

// aModelServer is an OpenAI-compatible server that notes the traceparents that it gets.
func aModelServer(t *testing.T) (server *httptest.Server, traces chan string) {
	t.Helper()
	traces = make(chan string, 16)
	model := &upstream.BuiltIn{}
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			traces <- r.Header.Get("Traceparent")
		}
		r.URL.Path = strings.TrimPrefix(r.URL.Path, "/v1")
		response, err := model.RoundTrip(r)
		if err != nil {
			t.Error(err)
			return
		}
		for name, values := range response.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(response.StatusCode)
		_, _ = io.Copy(w, response.Body)
	}))
	t.Cleanup(server.Close)
	return server, traces
}

func TestRecordingsAreReplayedWithoutTheUpstream(t *testing.T) {
	dir := t.TempDir()
	model, _ := aModelServer(t)
	var whole, stream string
	t.Run("recorded", func(t *testing.T) {
		_, ask := asking(t, keylesstest.Upstream(model.URL), keylesstest.Record(dir))
		_, whole = ask(upstream.BuiltInChat, "Say one two.", false)
		_, stream = ask(upstream.BuiltInChat, "Say one two.", true)
	})
	model.Close()
	_, ask := asking(t, keylesstest.Replay(dir))
	if _, got := ask(upstream.BuiltInChat, "Say one two.", false); got != whole || !strings.Contains(got, "one two") {
		t.Errorf("replayed %s\nrecorded %s", got, whole)
	}
	if _, got := ask(upstream.BuiltInChat, "Say one two.", true); got != stream || !strings.Contains(got, "[DONE]") {
		t.Errorf("replayed %s\nrecorded %s", got, stream)
	}
	response, got := ask(upstream.BuiltInChat, "Say three.", false)
	if response.StatusCode != http.StatusNotFound || !strings.Contains(got, "There is no recording of POST /chat/completions, model 'keyless-chat', 'Say three.'") {
		t.Errorf("%d %s", response.StatusCode, got)
	}
}

func TestMetricsAreForThisMachineOnly(t *testing.T) {
	server, ask := asking(t)
	ask("chat", "Hello", true)
	url := server.Metadata() + "/metrics"
	status, text := fetch(t, http.DefaultClient, url, "")
	for _, want := range []string{
		`gen_ai_client_token_usage_count{gen_ai_operation_name="chat",gen_ai_provider_name="azure.ai.inference",gen_ai_request_model="chat"`,
		`http_route="/{account}/models/chat/completions"`,
		`keyless_decisions_total{keyless_allowed="true",keyless_host="inference",keyless_plane="data",keyless_verdict="granted"} 1`,
	} {
		if status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("%d, no %s in\n%s", status, want, text)
		}
	}
	if status, text := fetch(t, http.DefaultClient, url, "evil.example"); status != http.StatusForbidden {
		t.Errorf("a page of another name reads %d %.80s", status, text)
	}
	if status, _ := fetch(t, server.Client(), server.Login()+"/metrics", ""); status == http.StatusOK {
		t.Error("metrics are on the public listener")
	}
}

func TestMetricsCanHaveAListenerOfTheirOwn(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	_ = free.Close()
	keylesstest.Start(t, func(_ testing.TB, c *app.Config) { c.MetricsListen = address })
	for path, want := range map[string]int{"/metrics": http.StatusOK, "/": http.StatusNotFound} {
		if status, text := fetch(t, http.DefaultClient, "http://"+address+path, ""); status != want {
			t.Errorf("%s: %d %.80s", path, status, text)
		}
	}
}

func TestTraceContextIsPropagatedToModelAndCollector(t *testing.T) {
	model, traces := aModelServer(t)
	_, ask := asking(t, keylesstest.Upstream(model.URL))
	ask(upstream.BuiltInChat, "Hello", false)
	if got := <-traces; got != "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" {
		t.Errorf("the model got %s", got)
	}
	collected := make(chan string, 64)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		collected <- r.URL.Path + string(body)
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
	_, ask = asking(t, keylesstest.Upstream(model.URL))
	ask(upstream.BuiltInChat, "Hello", false)
	if got := <-traces; !strings.HasPrefix(got, "00-0af7651916cd43dd8448eb211c80319c-") || strings.Contains(got, "b7ad6b7169203331") {
		t.Errorf("the model got %s: a child of ours in the caller's trace was expected", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		select {
		case got := <-collected:
			if strings.HasPrefix(got, "/v1/traces") && strings.Contains(got, "chat "+upstream.BuiltInChat) {
				return
			}
		case <-ctx.Done():
			t.Fatal("the collector got no span of the call")
		}
	}
}
