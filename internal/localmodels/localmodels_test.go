package localmodels

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestFindReturnsServersThatListModelsOfTheirOwn(t *testing.T) {
	serve := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/v1/models" {
				http.NotFound(w, r)
				return
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		t.Cleanup(s.Close)
		return s.URL + "/v1"
	}
	moved := httptest.NewServer(http.RedirectHandler(serve(200, `{"object":"list","data":[{"id":"x","owned_by":"vllm"}]}`)+"/models", http.StatusFound))
	t.Cleanup(moved.Close)
	for _, row := range []struct {
		because, url, owner string
		found               bool
		models              string
	}{
		{"vLLM lists its model", serve(200, `{"object":"list","data":[{"id":"llama","object":"model","owned_by":"vllm"}]}`), "vllm", true, "llama"},
		{"llama.cpp lists models in two forms", serve(200, `{"models":[{"name":"a.gguf"}],"object":"list","data":[{"id":"a.gguf","owned_by":"llamacpp"}]}`), "llamacpp", true, "a.gguf"},
		{"Ollama has several models", serve(200, `{"object":"list","data":[{"id":"a:8b","owned_by":"library"},{"id":"b","owned_by":"me"}]}`), "", true, "a:8b, b"},
		{"Ollama has no models and says null", serve(200, `{"object":"list","data":null}`), "", true, ""},
		{"another server has the port of vLLM", serve(200, `{"object":"list","data":[{"id":"llama","owned_by":"somebody"}]}`), "vllm", false, ""},
		{"nobody says whose an empty list is", serve(200, `{"object":"list","data":[]}`), "vllm", false, ""},
		{"a page is no list", serve(200, "<html>"), "", false, ""},
		{"another API answers JSON", serve(200, `{"status":"up"}`), "", false, ""},
		{"the server wants a key", serve(401, `{"object":"list","data":[]}`), "", false, ""},
		{"a redirect is not followed", moved.URL + "/v1", "vllm", false, ""},
		{"nothing listens", "http://127.0.0.1:1/v1", "", false, ""},
	} {
		found := Find(t.Context(), []Server{{Name: "It", Source: "it", URL: row.url, Owner: row.owner}})
		if (len(found) == 1) != row.found {
			t.Errorf("%s: found is %v", row.because, found)
			continue
		}
		if row.found && strings.Join(found[0].Models, ", ") != row.models {
			t.Errorf("%s: the models are %v", row.because, found[0].Models)
		}
	}
}
