package inference_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/fault"
)

// seen is a request as a backend received it.
type seen struct {
	path   string
	header http.Header
	body   string
}

// answering sets a backend with a fixed response, and returns what it receives.
func (w *world) answering(t *testing.T, status int, body string, header ...string) *seen {
	t.Helper()
	w.grant(t, bob, user, accountID)
	got := &seen{}
	w.behind(t, func(out http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		*got = seen{r.URL.Path, r.Header, string(text)}
		for i := 0; i < len(header); i += 2 {
			out.Header().Add(header[i], header[i+1])
		}
		out.WriteHeader(status)
		_, _ = io.WriteString(out, body)
	})
	return got
}

func TestBackendRequestsAreRewritten(t *testing.T) {
	const chat = "/openai/v1/chat/completions"
	const deployments = "/openai/deployments/chat/chat/completions?api-version=2024-10-21"
	const models = "/models/chat/completions?api-version=2024-05-01-preview"
	for _, row := range []struct {
		because, path, body string
		header              []string
		want                string
	}{
		{"only the model's value changes", chat, "{ \"messages\" : [1.0e5,\"\\u00e9é<>\"],\n\t\"model\" : \"chat\" , \"x\":{\"model\":\"inner\"} }", nil, "{ \"messages\" : [1.0e5,\"\\u00e9é<>\"],\n\t\"model\" : \"gpt-up\" , \"x\":{\"model\":\"inner\"} }"},
		{"a model of the same name leaves all as it is", chat, ` {"model":"same" } `, nil, ` {"model":"same" } `},
		{"a deployment's name has no case", chat, `{"model":"CHAT"}`, nil, `{"model":"gpt-up"}`},
		{"the path decides on deployments", deployments, `{"model":"embed"}`, nil, `{"model":"gpt-up"}`},
		{"a missing model is put in", deployments, `{"n":1}`, nil, `{"model":"gpt-up","n":1}`},
		{"also into nothing", deployments, ` {} `, nil, ` {"model":"gpt-up"} `},
		{"the header names the model", models, `{"messages":[]}`, []string{"x-ms-model-mesh-model-name", "chat"}, `{"model":"gpt-up","messages":[]}`},
		{"undeclared members are dropped", models, `{"a":1, "messages":[],"b":{}, "model":"chat","c":"x"}`, []string{"extra-parameters", "drop"}, `{"messages":[],"model":"gpt-up"}`},
		{"undeclared members are passed through", models, `{"a":1,"messages":[],"model":"chat"}`, []string{"extra-parameters", "pass-through"}, `{"a":1,"messages":[],"model":"gpt-up"}`},
		{"a stream is asked for its usage", chat, `{"model":"same","stream":true}`, nil, `{"stream_options":{"include_usage":true},"model":"same","stream":true}`},
		{"beside other options", chat, `{"model":"same","stream":true,"stream_options":{"x":1}}`, nil, `{"model":"same","stream":true,"stream_options":{"include_usage":true,"x":1}}`},
		{"a no becomes a yes", chat, `{"model":"same","stream":true,"stream_options":{"include_usage":false}}`, nil, `{"model":"same","stream":true,"stream_options":{"include_usage":true}}`},
		{"null options become some", chat, `{"model":"same","stream":true,"stream_options":null}`, nil, `{"model":"same","stream":true,"stream_options":{"include_usage":true}}`},
		{"who asks is not asked twice", chat, `{"model":"same","stream":true,"stream_options":{"include_usage":true}}`, nil, `{"model":"same","stream":true,"stream_options":{"include_usage":true}}`},
		{"no stream, no options", chat, `{"model":"same","stream":false}`, nil, `{"model":"same","stream":false}`},
		{"a response is not asked for usage", "/openai/v1/responses", `{"model":"same","stream":true}`, nil, `{"model":"same","stream":true}`},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			got := w.answering(t, 200, "{}", "Content-Type", "application/json")
			header := append([]string{
				"api-key", "mine", "Cookie", "a=b", "X-Forwarded-For", "1.2.3.4", "X-Api-Key", "mine", "Connection", "x-hop", "X-Hop", "1",
				"Traceparent", "00-1-2-01", "User-Agent", "my-app/1", "Proxy-Authorization", "Basic x",
			}, row.header...)
			status, text, _ := w.call(t, "POST", "/foundry"+row.path, row.body, append(header, bearer(bob)...)...)
			if status != 200 || got.body != row.want {
				t.Fatalf("%d %s: the backend got %s, want %s", status, text, got.body, row.want)
			}
			if !strings.HasPrefix(got.path, "/v1/") || got.header.Get("Authorization") != "Bearer upstream-key" || got.header.Get("Traceparent") == "" || got.header.Get("User-Agent") != "my-app/1" {
				t.Errorf("%s %v", got.path, got.header)
			}
			for _, name := range []string{"Api-Key", "X-Api-Key", "Cookie", "X-Forwarded-For", "X-Hop", "Proxy-Authorization", "Accept-Encoding", "Extra-Parameters", "X-Ms-Model-Mesh-Model-Name"} {
				if got.header.Get(name) != "" {
					t.Errorf("%s reached the backend: %s", name, got.header.Get(name))
				}
			}
		})
	}
}

func TestResponsesAreRelayedByteForByte(t *testing.T) {
	usage := `"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}`
	long := `{"id":"x","choices":[{"message":{"content":"` + strings.Repeat("long é \\\"usage\\\":{\\\"prompt_tokens\\\":999} ", 20000) + `"}}], ` + usage + ` }` + "\n"
	for _, row := range []struct{ because, body, kind string }{
		{"JSON with odd spaces", "{ \"a\" : 1.50 ,\n" + usage + "}\r\n", "application/json; charset=utf-8"},
		{"a long body", long, "application/json"},
		{"sound", "\x00\x01\xff" + strings.Repeat("x", 100000), "audio/mpeg"},
		{"a body without a type", "plain", ""},
		{"a stream", "data: {\"choices\":[{}]}\n\n: ping\n\ndata: [DONE]\n\n", "text/event-stream"},
		{"a stream with CR LF and several lines", "event: a\r\ndata: 1\r\ndata: 2\r\n\r\nid:5\r\rdata: x\n\r\n", "text/event-stream; charset=utf-8"},
		{"a stream that ends in half an event", "data: {\"choices\":[{}]}\n\ndata: {\"cho", "text/event-stream"},
		{"a stream whose usage comes with a choice", "data: {\"choices\":[{}]," + usage + "}\n\ndata: [DONE]\n\n", "text/event-stream"},
		{"a stream that starts with no choices", "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n", "text/event-stream"},
		{"a stream with an event of 3 MB", "data: " + strings.Repeat("y", 3<<20) + "\n\ndata: [DONE]\n\n", "text/event-stream"},
		{"a failure in JSON", `{"error":{"message":"no","code":"context_length_exceeded"}}`, "application/json"},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			status := 200
			if strings.HasPrefix(row.because, "a failure") {
				status = 400
			}
			w.answering(t, status, row.body, "Content-Type", row.kind)
			got, text, header := w.readAll(t, `{"model":"chat","stream":true,`+hello+`}`)
			if got != status || text != row.body || header.Get("Content-Type") != row.kind && row.kind != "" {
				t.Errorf("%d %q\n%.300q, want\n%.300q", got, header.Get("Content-Type"), text, row.body)
			}
			if known := w.lastUse(t).Tokens; strings.Contains(row.body, usage) != known.Known || known.Known && known != (inference.Tokens{Prompt: 3, Completion: 4, Total: 7, Known: true}) {
				t.Errorf("usage %+v", known)
			}
		})
	}
}

// readAll posts and returns the exact body.
func (w *world) readAll(t *testing.T, body string) (int, string, http.Header) {
	t.Helper()
	response := w.request(t, "POST", "/foundry/openai/v1/chat/completions", body, bearer(bob)...)
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text), response.Header
}

// lastUse waits for the usage record of a finished call, which is written after the last byte.
func (w *world) lastUse(t *testing.T) inference.Use {
	t.Helper()
	for range 1000 {
		w.mu.Lock()
		n := len(w.uses)
		if n > 0 {
			defer w.mu.Unlock()
			return w.uses[n-1]
		}
		w.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
	t.Fatal("no use was reported")
	return inference.Use{}
}

func TestStreamUsageIsCountedAndShownOnlyOnRequest(t *testing.T) {
	const head, end = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}\n\n", "data: [DONE]\n\n"
	const event = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}\n\n"
	for _, row := range []struct{ because, options, want string }{
		{"who did not ask does not see it", ``, head + end},
		{"who said no does not see it", `"stream_options":{"include_usage":false},`, head + end},
		{"who asked sees it", `"stream_options":{"include_usage":true},`, head + event + end},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.answering(t, 200, head+event+end, "Content-Type", "text/event-stream")
			if _, text, _ := w.readAll(t, `{"model":"chat","stream":true,`+row.options+hello+`}`); text != row.want {
				t.Errorf("got %q, want %q", text, row.want)
			}
			use := w.lastUse(t)
			if use.Tokens.Total != 7 || use.Caller.Object != bob || use.Deployment.Name != "chat" || use.Model != "gpt-up" || !use.Stream || use.Status != 200 {
				t.Errorf("%+v", use)
			}
		})
	}
}

// The backend sends the next event only after the client has received the previous one.
func TestEventsArriveOneByOne(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	next := make(chan struct{})
	w.behind(t, func(out http.ResponseWriter, r *http.Request) {
		out.Header().Set("Content-Type", "text/event-stream")
		for i := range 20 {
			_, _ = fmt.Fprintf(out, "data: %d\n\n", i)
			_ = http.NewResponseController(out).Flush()
			select {
			case <-next:
			case <-r.Context().Done():
				return
			}
		}
	})
	response := w.request(t, "POST", chatPath, `{"model":"chat","stream":true,`+hello+`}`, bearer(bob)...)
	buf := make([]byte, 100)
	for i := range 20 {
		n, err := response.Body.Read(buf)
		if want := fmt.Sprintf("data: %d\n\n", i); string(buf[:n]) != want {
			t.Fatalf("got %q, %v, want %q", buf[:n], err, want)
		}
		next <- struct{}{}
	}
}

func TestDisconnectedClientsCancelTheBackendCall(t *testing.T) {
	for _, row := range []struct {
		because, protocol string
		begin             bool
	}{
		{"in the middle of a stream", "HTTP/1.1", true},
		{"before the answer begins", "HTTP/1.1", false},
		{"in the middle of one of a connection's streams", "HTTP/2.0", true},
		{"before the answer of one of a connection's streams begins", "HTTP/2.0", false},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.grant(t, bob, user, accountID)
			came, ended := make(chan struct{}), make(chan struct{})
			w.behind(t, func(out http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if row.begin {
					out.Header().Set("Content-Type", "text/event-stream")
					_, _ = io.WriteString(out, "data: 1\n\n")
					_ = http.NewResponseController(out).Flush()
				}
				close(came)
				<-r.Context().Done()
				close(ended)
			})
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			front, client := w.speaking(t, row.protocol)
			r, _ := http.NewRequestWithContext(ctx, "POST", front+chatPath, strings.NewReader(`{"model":"chat","stream":true,`+hello+`}`))
			r.Header.Set("Authorization", bearer(bob)[1])
			go func() {
				response, err := client.Do(r)
				if err == nil {
					_, _ = io.Copy(io.Discard, response.Body)
					_ = response.Body.Close()
				}
			}()
			<-came
			leave()
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				t.Fatal("the backend still works for nobody")
			}
		})
	}
}

func TestBackendErrorsAreTranslated(t *testing.T) {
	for _, row := range []struct {
		because string
		status  int
		body    string
		header  []string
		want    int
		has     string
	}{
		{"a full backend's own words and wait", 429, `{"error":{"message":"slow down","code":"rate_limit"}}`, []string{"Content-Type", "application/json", "Retry-After", "7"}, 429, `{"error":{"message":"slow down","code":"rate_limit"}}`},
		{"a page instead of JSON", 503, "<html>secret.internal</html>", []string{"Content-Type", "text/html", "Retry-After", "3"}, 503, `{"error":{"code":"UpstreamError","message":"The model of this deployment answered with status 503."}}`},
		{"our own key is refused", 401, `{"error":"bad key sk-123"}`, []string{"Content-Type", "application/json"}, 502, "refused this service's own credential"},
		{"a redirect is not passed on", 302, ``, []string{"Location", "https://evil.example/"}, 502, "status 302"},
		{"an internal failure", 500, `{"error":{"message":"boom"}}`, []string{"Content-Type", "application/json"}, 500, "boom"},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.answering(t, row.status, row.body, append(row.header, "Set-Cookie", "a=b", "WWW-Authenticate", "Bearer", "X-Keyless-Decision", "forged", "X-Backend", "kept")...)
			status, text, header := w.post(t, `{"model":"chat",`+hello+`}`)
			if status != row.want || !strings.Contains(text, row.has) || strings.Contains(text, "secret.internal") || strings.Contains(text, "sk-123") {
				t.Errorf("%d %s", status, text)
			}
			for _, name := range []string{"Set-Cookie", "Www-Authenticate", "Location", "X-Keyless-Decision"} {
				if header.Get(name) != "" {
					t.Errorf("%s: %s", name, header.Get(name))
				}
			}
			if status == 429 && header.Get("Retry-After") != "7" || status == 503 && (header.Get("Retry-After") != "3" || header.Get("Retry-After-Ms") != "3000") {
				t.Errorf("%v", header)
			}
		})
	}
}

// failing is a backend that returns an error instead of a response.
type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

func TestUnreachableBackendsAreReported(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	w.behind(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	broken := w.backend
	for _, row := range []struct {
		because string
		backend http.RoundTripper
		want    int
	}{
		{"it hangs up", broken, 502},
		{"it is not there", failing{&net.OpError{Op: "dial", Err: errors.New("secret")}}, 503},
		{"it fails", failing{errors.New("secret")}, 502},
		{"it takes too long", failing{context.DeadlineExceeded}, 504},
		{"it says what is wrong", failing{fault.New(fault.Throttled, "429", "full")}, 429},
	} {
		t.Run(row.because, func(t *testing.T) {
			w.backend = row.backend
			status, text, _ := w.post(t, `{"model":"chat",`+hello+`}`)
			if status != row.want || strings.Contains(text, "secret") || !strings.HasPrefix(text, `{"error":{"code":`) {
				t.Errorf("%d %s", status, text)
			}
		})
	}
}

func TestTruncatedResponsesAreReported(t *testing.T) {
	for _, kind := range []string{"text/event-stream", "application/json"} {
		w := newWorld(t)
		w.grant(t, bob, user, accountID)
		w.behind(t, func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(out, "data: 1\n\ndata: 2")
			_ = http.NewResponseController(out).Flush()
			panic(http.ErrAbortHandler)
		})
		response := w.request(t, "POST", chatPath, `{"model":"chat","stream":true,`+hello+`}`, bearer(bob)...)
		text, err := io.ReadAll(response.Body)
		came, _, told := strings.Cut(string(text), "\n\nevent: error\n")
		if err == nil || came != "data: 1\n\ndata: 2" || told != (kind == "text/event-stream") {
			t.Errorf("%s: %q, %v", kind, text, err)
		}
	}
}

func TestBodiesAreLimited(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	body := append([]byte(`{"model":"chat","messages":[{"role":"user","content":"`), bytes.Repeat([]byte("x"), inference.MaxBody)...)
	for _, length := range []int64{int64(len(body)), -1} {
		r, _ := http.NewRequestWithContext(t.Context(), "POST", w.server.URL+chatPath, io.NopCloser(bytes.NewReader(body)))
		r.ContentLength = length
		r.Header.Set("Authorization", bearer(bob)[1])
		r.Header.Set("Expect", "100-continue")
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != 413 || !bytes.Contains(text, []byte("limit of 52428800 bytes")) {
			t.Errorf("length %d: %d %s", length, response.StatusCode, text)
		}
	}
}

func TestFormsAreSentWithTheBackendsModel(t *testing.T) {
	w := newWorld(t)
	got := w.answering(t, 200, `{"text":"hello"}`, "Content-Type", "application/json")
	body := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n\x00\xff\r\n--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nchat\r\n--b--\r\n"
	header := append([]string{"Content-Type", "multipart/form-data; boundary=b"}, bearer(bob)...)
	for _, path := range []string{"/foundry/openai/v1/audio/transcriptions", "/foundry/openai/deployments/chat/audio/transcriptions?api-version=2024-10-21"} {
		if status, text, _ := w.call(t, "POST", path, body, header...); status != 200 || text != `{"text":"hello"}` {
			t.Fatalf("%d %s", status, text)
		}
		if got.path != "/v1/audio/transcriptions" || !strings.Contains(got.body, "\r\n\r\ngpt-up\r\n") || !strings.Contains(got.body, "\x00\xff") || strings.Contains(got.body, "\r\nchat\r\n") {
			t.Errorf("%s %q", got.path, got.body)
		}
		if kind := got.header.Get("Content-Type"); !strings.HasPrefix(kind, "multipart/form-data; boundary=") || !strings.Contains(got.body, strings.TrimPrefix(kind, "multipart/form-data; boundary=")) {
			t.Errorf("%s", kind)
		}
	}
	if status, text, _ := w.call(t, "POST", "/foundry/openai/v1/audio/transcriptions", "{}", bearer(bob)...); status != 415 {
		t.Errorf("%d %s", status, text)
	}
}
