package inference_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

func TestPublishedClientsSendVersionsOnTheVersionlessPath(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	for _, version := range []string{"", "?api-version=v1", "?api-version=preview", "?api-version=latest"} {
		if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions"+version, `{"model":"chat",`+hello+`}`, bearer(bob)...); status != http.StatusOK {
			t.Errorf("%s: %d %s", version, status, body)
		}
	}
}

func TestStreamOptionsAreDroppedForServersThatRejectThem(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	var asked, refused atomic.Int32
	w.behind(t, func(out http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		body, _ := io.ReadAll(r.Body)
		var in map[string]json.RawMessage
		_ = json.Unmarshal(body, &in)
		if in["stream_options"] != nil {
			refused.Add(1)
			out.Header().Set("Content-Type", "application/json")
			out.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(out, `{"error":{"message":"Unknown parameter: 'stream_options'."}}`)
			return
		}
		out.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(out, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\ndata: [DONE]\n\n")
	})
	for n := range 3 {
		status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat","stream":true,`+hello+`}`, bearer(bob)...)
		if status != http.StatusOK || !strings.Contains(body, "data: [DONE]") {
			t.Fatalf("call %d: %d %s", n, status, body)
		}
	}
	if asked.Load() != 4 || refused.Load() != 1 {
		t.Errorf("the server was asked %d times and refused %d: it must be remembered", asked.Load(), refused.Load())
	}
	// An error about stream_options that the caller sent is relayed to the caller.
	status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat","stream":true,"stream_options":{"include_usage":true},`+hello+`}`, bearer(bob)...)
	if status != http.StatusBadRequest || !strings.Contains(body, "stream_options") {
		t.Errorf("the caller's own: %d %s", status, body)
	}
}

func TestOtherErrorsReachTheCallerUnchanged(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	refusal := `{"error":{"message":"` + strings.Repeat("x", 40<<10) + `"}}`
	w.behind(t, func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "application/json")
		out.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(out, refusal)
	})
	if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat","stream":true,`+hello+`}`, bearer(bob)...); status != 400 || body != refusal {
		t.Errorf("%d, %d bytes of %d", status, len(body), len(refusal))
	}
}

func TestStreamsThatCloseAfterAFinishReasonAreComplete(t *testing.T) {
	for _, row := range []struct {
		rule, events string
		whole        bool
	}{
		{"the one choice has finished", `{"choices":[{"index":0,"delta":{"content":"a"}}]}|{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`, true},
		{"usage comes behind it", `{"choices":[{"index":0,"finish_reason":"length"}]}|{"choices":[],"usage":{}}`, true},
		{"no choice has finished", `{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}`, false},
		{"one of two choices has finished", `{"choices":[{"index":0,"finish_reason":"stop"}]}|{"choices":[{"index":1,"delta":{"content":"a"}}]}`, false},
		{"both have finished", `{"choices":[{"index":1,"finish_reason":"stop"}]}|{"choices":[{"index":0,"finish_reason":"tool_calls"}]}`, true},
		{"there was no choice", `{"choices":[]}`, false},
	} {
		t.Run(row.rule, func(t *testing.T) {
			w := newWorld(t)
			w.grant(t, bob, user, accountID)
			w.behind(t, func(out http.ResponseWriter, _ *http.Request) {
				connection, buffer, err := out.(http.Hijacker).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer func() { _ = connection.Close() }()
				_, _ = buffer.WriteString("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
				for event := range strings.SplitSeq(row.events, "|") {
					_, _ = fmt.Fprintf(buffer, "data: %s\n\n", event)
				}
				_ = buffer.Flush()
			})
			response := w.request(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat","stream":true,`+hello+`}`, bearer(bob)...)
			text, err := io.ReadAll(response.Body)
			if whole := err == nil && !strings.Contains(string(text), "event: error"); whole != row.whole {
				t.Errorf("whole %v: %q, %v", whole, text, err)
			}
		})
	}
}

func TestBuiltInModelMatchesAzureOnAzureRoutes(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	const azure = "/foundry/openai/deployments/chat/chat/completions?api-version=2024-10-21"
	_, stream, _ := w.call(t, "POST", azure, `{"stream":true,`+hello+`}`, bearer(bob)...)
	first, _, _ := strings.Cut(stream, "\n\n")
	for _, want := range []string{`"choices":[]`, `"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{`, `"jailbreak":{"filtered":false,"detected":false}`} {
		if !strings.Contains(first, want) {
			t.Errorf("the first event lacks %s: %s", want, first)
		}
	}
	if !strings.Contains(stream, `"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}`) {
		t.Errorf("the stream has no annotations: %s", stream)
	}
	_, whole, _ := w.call(t, "POST", azure, `{`+hello+`}`, bearer(bob)...)
	if !strings.Contains(whole, `"prompt_filter_results"`) || !strings.Contains(whole, `"content_filter_results"`) {
		t.Errorf("a whole answer has no annotations: %s", whole)
	}
	if _, plain, _ := w.call(t, "POST", chatPath, `{"model":"chat","stream":true,`+hello+`}`, bearer(bob)...); strings.Contains(plain, "filter_results") {
		t.Errorf("/models has annotations: %s", plain)
	}
	for _, row := range []struct{ rule, body, says string }{
		{"a result of a tool that was not called", `{"messages":[{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"a","content":"ok"}]}`, "message with 'tool_calls'"},
		{"a result of another call", `{"messages":[{"role":"assistant","tool_calls":[{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"ok"}]}`, "must be a response to a"},
		{"an unknown argument", `{"frobnicate":1,` + hello + `}`, "Unrecognized request argument supplied: frobnicate"},
		{"stream_options without a stream", `{"stream_options":{"include_usage":true},` + hello + `}`, "only allowed when 'stream' is enabled"},
		{"a temperature above 2", `{"temperature":3,` + hello + `}`, "temperature"},
	} {
		if status, body, _ := w.call(t, "POST", azure, row.body, bearer(bob)...); status != http.StatusBadRequest || !strings.Contains(body, row.says) {
			t.Errorf("%s: %d %s", row.rule, status, body)
		}
	}
	called := `{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"ok"}]}`
	if status, body, _ := w.call(t, "POST", azure, called, bearer(bob)...); status != http.StatusOK {
		t.Errorf("the result of a tool that was called: %d %s", status, body)
	}
}
