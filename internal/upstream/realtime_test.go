package upstream_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"keyless.dev/keyless/internal/upstream"
)

// speech is a realtime session with the built-in model. It reads all the time, because the connection is a pipe, on which the
// model blocks until its events are read.
type speech struct {
	t     *testing.T
	conn  *websocket.Conn
	heard chan []byte
}

func speak(t *testing.T, model *upstream.BuiltIn) *speech {
	t.Helper()
	//nolint:bodyclose // the body of a handshake is the connection
	conn, _, err := websocket.Dial(t.Context(), "ws://model/realtime?model=keyless-chat", &websocket.DialOptions{HTTPClient: &http.Client{Transport: model}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	conn.SetReadLimit(1 << 20)
	s := &speech{t, conn, make(chan []byte, 10_000)}
	go func() {
		defer close(s.heard)
		for {
			_, raw, err := conn.Read(t.Context())
			if err != nil {
				return
			}
			s.heard <- raw
		}
	}()
	return s
}

func (s *speech) say(event string) {
	s.t.Helper()
	if err := s.conn.Write(s.t.Context(), websocket.MessageText, []byte(event)); err != nil {
		s.t.Fatal(err)
	}
}

// hear reads until an event of one of the types arrives, and returns it.
func (s *speech) hear(kinds ...string) map[string]any {
	s.t.Helper()
	for {
		var raw []byte
		select {
		case raw = <-s.heard:
		case <-time.After(10 * time.Second):
		}
		if raw == nil {
			s.t.Fatalf("waiting for %v: nothing came", kinds)
		}
		var event map[string]any
		if err := json.Unmarshal(raw, &event); err != nil {
			s.t.Fatal(err)
		}
		for _, kind := range kinds {
			if event["type"] == kind {
				return event
			}
		}
	}
}

func TestRealtimeRejectsInvalidEvents(t *testing.T) {
	s := speak(t, &upstream.BuiltIn{})
	for _, tt := range []struct{ name, event, code string }{
		{"no JSON", `{`, "invalid_value"},
		{"no type", `{}`, "invalid_value"},
		{"an unknown type", `{"type":"transcription_session.update"}`, "invalid_value"},
		{"an item without a role", `{"type":"conversation.item.create","item":{"type":"message","content":[]}}`, "invalid_value"},
		{"an unknown item", `{"type":"conversation.item.create","item":{"type":"mcp_call"}}`, "invalid_value"},
		{"an unknown part", `{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"video"}]}}`, "invalid_value"},
		{"invalid base64", `{"type":"input_audio_buffer.append","audio":"***"}`, "invalid_value"},
		{"less than 100 ms of audio", `{"type":"input_audio_buffer.commit"}`, "input_audio_buffer_commit_empty"},
		{"an unknown item id", `{"type":"conversation.item.delete","item_id":"x"}`, "item_not_found"},
		{"nothing to cancel", `{"type":"response.cancel"}`, "response_cancel_not_active"},
		{"an unknown modality", `{"type":"session.update","session":{"output_modalities":["video"]}}`, "invalid_value"},
		{"a limit below one", `{"type":"session.update","session":{"max_output_tokens":0}}`, "invalid_value"},
		{"tools that are not a list", `{"type":"session.update","session":{"tools":{}}}`, "invalid_value"},
		{"long instructions", `{"type":"session.update","session":{"instructions":"` + strings.Repeat("a", 1<<20+1) + `"}}`, "invalid_value"},
		{"a long item", `{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"` + strings.Repeat("a", 1<<20+1) + `"}]}}`, "invalid_value"},
	} {
		s.say(tt.event)
		if about := s.hear("error")["error"].(map[string]any); about["code"] != tt.code || about["message"] == "" {
			t.Errorf("%s: %v", tt.name, about)
		}
	}
}

func TestRealtimeConversationsAreLimited(t *testing.T) {
	s := speak(t, &upstream.BuiltIn{})
	for i := range 1001 {
		s.say(fmt.Sprintf(`{"type":"conversation.item.create","item":{"id":"i%d","type":"message","role":"user","content":[{"type":"input_text","text":"x"}]}}`, i))
		if event := s.hear("conversation.item.done", "error"); (event["type"] == "error") != (i == 1000) {
			t.Fatalf("item %d: %v", i, event)
		}
	}
	s.say(`{"type":"conversation.item.delete","item_id":"i7"}`)
	s.hear("conversation.item.deleted")
	s.say(`{"type":"conversation.item.create","item":{"id":"i8","type":"message","role":"user","content":[]}}`)
	s.hear("error") // the id is in use
	s.say(`{"type":"conversation.item.create","item":{"id":"i7","type":"message","role":"user","content":[]}}`)
	s.hear("conversation.item.done")
}

func TestRealtimeResponsesCanBeCancelled(t *testing.T) {
	s := speak(t, &upstream.BuiltIn{Pace: time.Minute})
	s.say(`{"type":"session.update","session":{"output_modalities":["text"]}}`)
	s.say(`{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"say one two three"}]}}`)
	s.say(`{"type":"response.create"}`)
	s.hear("response.output_text.delta")
	s.say(`{"type":"response.create"}`)
	if about := s.hear("error")["error"].(map[string]any); about["code"] != "conversation_already_has_active_response" {
		t.Errorf("%v", about)
	}
	s.say(`{"type":"response.cancel"}`)
	response := s.hear("response.done")["response"].(map[string]any)
	if response["status"] != "cancelled" {
		t.Errorf("%v", response)
	}
}

func TestRealtimeFollowsItsScript(t *testing.T) {
	script, err := upstream.ParseScript([]byte("replies:\n- when: {route: realtime, contains: hello}\n  text: as told\n- when: {route: realtime, contains: fail}\n  error: {status: 429}\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := speak(t, &upstream.BuiltIn{Script: script})
	s.say(`{"type":"session.update","session":{"output_modalities":["text"]}}`)
	s.say(`{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"hello"}]}}`)
	s.say(`{"type":"response.create"}`)
	if done := s.hear("response.output_text.done"); done["text"] != "as told" {
		t.Errorf("%v", done)
	}
	s.hear("response.done") // until then the conversation takes no other response
	s.say(`{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"fail"}]}}`)
	s.say(`{"type":"response.create"}`)
	if about := s.hear("error")["error"].(map[string]any); about["code"] != "RateLimitReached" {
		t.Errorf("%v", about)
	}
}
