package upstream_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/upstream"
)

// aServer responds in each of the ways that can be recorded.
func aServer(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Openai-Organization", "org-secret")
		h.Set("Set-Cookie", "session=cookie-secret")
		h.Set("X-Echo", r.Header.Get("Authorization"))
		h.Set("X-Ratelimit-Remaining-Requests", "7")
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/v1/models":
			_, _ = io.WriteString(w, `{"data":[{"id":"m"}]}`)
		case "/v1/audio/speech":
			h.Set("Content-Type", "audio/mpeg")
			_, _ = w.Write([]byte{0xff, 0xfb, 0x00, 0x80})
		case "/v1/embeddings":
			h.Set("Retry-After", "3")
			h.Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = io.WriteString(w, `{"error":{"message":"Slow down."}}`)
		case "/v1/audio/transcriptions":
			_, _ = io.WriteString(w, `{"text":"heard"}`)
		case "/v1/responses":
			h.Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"error":"key sk-secret is wrong"}`)
		case "/v1/completions":
			h.Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, "data: {\"half\n\n")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		default:
			if bytes.Contains(body, []byte(`"stream":true`)) {
				h.Set("Content-Type", "text/event-stream; charset=utf-8")
				for _, event := range []string{": hello\n\n", "data: {\"é\":1}\n\n", "data: [DONE]\n\n"} {
					_, _ = io.WriteString(w, event)
					_ = http.NewResponseController(w).Flush()
				}
				return
			}
			h.Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "{\"you\": \"said\"}\n")
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// call sends a request and returns everything that its caller sees.
func call(t *testing.T, model http.RoundTripper, method, path, kind, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer caller-secret")
	r.Header.Set("Api-Key", "key-secret")
	r.Header.Set("Cookie", "cookie-secret")
	response, err := model.RoundTrip(r)
	if err != nil {
		return "failed: " + err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return fmt.Sprintf("%d %s %s %s %q %v", response.StatusCode, response.Header.Get("Content-Type"), response.Header.Get("Retry-After"),
		response.Header.Get("X-Ratelimit-Remaining-Requests"), text, err)
}

func recorded(t *testing.T) (dir string, recorder *upstream.Recorder) {
	t.Helper()
	server, err := upstream.OpenAI(upstream.Config{URL: aServer(t).URL, Key: "sk-secret"})
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "recordings")
	if recorder, err = upstream.Record(dir, server, func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	return dir, recorder
}

func replayer(t *testing.T, dir string) *upstream.Replayer {
	t.Helper()
	p, err := upstream.Replay(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func form(t *testing.T, model string) (kind, body string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	file, err := w.CreateFormFile("file", "a.wav")
	if err == nil {
		_, err = file.Write([]byte{0xff, 0x00})
	}
	if err = errors.Join(err, w.WriteField("model", model), w.Close()); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.String()
}

func TestReplayMatchesTheRecording(t *testing.T) {
	dir, recorder := recorded(t)
	firstForm, firstBody := form(t, "whisper")
	secondForm, secondBody := form(t, "whisper")
	for _, row := range []struct{ because, method, path, kind, body, againKind, again string }{
		{"a list of models", "GET", "/models", "", "", "", ""},
		{"a whole response, for a request with other order and white space", "POST", "/chat/completions", "application/json", `{"model":"m","n":1.0,"messages":[]}`, "application/json", "{ \"messages\": [],\n\"n\": 1.0, \"model\": \"m\"}"},
		{"a stream", "POST", "/chat/completions", "application/json", `{"stream":true}`, "application/json", `{"stream":true}`},
		{"an error with Retry-After", "POST", "/embeddings", "application/json", `{"input":"x"}`, "application/json", `{"input":"x"}`},
		{"binary data", "POST", "/audio/speech", "application/json", `{"input":"x"}`, "application/json", `{"input":"x"}`},
		{"a form with another boundary", "POST", "/audio/transcriptions", firstForm, firstBody, secondForm, secondBody},
	} {
		t.Run(row.because, func(t *testing.T) {
			want := call(t, recorder, row.method, row.path, row.kind, row.body)
			if got := call(t, replayer(t, dir), row.method, row.path, row.againKind, row.again); got != want {
				t.Errorf("replayed %s\nrecorded %s", got, want)
			}
		})
	}
}

func TestRecordingsContainNoSecrets(t *testing.T) {
	dir, recorder := recorded(t)
	call(t, recorder, "POST", "/chat/completions", "application/json", `{"model":"m"}`)
	call(t, recorder, "POST", "/chat/completions", "application/json", `{"stream":true}`)
	call(t, recorder, "POST", "/responses", "application/json", `{"model":"refused"}`)
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Fatalf("%d files, %v: two answers are kept, and no refusal of the key", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil || bytes.Contains(text, []byte("secret")) || !bytes.Contains(text, []byte("X-Ratelimit-Remaining-Requests")) {
			t.Errorf("%s: %v\n%s", file.Name(), err, text)
		}
	}
}

func TestReplayDescribesMissingRecordings(t *testing.T) {
	p := replayer(t, t.TempDir())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/chat/completions", strings.NewReader(question("m", "What about Oslo?")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.RoundTrip(r)
	want := "There is no recording of POST /chat/completions, model 'm', 'What about Oslo?': the file would be post-chat-completions-"
	if f := fault.Of(err); f == nil || f.Kind != fault.NotFound || !strings.HasPrefix(f.Message, want) {
		t.Errorf("%v", err)
	}
	if _, err := upstream.Replay(filepath.Join(t.TempDir(), "nothing"), 1); err == nil {
		t.Error("a folder that is not there was taken")
	}
}

func TestBrokenResponsesAreNotRecorded(t *testing.T) {
	dir, recorder := recorded(t)
	call(t, recorder, "POST", "/completions", "application/json", `{"stream":true}`)
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("%d files, %v", len(files), err)
	}
}

func TestReplayKeepsTheTimingOfStreams(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		script, err := upstream.ParseScript([]byte("replies: [{text: one two, latency: 3s, tokensPerSecond: 4}]"))
		if err != nil {
			t.Fatal(err)
		}
		recorder, err := upstream.Record(dir, &upstream.BuiltIn{Script: script}, func(err error) { t.Error(err) })
		if err != nil {
			t.Fatal(err)
		}
		body := strings.Replace(question("m", "x"), `{`, `{"stream":true,`, 1)
		want := call(t, recorder, "POST", "/chat/completions", "application/json", body)
		for speed, took := range map[float64]time.Duration{1: 4 * time.Second, 2: 2 * time.Second, 0: 0} {
			player, err := upstream.Replay(dir, speed)
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if got := call(t, player, "POST", "/chat/completions", "application/json", body); got != want || time.Since(began) != took {
				t.Errorf("at speed %v it took %v, want %v: %s", speed, time.Since(began), took, got)
			}
		}
	})
}

func FuzzReplay(f *testing.F) {
	f.Add([]byte(`{"response":{"status":200,"header":{},"after":"1ms","events":[{"after":"1ms","base64":"!"}]}}`))
	f.Add([]byte(`{"response":{"status":9999,"body":{"text":"x"}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := t.TempDir()
		recorder, err := upstream.Record(dir, &upstream.BuiltIn{}, func(err error) { t.Error(err) })
		if err != nil {
			t.Fatal(err)
		}
		call(t, recorder, "GET", "/models", "", "")
		files, err := os.ReadDir(dir)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, files[0].Name()), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		call(t, replayer(t, dir), "GET", "/models", "", "")
	})
}
