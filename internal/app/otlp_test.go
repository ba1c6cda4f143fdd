package app_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/keylesstest"
)

// taker is a collector that refuses its first requests.
type taker struct {
	mu     sync.Mutex
	refuse int
	bodies []string
	key    string
}

func (c *taker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refuse--; c.refuse >= 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if r.URL.Path != "/v1/logs" { // metrics and spans are another exporter's
		return
	}
	var body json.RawMessage
	if json.NewDecoder(r.Body).Decode(&body) == nil {
		c.bodies, c.key = append(c.bodies, string(body)), r.Header.Get("X-Key")
	}
}

func (c *taker) all() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.bodies, "\n")
}

func TestTheAuditLogIsExportedAndARefusedBatchComesAgain(t *testing.T) {
	to := &taker{refuse: 1}
	server := httptest.NewServer(to)
	defer server.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", server.URL+"/v1/logs")
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "X-Key=a%20key")
	a := asker{t, keylesstest.Start(t)}
	body := `{"model":"chat","messages":[{"role":"user","content":"a secret prompt"}]}`
	_, _, header := a.send(http.MethodPost, a.server.Endpoint()+"/chat/completions?api-version=2024-05-01-preview", a.server.Token("bob@keyless.localhost"), body)
	id := header.Get("X-Keyless-Decision")
	for end := time.Now().Add(10 * time.Second); !strings.Contains(to.all(), id) && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
	}
	got := to.all()
	for _, want := range []string{
		`"eventName":"keyless.decision"`, `"severityNumber":13`, `{"key":"keyless.audit.id","value":{"stringValue":"` + id + `"}}`,
		`{"key":"user.name","value":{"stringValue":"bob@keyless.localhost"}}`, `{"key":"keyless.allowed","value":{"boolValue":false}}`, `"eventName":"keyless.signIn"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the export lacks %s:\n%s", want, got)
		}
	}
	if strings.Contains(got, "secret prompt") || to.key != "a key" {
		t.Errorf("a prompt was exported, or the key %q is not the one that was set", to.key)
	}
	if n := strings.Count(got, `"stringValue":"`+id+`"`); n != 1 {
		t.Errorf("the refusal was taken %d times", n)
	}
}
