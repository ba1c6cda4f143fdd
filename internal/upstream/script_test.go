package upstream_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"keyless.dev/keyless/internal/upstream"
)

func TestParseScriptReportsErrorsWithTheirLine(t *testing.T) {
	for _, row := range []struct{ because, text, want string }{
		{"nothing", "", "no replies"},
		{"no reply", "replies: []", "no replies"},
		{"an empty reply", "replies:\n  - text: a\n  -\n", "replies[1] is empty"},
		{"an unknown member", "replies:\n  - txet: hello\n", "2"},
		{"an unknown condition", "replies:\n  - text: a\n  - when:\n      contain: x\n    text: b\n", "4"},
		{"a wrong type", "replies:\n  - text: a\n    latency: soon\n", "3"},
		{"two answers", "replies:\n  - text: a\n\n  - text: b\n    error: {status: 500}\n", "line 4: replies[1]: a reply is one of"},
		{"an invalid expression", "replies:\n  - when: {matches: '('}\n", "line 2: replies[0]: matches is no regular expression"},
		{"an invalid pattern", "replies:\n  - when: {model: '['}\n", "model \"[\" is no pattern"},
		{"an unknown role", "replies:\n  - when: {role: boss}\n", "role is one of system"},
		{"an unknown route", "replies:\n  - when: {route: /chat}\n", "route is one of chat"},
		{"a status that is not an error", "replies:\n  - error: {status: 200}\n", "error.status is from 400 to 599"},
		{"a missing status", "replies:\n  - error: {message: x}\n", "error.status is from 400 to 599"},
		{"an error with usage", "replies:\n  - error: {status: 500}\n    usage: {prompt: 1}\n", "an error has no finish"},
		{"a negative latency", "replies:\n  - latency: -1s\n", "[2:14] -1s is no time"},
		{"no speed", "replies:\n  - tokensPerSecond: 0\n", "tokensPerSecond is from"},
		{"an unknown finish reason", "replies:\n  - finish: bored\n", "finish is one of"},
		{"a tool without a name", "replies:\n  - tool: {arguments: {a: 1}}\n", "a tool has no name"},
		{"arguments that are a list", "replies:\n  - tool:\n      name: x\n      arguments: [1]\n", "4"},
		{"too much", strings.Repeat(" ", upstream.MaxScript+1), "larger than 4 MiB"},
	} {
		t.Run(row.because, func(t *testing.T) {
			_, err := upstream.ParseScript([]byte(row.text))
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want something with %q", err, row.want)
			}
		})
	}
}

const script = `
replies:
  - when: {contains: weather, role: user}
    tool: {name: get_weather, arguments: {city: Oslo, days: [1, 2], at: {lat: 59.9, now: true}}}
  - when: {role: tool}
    text: It rains in Oslo.
    finish: content_filter
    usage: {prompt: 7, completion: 5}
  - when: {matches: '^ping \d+$', model: 'big-*'}
    text: pong from the big one
  - when: {matches: '^ping \d+$'}
    text: pong
  - when: {contains: busy}
    times: 2
    error: {status: 429, message: 'Slow down.', retryAfter: 1500ms}
  - when: {contains: down}
    error: {status: 503}
  - when: {contains: both}
    tools: [{name: a}, {name: b, arguments: 'not JSON'}]
  - when: {contains: slow}
    latency: 2s
    tokensPerSecond: 10
    text: one two three
  - when: {contains: cut}
    text: one two three four
    breakAfter: 3
  - when: {role: system, contains: pirate}
    text: Arr.
  - when: {route: embeddings, contains: secret}
    error: {status: 400, code: content_filter, message: No., type: policy}
`

// scriptedModel returns a model with the script of these tests.
func scriptedModel(t *testing.T) *upstream.BuiltIn {
	t.Helper()
	s, err := upstream.ParseScript([]byte(script))
	if err != nil {
		t.Fatal(err)
	}
	return &upstream.BuiltIn{Script: s}
}

func send(t *testing.T, model http.RoundTripper, path, body string) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := model.RoundTrip(r)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response, string(text), err
}

func question(model, text string, more ...string) string {
	quoted, _ := json.Marshal(text)
	return `{"model":"` + model + `","messages":[{"role":"user","content":` + string(quoted) + `}` + strings.Join(append([]string{""}, more...), ",") + `]}`
}

func TestModelFollowsTheScript(t *testing.T) {
	model := scriptedModel(t)
	for _, row := range []struct {
		because, path, body string
		status              int
		want                string
	}{
		{"a tool call keeps the order of its arguments", "/chat/completions", question("m", "The WEATHER?"), 200, `"function":{"name":"get_weather","arguments":"{\"city\":\"Oslo\",\"days\":[1,2],\"at\":{\"lat\":59.9,\"now\":true}}"}`},
		{"a tool result has its own reply", "/chat/completions", question("m", "The weather?", `{"role":"tool","content":"rain"}`), 200, `"content":"It rains in Oslo."`},
		{"the script sets the finish reason", "/chat/completions", question("m", "x", `{"role":"tool","content":"rain"}`), 200, `"finish_reason":"content_filter"`},
		{"the script sets the usage", "/chat/completions", question("m", "x", `{"role":"tool","content":"rain"}`), 200, `"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12}`},
		{"an expression and a model match", "/chat/completions", question("Big-one", "ping 42"), 200, "pong from the big one"},
		{"another model gets the next reply", "/chat/completions", question("small", "ping 42"), 200, `"pong"`},
		{"without a matching reply the model answers by itself", "/chat/completions", question("m", "Say ping pong ping"), 200, `"ping pong ping"`},
		{"the script sets the status of an error", "/chat/completions", question("m", "are you down?"), 503, `"code":"ServiceUnavailable"`},
		{"several tools are called at once", "/chat/completions", question("m", "both"), 200, `{"name":"b","arguments":"not JSON"}`},
		{"a role selects an instruction", "/chat/completions", question("m", "hi", `{"role":"system","content":"You are a pirate."}`), 200, "Arr."},
		{"the completions route follows the script", "/completions", `{"model":"m","prompt":"ping 1"}`, 200, `"text":"pong"`},
		{"the completions route calls no tools", "/completions", `{"model":"m","prompt":"weather"}`, 200, `"text":"You said: weather"`},
		{"embeddings follow the script", "/embeddings", `{"model":"embed","input":["a secret"]}`, 400, `"code":"content_filter","message":"No.","param":null,"type":"policy"`},
		{"embeddings ignore text replies", "/embeddings", `{"model":"embed","input":"ping 1"}`, 200, `"embedding":[`},
	} {
		t.Run(row.because, func(t *testing.T) {
			response, text, err := send(t, model, row.path, row.body)
			if err != nil || response.StatusCode != row.status || !strings.Contains(text, row.want) {
				t.Errorf("%v %v, want %d with %s", err, text, row.status, row.want)
			}
		})
	}
}

func TestRepliesAreLimitedByTimes(t *testing.T) {
	model := scriptedModel(t)
	var statuses []int
	for range 3 {
		response, _, err := send(t, model, "/chat/completions", question("m", "busy?"))
		if err != nil {
			t.Fatal(err)
		}
		statuses = append(statuses, response.StatusCode)
		if response.StatusCode == 429 && (response.Header.Get("Retry-After") != "2" || response.Header.Get("Retry-After-Ms") != "1500") {
			t.Errorf("the wait is %v", response.Header)
		}
	}
	if statuses[0] != 429 || statuses[1] != 429 || statuses[2] != 200 {
		t.Errorf("statuses %v, want 429 twice, then 200", statuses)
	}
}

func TestRepliesFollowScriptedTiming(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		model := scriptedModel(t)
		began := time.Now()
		if _, _, err := send(t, model, "/chat/completions", question("m", "slow")); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 2*time.Second+3*100*time.Millisecond {
			t.Errorf("a whole answer of three tokens took %v", took)
		}
		began = time.Now()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/chat/completions", strings.NewReader(strings.Replace(question("m", "slow"), `{`, `{"stream":true,`, 1)))
		if err != nil {
			t.Fatal(err)
		}
		response, err := model.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("the stream began after %v", took)
		}
		text, err := io.ReadAll(response.Body)
		// There are five pauses between the role, three tokens, the finish reason and [DONE].
		if took := time.Since(began); err != nil || took != 2*time.Second+5*100*time.Millisecond || !strings.HasSuffix(string(text), "data: [DONE]\n\n") {
			t.Errorf("the stream ended after %v with %v: %s", took, err, text)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		gone := r.Clone(ctx)
		gone.Body = io.NopCloser(strings.NewReader(question("m", "slow")))
		if _, err := model.RoundTrip(gone); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who had gone was answered with %v", err)
		}
	})
}

func TestRepliesBreakWhereScripted(t *testing.T) {
	model := scriptedModel(t)
	_, text, err := send(t, model, "/chat/completions", strings.Replace(question("m", "cut"), `{`, `{"stream":true,`, 1))
	if !errors.Is(err, io.ErrUnexpectedEOF) || strings.Count(text, "data: ") != 3 || !strings.Contains(text, `" two"`) || strings.Contains(text, "three") {
		t.Errorf("the stream broke with %v after %s", err, text)
	}
	response, text, err := send(t, model, "/chat/completions", question("m", "cut"))
	if !errors.Is(err, io.ErrUnexpectedEOF) || int64(len(text)) >= response.ContentLength {
		t.Errorf("the answer broke with %v after %s", err, text)
	}
}

func TestScriptInTheDocumentationIsValid(t *testing.T) {
	manual, err := os.ReadFile("../../docs/built-in-model.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(manual), "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	if _, err := upstream.ParseScript([]byte(text)); err != nil {
		t.Error(err)
	}
}

func FuzzParseScript(f *testing.F) {
	f.Add([]byte(script))
	f.Fuzz(func(_ *testing.T, text []byte) {
		_, _ = upstream.ParseScript(text) // it must return
	})
}
