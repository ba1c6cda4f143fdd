package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/keylesstest"
)

// taker is a collector that rejects its first requests.
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
	if r.URL.Path != "/v1/logs" { // metrics and spans come from another exporter
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

func TestAuditExportRetriesRejectedBatches(t *testing.T) {
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
	if n := strings.Count(got, `{"key":"keyless.audit.id","value":{"stringValue":"`+id+`"}}`); n != 1 {
		t.Errorf("the refusal was taken %d times", n)
	}
}

// TestRecordsAreExportedOnceWithUniqueIDs compares what a collector received with the log: refusals, calls,
// changes and sign-ins.
func TestRecordsAreExportedOnceWithUniqueIDs(t *testing.T) {
	to := &taker{refuse: 2}
	collector := httptest.NewServer(to)
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", collector.URL+"/v1/logs")
	a := asker{t, keylesstest.Start(t)}
	chat := a.server.Endpoint() + "/chat/completions?api-version=2024-05-01-preview"
	body := `{"model":"chat","messages":[{"role":"user","content":"hi"}]}`
	bob := a.server.Token("bob@keyless.localhost")
	_, _, _ = a.send(http.MethodPost, chat, bob, body)
	a.server.Grant("bob@keyless.localhost", "Cognitive Services User", "foundry")
	for range 5 {
		if status, answer, _ := a.send(http.MethodPost, chat, bob, body); status != http.StatusOK {
			t.Fatalf("%d %s", status, answer)
		}
	}
	ada := a.server.TokenFor("ada@keyless.localhost", a.server.ARM())
	_, text, _ := a.send(http.MethodGet, a.server.ARM()+"/providers/Microsoft.Keyless/decisions?api-version=2026-01-01&$top=1000", ada, "")
	var log struct {
		Value []struct {
			Seq      int64
			ID, Kind string
		}
	}
	if err := json.Unmarshal([]byte(text), &log); err != nil || len(log.Value) < 9 {
		t.Fatalf("%v %s", err, text)
	}
	count := func(id string) int {
		return strings.Count(to.all(), `{"key":"keyless.audit.id","value":{"stringValue":"`+id+`"}}`)
	}
	kinds := map[string]int{}
	for _, r := range log.Value {
		id := r.ID
		if kinds[r.Kind]++; r.Kind == "change" {
			id = fmt.Sprint(r.ID, "/", r.Seq)
		}
		for end := time.Now().Add(20 * time.Second); count(id) == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		}
		if n := count(id); n != 1 {
			t.Errorf("%s %s was exported %d times", r.Kind, id, n)
		}
	}
	if kinds["change"] == 0 || kinds["signIn"] == 0 || kinds["decision"] < 6 {
		t.Errorf("the log holds %v", kinds)
	}
}
