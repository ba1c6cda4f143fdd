package upstream_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"keyless.dev/keyless/internal/upstream"
)

func TestServersAreCalledBelowTheirRootWithTheirKey(t *testing.T) {
	for _, row := range []struct{ because, path, want string }{
		{"no path means /v1", "", "/v1/chat/completions"},
		{"a slash counts as no path", "/", "/v1/chat/completions"},
		{"a path is kept", "/api/openai/v1/", "/api/openai/v1/chat/completions"},
	} {
		t.Run(row.because, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, r.URL.Path+" "+r.Header.Get("Authorization"))
			}))
			defer server.Close()
			s, err := upstream.OpenAI(upstream.Config{URL: server.URL + row.path, Key: "secret"})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "/chat/completions", strings.NewReader("{}"))
			r.Header.Set("Authorization", "Bearer of the caller")
			response, err := s.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if got, _ := io.ReadAll(response.Body); string(got) != row.want+" Bearer secret" {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestInternalHeadersAreNotSentToServers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = r.Header.Write(w) }))
	defer server.Close()
	for because, config := range map[string]upstream.Config{
		"without a key": {URL: server.URL}, "with one": {URL: server.URL, Key: "own"}, "with one in a header of its own": {URL: server.URL, Key: "own", KeyHeader: "x-api-key"},
	} {
		s, err := upstream.OpenAI(config)
		if err != nil {
			t.Fatal(err)
		}
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "/chat/completions", strings.NewReader("{}"))
		r.Header = http.Header{"Authorization": {"Bearer of the caller"}, upstream.HeaderServer: {"one"}, upstream.HeaderAzure: {"1"}, "Accept": {"a"}}
		before := r.Header.Clone()
		response, err := s.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if text := string(got); strings.Contains(text, "caller") || strings.Contains(text, "Keyless") || !strings.Contains(text, "Accept: a") {
			t.Errorf("%s: the server got\n%s", because, text)
		}
		if diff := cmp.Diff(before, r.Header); diff != "" || r.URL.Path != "/chat/completions" {
			t.Errorf("%s: the caller's request was changed: %s %s", because, r.URL, diff)
		}
		s.Close()
	}
}

func TestModelsAreListed(t *testing.T) {
	for _, row := range []struct {
		because, body string
		status        int
		want          string
	}{
		{"a list", `{"object":"list","data":[{"id":"a"},{"id":"b"},{"id":""}]}`, 200, "a b"},
		{"an empty list is an error", `{"data":[]}`, 200, ""},
		{"no list", `<html>`, 200, ""},
		{"a refusal", `{}`, 401, ""},
	} {
		t.Run(row.because, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(row.status)
				_, _ = io.WriteString(w, row.body)
			}))
			defer server.Close()
			s, err := upstream.OpenAI(upstream.Config{URL: server.URL})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			names, err := s.Models(t.Context())
			if strings.Join(names, " ") != row.want || (err == nil) != (row.want != "") {
				t.Errorf("%v, %v", names, err)
			}
		})
	}
}

func TestOpenAIRejectsInvalidAddresses(t *testing.T) {
	for _, url := range []string{"", "vllm:8000", "ftp://x/", "http://", "http://user:pass@x/v1", "http://x/v1?key=1", "http://%zz"} {
		if _, err := upstream.OpenAI(upstream.Config{URL: url}); err == nil {
			t.Errorf("%q was taken", url)
		} else if strings.Contains(err.Error(), "pass@") {
			t.Errorf("%v shows a password", err)
		}
	}
}
