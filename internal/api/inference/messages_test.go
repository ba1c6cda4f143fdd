package inference_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/upstream"
)

const messages = "/foundry/anthropic/v1/messages"

// messageStream is a stream from Anthropic's API reference, "Streaming messages", with a ping and a tool.
const messageStream = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"model\":\"gpt-up\",\"stop_reason\":null,\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}}\n\n" +
	"event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n" +
	"event: ping\ndata: {\"type\": \"ping\"}\n\n" +
	"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hé \\\"usage\\\":{\"}}\n\n" +
	"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":\"}}\n\n" +
	"event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n" +
	"event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":15}}\n\n" +
	"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"

// speaksMessages is answering for a server of the Messages API, which takes its key in its own header.
func (w *world) speaksMessages(t *testing.T, status int, body, kind string) *seen {
	t.Helper()
	w.grant(t, bob, user, accountID)
	got := &seen{}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		*got = seen{r.URL.Path, r.Header, string(text)}
		out.Header().Set("Content-Type", kind)
		out.Header().Set("Anthropic-Ratelimit-Requests-Remaining", "9")
		out.WriteHeader(status)
		_, _ = io.WriteString(out, body)
	}))
	t.Cleanup(server.Close)
	backend, err := upstream.OpenAI(upstream.Config{URL: server.URL + "/v1", Key: "upstream-key", KeyHeader: "x-api-key"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backend.Close)
	w.backend = backend
	return got
}

func TestMessagesAreRelayed(t *testing.T) {
	const whole = "{\"id\":\"msg_1\", \"type\":\"message\",\"role\":\"assistant\",\"model\":\"gpt-up\",\"content\":[{\"type\":\"text\",\"text\":\"\\\"usage\\\":{\\\"input_tokens\\\":999}\"}],\"stop_reason\":\"end_turn\", \"usage\":{\"input_tokens\":25,\"cache_read_input_tokens\":0,\"output_tokens\":15}}\n"
	const overloaded = `{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`
	const ask = `{ "max_tokens" : 1024,"model":"%", "messages":[{"role":"user","content":"say \u00e9"}],"thinking":{"type":"enabled"} }`
	streamed := strings.Replace(ask, `{"type":"enabled"} }`, `{"type":"enabled"},"stream":true}`, 1)
	counted := inference.Tokens{Prompt: 25, Completion: 15, Total: 40, Known: true}
	for _, row := range []struct {
		because, body, answer, kind string
		status                      int
		tokens                      inference.Tokens
	}{
		{"a message", ask, whole, "application/json", 200, counted},
		{"a stream, with the usage of its first and its last event", streamed, messageStream, "text/event-stream; charset=utf-8", 200, counted},
		{"a stream that ends in an error", streamed, "event: error\ndata: " + overloaded + "\n\n", "text/event-stream", 200, inference.Tokens{}},
		{"a refusal in the server's own shape and status", ask, overloaded, "application/json", 529, inference.Tokens{}},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			got := w.speaksMessages(t, row.status, row.answer, row.kind)
			response := w.request(t, "POST", messages, strings.Replace(row.body, "%", "chat", 1), append([]string{
				"Anthropic-Version", "2023-06-01", "Anthropic-Beta", "tools-2024-05-16", "X-Api-Key", "mine", "Cookie", "a=b",
			}, bearer(bob)...)...)
			text, err := io.ReadAll(response.Body)
			if err != nil || response.StatusCode != row.status || string(text) != row.answer || response.Header.Get("Content-Type") != row.kind || response.Header.Get("Anthropic-Ratelimit-Requests-Remaining") != "9" {
				t.Errorf("%d %v %v\n%s", response.StatusCode, response.Header, err, text)
			}
			if want := strings.Replace(row.body, "%", "gpt-up", 1); got.path != "/v1/messages" || got.body != want {
				t.Errorf("%s got %s, want %s", got.path, got.body, want)
			}
			h := got.header
			if h.Get("Anthropic-Version") != "2023-06-01" || h.Get("Anthropic-Beta") == "" || strings.Join(h["X-Api-Key"], " ") != "upstream-key" || h.Get("Authorization")+h.Get("Cookie")+h.Get("Api-Key") != "" {
				t.Errorf("the server got %v", h)
			}
			use := w.lastUse(t)
			if use.Tokens != row.tokens || use.Status != row.status || use.Deployment.Name != "chat" || use.Model != "gpt-up" || use.Stream != (row.body == streamed) {
				t.Errorf("%+v", use)
			}
		})
	}
}

// The server sends the next event only after the client has received the previous one.
func TestMessageEventsArriveOneByOne(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	next := make(chan struct{})
	events := strings.SplitAfter(messageStream, "\n\n")
	events = events[:len(events)-1] // nothing follows the last one
	w.behind(t, func(out http.ResponseWriter, r *http.Request) {
		out.Header().Set("Content-Type", "text/event-stream")
		for _, event := range events {
			_, _ = io.WriteString(out, event)
			_ = http.NewResponseController(out).Flush()
			select {
			case <-next:
			case <-r.Context().Done():
				return
			}
		}
	})
	response := w.request(t, "POST", messages, `{"model":"chat","stream":true}`, bearer(bob)...)
	for _, want := range events {
		got := make([]byte, len(want))
		if _, err := io.ReadFull(response.Body, got); err != nil || string(got) != want {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
		next <- struct{}{}
	}
	if rest, err := io.ReadAll(response.Body); err != nil || len(rest) > 0 {
		t.Errorf("%q %v", rest, err)
	}
}

func TestMessageErrorsHaveAnthropicsFormat(t *testing.T) {
	const bare = `{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, audience is incorrect (https://ai.azure.com), or have expired."}`
	const deniedCleo = "{\"error\":{\"code\":\"PermissionDenied\",\"message\":\"The principal `" + cleo + "` lacks the required data action `Microsoft.CognitiveServices/accounts/AIServices/providers/action` to perform `POST /anthropic/v1/*` operation.\"}}"
	for _, row := range []struct {
		because, body string
		header        []string
		local         bool // keys are enabled
		status        int
		want          string
	}{
		{"no token", `{"model":"chat"}`, nil, true, 401, bare},
		{"a token for Cognitive Services", `{"model":"chat"}`, []string{"Authorization", "Bearer " + signed(bob, cognitive)}, true, 200, `{"type":"message"}`},
		{"a token for the control plane", `{"model":"chat"}`, []string{"Authorization", "Bearer " + signed(bob, "https://management.azure.com")}, true, 401, bare},
		{"a token without the role", `{"model":"chat"}`, bearer(cleo), true, 401, deniedCleo},
		{"a role for OpenAI only", `{"model":"chat"}`, bearer(openAIOnly), true, 401, `"code":"PermissionDenied"`},
		{"a wrong x-api-key", `{"model":"chat"}`, []string{"X-Api-Key", "third-key"}, true, 401, "Access denied due to invalid subscription key"},
		{"a right x-api-key while keys are disabled", `{"model":"chat"}`, []string{"X-Api-Key", "first-key"}, false, 403, `"code":"AuthenticationTypeDisabled"`},
		{"a right x-api-key", `{"model":"chat"}`, []string{"X-Api-Key", "first-key"}, true, 200, `{"type":"message"}`},
		{"a bad token beside a right x-api-key", `{"model":"chat"}`, []string{"X-Api-Key", "first-key", "Authorization", "Bearer a.b.c"}, true, 401, bare},
		{"no such deployment", `{"model":"nope"}`, bearer(bob), true, 404, `"code":"DeploymentNotFound"`},
		{"no model", `{"messages":[]}`, bearer(bob), true, 400, "must provide a model"},
		{"two models", `{"model":"chat","Model":"embed"}`, bearer(bob), true, 400, "must name 'model' once"},
		{"malformed JSON", `{"model":"chat",}`, bearer(bob), true, 400, `"code":"BadRequest"`},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			got := w.speaksMessages(t, 200, `{"type":"message"}`, "application/json")
			w.grant(t, openAIOnly, openAIUser, accountID)
			w.keys(t, resource.AccountProperties{DisableLocalAuth: !row.local})
			status, text, _ := w.call(t, "POST", messages, row.body, row.header...)
			if status != row.status || !strings.Contains(text, row.want) || !json.Valid([]byte(text)) {
				t.Errorf("%d %s, want %d %s", status, text, row.status, row.want)
			}
			if (got.path != "") != (row.status == 200) {
				t.Errorf("the server got %s", got.path)
			}
		})
	}
}

const openAIOnly = "dddddddd-1111-0000-0000-000000000000"

func TestMessagesRequireAServerThatSupportsThem(t *testing.T) {
	for _, row := range []struct {
		because string
		serve   http.HandlerFunc
		status  int
		want    string
	}{
		{"its page for what it has not got stays there", func(out http.ResponseWriter, r *http.Request) { http.NotFound(out, r) }, 404, `{"error":{"code":"UpstreamError","message":"The model of this deployment answered with status 404."}}`},
		{"its refusal of this service's key stays there", func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Content-Type", "application/json")
			out.WriteHeader(401)
			_, _ = io.WriteString(out, `{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key upstream-key"}}`)
		}, 502, `{"error":{"code":"BadGateway","message":"The model of this deployment refused this service's own credential."}}`},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.grant(t, bob, user, accountID)
			w.behind(t, row.serve)
			if status, text, _ := w.call(t, "POST", messages, `{"model":"chat"}`, bearer(bob)...); status != row.status || text != row.want {
				t.Errorf("%d %s", status, text)
			}
		})
	}
}
