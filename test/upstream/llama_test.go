//go:build e2e

package upstream_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"keyless.dev/keyless/keylesstest"
)

// tap is a proxy between keyless and a model server that records the last exchange.
type tap struct {
	*httptest.Server
	mu       sync.Mutex
	path     string
	question []byte
	header   http.Header
	answer   bytes.Buffer
}

// llama starts llama.cpp's server with a tiny model of a kind, chat or embed, behind a tap.
func llama(t *testing.T, kind string) *tap {
	t.Helper()
	tools := os.Getenv("KEYLESS_TOOLS")
	if tools == "" {
		t.Fatal("KEYLESS_TOOLS is not set: run this with `make e2e`, which installs the server")
	}
	server := exec.Command(filepath.Join(tools, "upstream", "bin", "python"), "server.py", t.TempDir(), kind)
	said := &bytes.Buffer{}
	server.Stderr = said
	hold, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = hold.Close()
		_ = server.Wait() // it exits when its input ends
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v\n%s", err, said)
	}
	target, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		t.Fatal(err)
	}
	return between(t, target)
}

func between(t *testing.T, target *url.URL) *tap {
	t.Helper()
	own := &tap{}
	proxy := &httputil.ReverseProxy{
		FlushInterval: -1, // flushes at once
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error {
			own.mu.Lock()
			own.header, own.answer = r.Header.Clone(), bytes.Buffer{}
			own.mu.Unlock()
			r.Body = struct {
				io.Reader
				io.Closer
			}{io.TeeReader(r.Body, &own.answer), r.Body}
			return nil
		},
	}
	own.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		own.mu.Lock()
		own.path, own.question = r.URL.Path, body
		own.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(own.Server.Close)
	return own
}

// ownHeader reports whether keyless sets the header itself, or the header belongs to one connection.
func ownHeader(name string) bool {
	return slices.Contains([]string{"Server", "Date", "Keep-Alive", "Connection", "Transfer-Encoding", "Content-Length"}, name) ||
		strings.HasPrefix(name, "Access-Control-")
}

func TestLlamaServerResponsesAreRelayedByteForByte(t *testing.T) {
	taps := map[string]*tap{"tiny-chat": llama(t, "chat"), "tiny-embed": llama(t, "embed")}
	server := keylesstest.Start(t, keylesstest.Upstream(taps["tiny-chat"].URL), keylesstest.Upstream(taps["tiny-embed"].URL))
	server.Grant("bob@keyless.localhost", "Cognitive Services User", "foundry")
	token := server.Token("bob@keyless.localhost")
	const (
		hello   = `"messages":[{"role":"user","content":"Hello, Straße!"}],"max_tokens":12,"temperature":0`
		usage   = `"stream":true,"stream_options":{"include_usage":true}`
		models  = "/models/chat/completions?api-version=2024-05-01-preview"
		v1      = "/openai/v1/chat/completions"
		weather = `"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"enum":["one","two"]}},"required":["city"]}}}],"tool_choice":"required"`
	)
	for _, row := range []struct {
		because, path, model, body string
		status                     int
		want                       string // substring of the response
	}{
		{"a chat", v1, "tiny-chat", `{"model":"tiny-chat",` + hello + `}`, 200, `"content":" `},
		{"a chat by the inference SDK's route", models, "tiny-chat", `{"model":"tiny-chat",` + hello + `}`, 200, `"content":" `},
		{"a chat by the deployment's route", "/openai/deployments/tiny-chat/chat/completions?api-version=2024-10-21", "tiny-chat", `{"model":"tiny-chat",` + hello + `}`, 200, `"content":" `},
		{"white space and order stay", v1, "tiny-chat", "{ " + hello + ",\n\t\"model\" : \"tiny-chat\" }", 200, `"content":" `},
		{"a stream", v1, "tiny-chat", `{"model":"tiny-chat",` + usage + `,` + hello + `}`, 200, "data: [DONE]"},
		{"a stream by the deployment's route", "/openai/deployments/tiny-chat/chat/completions?api-version=2024-10-21", "tiny-chat", `{"model":"tiny-chat",` + usage + `,` + hello + `}`, 200, "data: [DONE]"},
		{"log probabilities", v1, "tiny-chat", `{"model":"tiny-chat","logprobs":true,"top_logprobs":3,` + hello + `}`, 200, `"top_logprobs"`},
		{"tools, whatever the model makes of them", v1, "tiny-chat", `{"model":"tiny-chat",` + weather + `,` + hello + `}`, 200, `"choices":[`},
		{"tools in a stream", v1, "tiny-chat", `{"model":"tiny-chat",` + usage + `,` + weather + `,` + hello + `}`, 200, "data: [DONE]"},
		{"a parameter that only this server has", v1, "tiny-chat", `{"model":"tiny-chat","grammar":"root ::= \"one two\"",` + hello + `}`, 200, `"content":"one two"`},
		{"the older route", "/openai/v1/completions", "tiny-chat", `{"model":"tiny-chat","prompt":"one","max_tokens":5}`, 200, `"text":" `},
		{"the older route, as a stream", "/openai/v1/completions", "tiny-chat", `{"model":"tiny-chat","prompt":"one","max_tokens":5,` + usage + `}`, 200, "data: [DONE]"},
		{"a response", "/openai/v1/responses", "tiny-chat", `{"model":"tiny-chat","input":"one","max_output_tokens":5}`, 200, `"output_text"`},
		{"a response as a stream", "/openai/v1/responses", "tiny-chat", `{"model":"tiny-chat","input":"one","max_output_tokens":5,"stream":true}`, 200, "response.completed"},
		{"embeddings", "/openai/v1/embeddings", "tiny-embed", `{"model":"tiny-embed","input":["one","two"]}`, 200, `"embedding":[`},
		{"embeddings by the inference SDK's route", "/models/embeddings?api-version=2024-05-01-preview", "tiny-embed", `{"model":"tiny-embed","input":["one","two"]}`, 200, `"embedding":[`},
		{"embeddings in base64", "/openai/v1/embeddings", "tiny-embed", `{"model":"tiny-embed","input":"one","encoding_format":"base64"}`, 200, `"embedding":"`},
		{"an error", v1, "tiny-chat", `{"model":"tiny-chat","messages":"none"}`, 400, `Expected 'messages' to be an array`},
	} {
		t.Run(row.because, func(t *testing.T) {
			response, body := post(t, server, row.path, token, row.body)
			seen := taps[row.model]
			seen.mu.Lock()
			defer seen.mu.Unlock()
			if response.StatusCode != row.status || !strings.Contains(body, row.want) {
				t.Fatalf("%d %s, want %d with %s", response.StatusCode, body, row.status, row.want)
			}
			if body != seen.answer.String() {
				t.Errorf("the server sent\n%s\nand its caller got\n%s", seen.answer.String(), body)
			}
			if string(seen.question) != row.body {
				t.Errorf("the caller sent\n%s\nand the server got\n%s", row.body, seen.question)
			}
			for name, values := range seen.header {
				if !ownHeader(name) && !slices.Equal(values, response.Header[name]) {
					t.Errorf("%s is %q, the server said %q", name, response.Header[name], values)
				}
			}
		})
	}
	t.Run("the usage that only keyless asked for is not relayed, and nothing else is missing", func(t *testing.T) {
		_, body := post(t, server, v1, token, `{"model":"tiny-chat","stream":true,`+hello+`}`)
		seen := taps["tiny-chat"]
		seen.mu.Lock()
		defer seen.mu.Unlock()
		var without []string
		for event := range strings.SplitAfterSeq(seen.answer.String(), "\n\n") {
			if !strings.Contains(event, `"choices":[]`) {
				without = append(without, event)
			}
		}
		if body != strings.Join(without, "") || strings.Count(seen.answer.String(), `"total_tokens"`) != 1 {
			t.Errorf("the server sent\n%s\nand its caller got\n%s", seen.answer.String(), body)
		}
	})
}

func post(t *testing.T, server *keylesstest.Server, path, token, body string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.Account("foundry")+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	response, err := server.Client().Do(r)
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
