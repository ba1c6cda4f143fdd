package inference_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"keyless.dev/keyless/internal/resource"
)

const realtimePath = "/foundry/openai/v1/realtime?model=chat"

// events is the client's end of a realtime session.
type events struct {
	t    *testing.T
	conn *websocket.Conn
}

// dial opens a session. header contains pairs of name and value.
func (w *world) dial(t *testing.T, path string, protocols []string, header ...string) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, response, err := websocket.Dial(ctx, w.server.URL+path, &websocket.DialOptions{HTTPHeader: h, Subprotocols: protocols}) //nolint:bodyclose // Dial's
	if err == nil {
		t.Cleanup(func() { _ = conn.CloseNow() })
	}
	return conn, response, err
}

// session opens a session and requires it to be accepted.
func (w *world) session(t *testing.T, path string, protocols []string, header ...string) *events {
	t.Helper()
	conn, response, err := w.dial(t, path, protocols, header...)
	if err != nil {
		text := ""
		if response != nil {
			raw, _ := io.ReadAll(response.Body)
			text = response.Status + " " + string(raw)
		}
		t.Fatalf("open a session: %v %s", err, text)
	}
	conn.SetReadLimit(1 << 20)
	return &events{t, conn}
}

func (e *events) send(event string) {
	e.t.Helper()
	if err := e.conn.Write(e.t.Context(), websocket.MessageText, []byte(event)); err != nil {
		e.t.Fatal(err)
	}
}

// next reads events until one has the given type, and returns it.
func (e *events) next(kind string) map[string]any {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, raw, err := e.conn.Read(ctx)
		if err != nil {
			e.t.Fatalf("waiting for %s: %v", kind, err)
		}
		var event map[string]any
		if err := json.Unmarshal(raw, &event); err != nil {
			e.t.Fatalf("%s: %v", raw, err)
		}
		if event["type"] == kind {
			return event
		}
		if event["type"] == "error" {
			e.t.Fatalf("waiting for %s: %s", kind, raw)
		}
	}
}

// ended reads until the session is closed, and returns the reason.
func (e *events) ended() websocket.CloseError {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, _, err := e.conn.Read(ctx)
		var status websocket.CloseError
		if errors.As(err, &status) {
			return status
		}
		if err != nil {
			e.t.Fatalf("the session ended without a reason: %v", err)
		}
	}
}

const (
	askInText = `{"type":"session.update","session":{"type":"realtime","model":"chat","output_modalities":["text"]}}`
	sayHello  = `{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"say hello world"}]}}`
)

func TestRealtimeSessionsRequireTheRole(t *testing.T) {
	w := newWorld(t)
	_, response, err := w.dial(t, realtimePath, nil, bearer(bob)...)
	if err == nil || response.StatusCode != http.StatusUnauthorized {
		t.Fatalf("without a role: %v", err)
	}
	w.grant(t, bob, openAIUser, accountID)
	e := w.session(t, realtimePath, nil, bearer(bob)...)
	if created := e.next("session.created"); created["session"].(map[string]any)["model"] != "gpt-up" {
		t.Errorf("%v", created)
	}
	e.send(askInText)
	e.next("session.updated")
	e.send(sayHello)
	e.send(`{"type":"response.create"}`)
	if done := e.next("response.output_text.done"); done["text"] != "hello world" {
		t.Errorf("%v", done)
	}
	usage := e.next("response.done")["response"].(map[string]any)["usage"].(map[string]any)
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.uses) != 1 || w.uses[0].Tokens.Total == 0 || float64(w.uses[0].Tokens.Total) != usage["total_tokens"] || w.uses[0].Caller.Object != bob {
		t.Errorf("uses %+v, the model says %v", w.uses, usage)
	}
}

func TestRealtimeAnswersInAudio(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, openAIUser, accountID)
	for _, tt := range []struct{ name, path, delta, transcript string }{
		{"v1", realtimePath, "response.output_audio.delta", "response.output_audio_transcript.done"},
		{"before the general availability", "/foundry/openai/realtime?api-version=2024-10-01-preview&deployment=chat", "response.audio.delta", "response.audio_transcript.done"},
	} {
		e := w.session(t, tt.path, nil, bearer(bob)...)
		e.send(sayHello)
		e.send(`{"type":"response.create"}`)
		if delta := e.next(tt.delta); len(delta["delta"].(string)) < 1000 {
			t.Errorf("%s: %v", tt.name, delta)
		}
		if done := e.next(tt.transcript); done["transcript"] != "hello world" {
			t.Errorf("%s: %v", tt.name, done)
		}
	}
}

func TestRealtimeSessionsEndWhenAccessIsRevoked(t *testing.T) {
	key := resource.AccountProperties{}
	for _, tt := range []struct {
		name   string
		header []string
		change func(*testing.T, *world)
		reason string
	}{
		{"the role is taken away", bearer(bob), func(_ *testing.T, w *world) { w.revoke(bob) }, "the role was taken away; decision "},
		{"the token is revoked", bearer(bob), func(_ *testing.T, w *world) { w.refuseTokens.Store(true) }, "the access token has expired or was revoked"},
		{"a conditional access policy blocks", bearer(bob), func(_ *testing.T, w *world) { w.blocked.Store(true) }, "a conditional access policy is in the way"},
		{"what is known is too old", bearer(bob), func(_ *testing.T, w *world) { w.stale.Store(true) }, "this server cannot tell at present whether the caller has the role"},
		{"keys are switched off", []string{"Api-Key", "first-key"}, func(t *testing.T, w *world) {
			off := key
			off.DisableLocalAuth = true
			w.keys(t, off)
		}, "the key is no longer accepted"},
		{"the network rules change", bearer(bob), func(t *testing.T, w *world) {
			w.put(t, resource.TypeAccount, accountID, resource.AccountProperties{CustomSubDomainName: "Foundry", PublicNetworkAccess: "Disabled"})
		}, "the network rules of the resource do not admit this address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.keys(t, key)
			w.grant(t, bob, openAIUser, accountID)
			e := w.session(t, realtimePath, nil, tt.header...)
			e.next("session.created")
			tt.change(t, w)
			told := e.nextError()
			status := e.ended()
			if !strings.HasPrefix(status.Reason, tt.reason) || told["message"] != status.Reason {
				t.Errorf("closed with %v, told %v", status, told)
			}
		})
	}
}

// nextError reads until an error event.
func (e *events) nextError() map[string]any {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, raw, err := e.conn.Read(ctx)
		if err != nil {
			e.t.Fatalf("waiting for an error: %v", err)
		}
		var event map[string]any
		if err := json.Unmarshal(raw, &event); err != nil {
			e.t.Fatal(err)
		}
		if event["type"] == "error" {
			return event["error"].(map[string]any)
		}
	}
}

// realtimeServer is a model server that records received events and responds to each with response.done.
type realtimeServer struct {
	mu        sync.Mutex
	handshake http.Header
	query     string
	events    []string
}

func (w *world) realtimeServer(t *testing.T) *realtimeServer {
	t.Helper()
	s := &realtimeServer{}
	w.behind(t, func(rw http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.handshake, s.query = r.Header.Clone(), r.URL.RequestURI()
		s.mu.Unlock()
		conn, err := websocket.Accept(rw, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = conn.CloseNow() }()
		for {
			_, raw, err := conn.Read(r.Context())
			if err != nil {
				return
			}
			s.mu.Lock()
			s.events = append(s.events, string(raw))
			s.mu.Unlock()
			if err := conn.Write(r.Context(), websocket.MessageText, []byte(`{"type":"response.done","response":{"usage":{"total_tokens":7,"input_tokens":3,"output_tokens":4}}}`)); err != nil {
				return
			}
		}
	})
	return s
}

func (s *realtimeServer) seen() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

func TestRealtimeEventsReachOnlyTheAuthorizedModel(t *testing.T) {
	w := newWorld(t)
	server := w.realtimeServer(t)
	w.grant(t, bob, openAIUser, accountID)
	e := w.session(t, realtimePath, []string{"realtime"}, append(bearer(bob), "Cookie", "a=b", "X-Other", "1")...)
	for _, event := range []string{
		`{"type":"session.update","session":{"model":"other"}}`,
		`{"type":"session.update","session":{"model":"chat","model":"other"}}`,
		`{"type":"session.update","session":{"Model":"other"}}`,
		`{"type":"session.update","session":{"mod\u0065l":"other"}}`,
		`{"type":"session.update","session":{"model":"chat"},"session":{"model":"other"}}`,
		`{"type":"session.update","Session":{"model":"other"}}`,
		`{"type":"session.update","type":"response.create"}`,
		`{"type":"response.create","response":{"model":"other"}}`,
		`{"type":"response.create","model":"other"}`,
		`{"type":"session.update","session":{"model":["chat"]}}`,
		`["session.update"]`, `{`, ``, `{"type":"x"} {"type":"y"}`,
	} {
		e.send(event)
		if about := e.nextError(); about["message"] == "" {
			t.Errorf("%s: %v", event, about)
		}
	}
	if got := server.seen(); len(got) != 0 {
		t.Fatalf("reached the server: %q", got)
	}
	e.send(`{"type":"session.update", "session":{"model":"chat","a":1}, "response":{"b":2,"model":"gpt-up"}, "z":3}`)
	e.next("response.done")
	if got := server.seen(); len(got) != 1 || got[0] != `{"type":"session.update", "session":{"a":1}, "response":{"b":2}, "z":3}` {
		t.Errorf("reached the server: %q", got)
	}
	server.mu.Lock()
	defer server.mu.Unlock()
	if server.query != "/v1/realtime?model=gpt-up" || server.handshake.Get("Authorization") != "Bearer upstream-key" ||
		server.handshake.Get("Cookie") != "" || server.handshake.Get("X-Other") != "" || server.handshake.Get("Sec-WebSocket-Protocol") != "" {
		t.Errorf("the handshake: %s %v", server.query, server.handshake)
	}
}

func TestRealtimeRejectsBinaryEvents(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, openAIUser, accountID)
	e := w.session(t, realtimePath, nil, bearer(bob)...)
	if err := e.conn.Write(t.Context(), websocket.MessageBinary, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if status := e.ended(); status.Code != websocket.StatusUnsupportedData {
		t.Errorf("%v", status)
	}
}

func TestRealtimeRejectsInvalidHandshakes(t *testing.T) {
	w := newWorld(t)
	w.keys(t, resource.AccountProperties{})
	w.grant(t, bob, openAIUser, accountID)
	w.pageOrigin = func(account, origin string) bool { return account == "foundry" && origin == "https://page.example.com" }
	proof := "openai-insecure-api-key." + signed(bob, cognitive)
	for _, tt := range []struct {
		name      string
		path      string
		protocols []string
		header    []string
		status    int
	}{
		{"a page of the account's list", realtimePath, []string{"realtime", proof}, []string{"Origin", "https://page.example.com"}, 101},
		{"a page of another origin", realtimePath, []string{"realtime", proof}, []string{"Origin", "https://evil.example.com"}, 403},
		{"a sandboxed page", realtimePath, []string{"realtime", proof}, []string{"Origin", "null"}, 403},
		{"a token as a subprotocol", realtimePath, []string{"realtime", proof}, nil, 101},
		{"a key in the query", realtimePath + "&api-key=first-key", nil, nil, 101},
		{"a token in the query", realtimePath + "&Authorization=Bearer%20" + signed(bob, cognitive), nil, nil, 101},
		{"a wrong key in the query", realtimePath + "&api-key=x", nil, nil, 401},
		{"nothing", realtimePath, nil, nil, 401},
		{"a token in the header and as a subprotocol", realtimePath, []string{proof}, bearer(bob), 401},
		{"a token as a subprotocol and a key", realtimePath, []string{proof}, []string{"Api-Key", "first-key"}, 401},
		{"two tokens in the query", realtimePath + "&Authorization=Bearer%20" + signed(bob, cognitive) + "&Authorization=Bearer%20x", nil, nil, 401},
		{"a token for another resource", realtimePath, []string{"openai-insecure-api-key." + signed(bob, "https://graph.microsoft.com")}, nil, 401},
		{"no deployment", "/foundry/openai/v1/realtime", []string{proof}, nil, 400},
		{"two deployments", realtimePath + "&model=same", []string{proof}, nil, 400},
		{"a deployment that is not there", "/foundry/openai/v1/realtime?model=none", []string{proof}, nil, 404},
		{"a model that embeds", "/foundry/openai/v1/realtime?model=embed", []string{proof}, nil, 400},
		{"a dated version", realtimePath + "&api-version=2024-10-21", []string{proof}, nil, 400},
	} {
		conn, response, err := w.dial(t, tt.path, tt.protocols, tt.header...)
		if response == nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if response.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d", tt.name, response.StatusCode, tt.status)
		}
		if err == nil {
			_ = conn.CloseNow()
		}
	}
	if status, text, _ := w.call(t, "GET", realtimePath, "", bearer(bob)...); status != 400 || !strings.Contains(text, "wss://") {
		t.Errorf("no handshake: %d %s", status, text)
	}
}

func TestRealtimeClientSecrets(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, openAIUser, accountID)
	secretPath := "/foundry/openai/v1/realtime/client_secrets"
	create := func(body string) (int, map[string]any) {
		status, text, _ := w.call(t, "POST", secretPath, body, bearer(bob)...)
		var out map[string]any
		if err := json.Unmarshal([]byte(text), &out); err != nil {
			t.Fatalf("%d %s", status, text)
		}
		return status, out
	}
	for name, body := range map[string]string{
		"no model": `{"session":{"type":"realtime"}}`, "another lifetime": `{"session":{"model":"chat"},"expires_after":{"anchor":"created_at","seconds":7201}}`,
		"a lifetime that overflows": `{"session":{"model":"chat"},"expires_after":{"seconds":9223372036854775807}}`,
		"no lifetime":               `{"session":{"model":"chat"},"expires_after":{"seconds":0}}`, "long settings": `{"session":{"model":"chat","instructions":"` + strings.Repeat("a", 5000) + `"}}`,
	} {
		if status, out := create(body); status != http.StatusBadRequest {
			t.Errorf("%s: %d %v", name, status, out)
		}
	}
	status, out := create(`{"session":{"type":"realtime","model":"chat","output_modalities":["text"],"instructions":"be brief"}}`)
	value, _ := out["value"].(string)
	if status != http.StatusOK || !strings.HasPrefix(value, "ek_") || strings.Contains(value, signed(bob, foundry)) {
		t.Fatalf("%d %v", status, out)
	}
	protocols := func(value string) []string { return []string{"realtime", "openai-insecure-api-key." + value} }
	e := w.session(t, "/foundry/openai/v1/realtime", protocols(value))
	if session := e.next("session.updated")["session"].(map[string]any); session["instructions"] != "be brief" {
		t.Errorf("%v", session)
	}
	w.put(t, resource.TypeAccount, strings.Replace(accountID, "foundry", "other", 1), resource.AccountProperties{CustomSubDomainName: "other"})
	w.put(t, resource.TypeDeployment, strings.Replace(accountID, "foundry", "other", 1)+"/deployments/chat", resource.DeploymentProperties{Model: resource.Model{Format: "OpenAI", Name: "x"}})
	w.grant(t, bob, openAIUser, strings.TrimSuffix(accountID, "/providers/Microsoft.CognitiveServices/accounts/foundry"))
	for name, path := range map[string]string{
		"another deployment": "/foundry/openai/v1/realtime?model=same", "another account": "/other/openai/v1/realtime",
	} {
		if _, _, err := w.dial(t, path, protocols(value)); err == nil {
			t.Errorf("%s: let in", name)
		}
	}
	for name, wrong := range map[string]string{
		"tampered": value[:len(value)-4] + "AAAA", "cut": value[:len(value)-8], "empty": "ek_", "padded": value + "=",
	} {
		if _, _, err := w.dial(t, "/foundry/openai/v1/realtime", protocols(wrong)); err == nil {
			t.Errorf("%s: let in", name)
		}
	}
	if status, _, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat",`+hello+`}`, "Authorization", "Bearer "+value); status != http.StatusUnauthorized {
		t.Errorf("on another route: %d", status)
	}
	w.revoke(bob)
	if _, _, err := w.dial(t, "/foundry/openai/v1/realtime", protocols(value)); err == nil {
		t.Error("let in after the role of who asked for it was taken away")
	}
	if status := e.ended(); !strings.HasPrefix(status.Reason, "the role was taken away") {
		t.Errorf("the session: %v", status)
	}
}

func TestRealtimeResponsesCountAgainstQuotas(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, openAIUser, accountID)
	w.limit(t, "slow", "", resource.QuotaProperties{PrincipalID: bob, RequestsPerMinute: 1})
	e := w.session(t, realtimePath, nil, bearer(bob)...)
	e.send(askInText)
	e.send(`{"type":"response.create"}`)
	e.next("response.done")
	e.send(`{"type":"response.create","event_id":"second"}`)
	if told := e.nextError(); told["code"] != "rate_limit_exceeded" || told["event_id"] != "second" {
		t.Errorf("%v", told)
	}
}

func TestRealtimeSessionsEndForClientsThatDoNotRead(t *testing.T) {
	w := newWorldWith(t, 200*time.Millisecond)
	ended := make(chan struct{})
	w.behind(t, func(rw http.ResponseWriter, r *http.Request) {
		defer close(ended)
		conn, err := websocket.Accept(rw, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = conn.CloseNow() }()
		event := []byte(`{"type":"x","padding":"` + strings.Repeat("a", 1<<20) + `"}`)
		for conn.Write(r.Context(), websocket.MessageText, event) == nil {
		}
	})
	w.grant(t, bob, openAIUser, accountID)
	w.session(t, realtimePath, nil, bearer(bob)...)
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		t.Error("the session still holds the model server")
	}
}
