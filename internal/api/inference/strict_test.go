package inference_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/upstream"
)

func TestMeteringMembersAreStrict(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	reached := 0
	w.behind(t, func(out http.ResponseWriter, _ *http.Request) {
		reached++
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, `{}`)
	})
	for _, row := range []struct {
		rule, members string
		ok            bool
	}{
		{"stream is a boolean", `"stream":false`, true},
		{"stream may be null", `"stream":null`, true},
		{"stream is not a text", `"stream":"true"`, false},
		{"stream is not a number", `"stream":1`, false},
		{"stream is not an object", `"stream":{}`, false},
		{"stream is named once", `"stream":false,"stream":true`, false},
		{"stream has one case", `"Stream":true`, false},
		{"stream has one case in Unicode as well", "\"\u017ftream\":true", false},
		{"an escaped name is the same name", `"stream":false,"\u0073tream":true`, false},
		{"stream_options is an object", `"stream":false,"stream_options":{"include_usage":true}`, true},
		{"stream_options may be null", `"stream_options":null`, true},
		{"stream_options is not a list", `"stream_options":[]`, false},
		{"include_usage is a boolean", `"stream_options":{"include_usage":"false"}`, false},
		{"include_usage is named once", `"stream_options":{"include_usage":true,"include_usage":false}`, false},
		{"include_usage has one case", `"stream_options":{"include_usage":true,"Include_Usage":false}`, false},
		{"include_usage is not escaped into a second one", `"stream_options":{"include_usage":true,"include\u005fusage":false}`, false},
	} {
		reached = 0
		status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat",`+row.members+`,`+hello+`}`, bearer(bob)...)
		if ok := status == http.StatusOK; ok != row.ok || reached > 0 != row.ok {
			t.Errorf("%s: %d, %d calls of the model: %s", row.rule, status, reached, body)
		}
	}
}

func TestRoutingMembersAreRejected(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	reached := 0
	w.behind(t, func(out http.ResponseWriter, _ *http.Request) {
		reached++
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, `{}`)
	})
	members := []string{"models", "Models", "fallbacks", "route", "api_base", "base_url", "provider", "PROVIDER", "custom_llm_provider", "extra_body", `\u006dodels`, "model\u017f", `fallbac\u212as`, "fallback\u017f"}
	for _, path := range []string{"/foundry/openai/v1/chat/completions", "/foundry/openai/v1/responses", "/foundry/openai/v1/embeddings", "/foundry/anthropic/v1/messages"} {
		for _, member := range members {
			status, body, _ := w.call(t, "POST", path, `{"model":"chat","`+member+`":["another"],"input":"x",`+hello+`}`, bearer(bob)...)
			if status != http.StatusBadRequest || !strings.Contains(body, "not allowed") {
				t.Errorf("%s with %s: %d %s", path, member, status, body)
			}
		}
	}
	for _, field := range []string{"api_base", "api_ba\u017fe", "fallbac\u212as"} {
		var form bytes.Buffer
		parts := multipart.NewWriter(&form)
		_ = parts.WriteField("model", "chat")
		_ = parts.WriteField(field, "http://evil.test")
		_ = parts.Close()
		status, body, _ := w.call(t, "POST", "/foundry/openai/v1/audio/transcriptions", form.String(), append(bearer(bob), "Content-Type", parts.FormDataContentType())...)
		if status != http.StatusBadRequest || !strings.Contains(body, "not allowed") {
			t.Errorf("a form with %s: %d %s", field, status, body)
		}
	}
	if reached > 0 {
		t.Errorf("the model was called %d times", reached)
	}

	guard := upstream.NewGuard(upstream.GuardConfig{Name: "router", Next: w.backend, AllowMembers: []string{"provider"}})
	pool, err := upstream.NewPool(upstream.PoolConfig{Members: []upstream.Member{{Guard: guard}}})
	if err != nil {
		t.Fatal(err)
	}
	w.backend = pool
	for member, want := range map[string]int{"provider": http.StatusOK, "models": http.StatusBadRequest} {
		if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat","`+member+`":{},`+hello+`}`, bearer(bob)...); status != want {
			t.Errorf("%s, where the configuration allows provider: %d %s", member, status, body)
		}
	}
}

func TestResponseHeadersOfModelsAreAllowlisted(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	w.behind(t, func(out http.ResponseWriter, _ *http.Request) {
		h := out.Header()
		h.Set("Content-Type", "application/json")
		for _, name := range []string{"X-Accel-Redirect", "X-Accel-Limit-Rate", "X-Sendfile", "X-Lighttpd-Send-File", "X-Reproxy-Url", "Surrogate-Control", "Set-Cookie", "Location", "Access-Control-Allow-Origin", "X-Keyless-Decision", "X-Custom"} {
			h.Set(name, "evil")
		}
		for _, name := range []string{"Openai-Processing-Ms", "X-Ratelimit-Remaining-Tokens", "Retry-After", "Etag"} {
			h.Set(name, "7")
		}
		_, _ = io.WriteString(out, `{}`)
	})
	status, _, h := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat",`+hello+`}`, bearer(bob)...)
	if status != http.StatusOK {
		t.Fatal(status)
	}
	for name, values := range h {
		if strings.Contains(strings.Join(values, ","), "evil") {
			t.Errorf("%s is relayed", name)
		}
	}
	for _, name := range []string{"Openai-Processing-Ms", "X-Ratelimit-Remaining-Tokens", "Retry-After", "Etag"} {
		if h.Get(name) != "7" {
			t.Errorf("%s is not relayed", name)
		}
	}
}

func TestStalledClientsReleaseTheSlot(t *testing.T) {
	for _, kind := range []string{"text/event-stream", "application/octet-stream"} {
		t.Run(kind, func(t *testing.T) {
			w := newWorldWith(t, 300*time.Millisecond)
			w.grant(t, bob, user, accountID)
			var running atomic.Int32
			w.behind(t, func(out http.ResponseWriter, r *http.Request) {
				running.Add(1)
				defer running.Add(-1)
				out.Header().Set("Content-Type", kind)
				event := []byte("data: " + strings.Repeat("x", 8<<10) + "\n\n")
				for r.Context().Err() == nil {
					if _, err := out.Write(event); err != nil {
						return
					}
				}
			})
			connection, err := net.Dial("tcp", w.server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = connection.Close() }()
			body := `{"model":"chat","stream":true,` + hello + `}`
			_, _ = fmt.Fprintf(connection, "POST /foundry/openai/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
				signed(bob, cognitive), len(body), body)
			// The client reads the first bytes, and then stops reading.
			if _, err := io.ReadFull(connection, make([]byte, 100)); err != nil {
				t.Fatal(err)
			}
			deadline := time.Now().Add(30 * time.Second)
			for running.Load() > 0 {
				if time.Now().After(deadline) {
					t.Fatal("the call of the model goes on")
				}
				time.Sleep(10 * time.Millisecond)
			}
		})
	}
}
