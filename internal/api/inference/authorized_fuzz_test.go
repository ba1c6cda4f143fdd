package inference_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/resource"
)

const otherID = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/other"

// captured is a request as a model server received it.
type captured struct {
	method string
	url    *url.URL
	kind   string
	body   []byte
}

// capturing is a backend that records the last request it received.
type capturing struct{ got *captured }

func (c *capturing) RoundTrip(r *http.Request) (*http.Response, error) {
	c.got = &captured{method: r.Method, url: r.URL, kind: r.Header.Get("Content-Type")}
	if r.Body != nil {
		c.got.body, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(`{}`)),
	}, nil
}

// actionsOf returns the data actions that may lead to a path of a model server. It does not use the host's table, so that
// the test compares two independent lists.
func actionsOf(backend string) []string {
	return map[string][]string{
		"/chat/completions":     {"MaaS/chat/completions/action", "OpenAI/deployments/chat/completions/action", "AIServices/agents/write"},
		"/completions":          {"MaaS/completions/action", "OpenAI/deployments/completions/action"},
		"/embeddings":           {"MaaS/embeddings/action", "OpenAI/deployments/embeddings/action", "AIServices/agents/write"},
		"/images/embeddings":    {"MaaS/images/embeddings/action"},
		"/images/generations":   {"MaaS/images/generations/action", "OpenAI/images/generations/action"},
		"/images/edits":         {"OpenAI/images/generations/action"},
		"/audio/speech":         {"OpenAI/deployments/audio/action"},
		"/audio/transcriptions": {"OpenAI/deployments/audio/action"},
		"/audio/translations":   {"OpenAI/deployments/audio/action"},
		"/responses":            {"OpenAI/responses/write", "AIServices/responses/write"},
		"/messages":             {"AIServices/providers/action"},
	}[backend]
}

// modelsRead returns every model that a server may read from a body: each member or form field named model, without
// regard to case, because servers differ in which of several they take.
func modelsRead(kind string, body []byte) map[string]bool {
	models := map[string]bool{}
	if media, parameters, _ := mime.ParseMediaType(kind); media == "multipart/form-data" {
		parts := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
		for part, err := parts.NextPart(); err == nil; part, err = parts.NextPart() {
			if value, _ := io.ReadAll(part); strings.EqualFold(part.FormName(), "model") {
				models[string(value)] = true
			}
		}
		return models
	}
	var folded struct {
		Model any `json:"model"`
	}
	if json.Unmarshal(body, &folded) == nil {
		models[fmt.Sprint(folded.Model)] = true
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return models
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return models
		}
		var value any
		if decoder.Decode(&value) != nil {
			return models
		}
		if text, ok := name.(string); ok && strings.EqualFold(text, "model") {
			models[fmt.Sprint(value)] = true
		}
	}
	return models
}

// FuzzBackendRequestMatchesAuthorization compares what a request was authorized for with the request that the model
// server received: account, data action, path and model.
func FuzzBackendRequestMatchesAuthorization(f *testing.F) {
	const json, form = "application/json", "multipart/form-data; boundary=b"
	chat := `{"model":"chat",` + hello + `}`
	speech := "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nchat\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nx\r\n--b--\r\n"
	for _, seed := range []struct{ target, kind, model, body string }{
		{"/foundry/openai/v1/chat/completions", json, "", chat},
		{"/foundry/openai/v1/responses", json, "", `{"model":"chat","input":"x"}`},
		{"/foundry/models/chat/completions?api-version=2024-05-01-preview", json, "chat", chat},
		{"/foundry/models/chat/completions?api-version=2024-05-01-preview", json, "theirs", `{"model":"chat"}`},
		{"/foundry/openai/deployments/chat/chat/completions?api-version=2024-10-21", json, "", `{"model":"theirs"}`},
		{"/foundry/openai/deployments/chat/chat/completions?api-version=2024-10-21", json, "", `{"model":"embed"}`},
		{"/foundry/openai/deployments/../deployments/chat/completions?api-version=2024-10-21", json, "", chat},
		{"/foundry/openai/deployments/chat%2f..%2f..%2f/completions?api-version=2024-10-21", json, "", chat},
		{"/foundry/../other/openai/v1/chat/completions", json, "", chat},
		{"/other/openai/v1/chat/completions", json, "", chat},
		{"//foundry//openai/v1/embeddings", json, "", `{"model":"embed","input":"x"}`},
		{"/foundry%00/openai/v1/embeddings", json, "", `{"model":"embed","input":"x"}`},
		{"http://other/foundry/openai/v1/chat/completions", json, "", chat},
		{"/foundry/api/projects/p/openai/v1/responses", json, "", `{"model":"chat","input":"x"}`},
		{"/foundry/anthropic/v1/messages;/openai", json, "", chat},
		{"/foundry/openai/v1/chat/completions", json, "", `{"model":"chat","Model":"theirs"}`},
		{"/foundry/openai/v1/chat/completions", json, "", `{"model":"chat","mod\u0065l":"theirs"}`},
		{"/foundry/openai/v1/audio/transcriptions", form, "", speech},
		{"/foundry/openai/deployments/chat/audio/translations?api-version=2024-10-21", form, "", speech},
	} {
		f.Add(seed.target, seed.kind, seed.model, []byte(seed.body))
	}
	w := newWorld(f)
	backend := &capturing{}
	w.backend = backend
	w.put(f, resource.TypeAccount, otherID, resource.AccountProperties{CustomSubDomainName: "other"})
	for _, name := range []string{"chat", "theirs"} {
		w.put(f, resource.TypeDeployment, otherID+"/deployments/"+name, resource.DeploymentProperties{
			ProvisioningState: "Succeeded", Model: resource.Model{Format: "OpenAI", Name: "model-of-other"},
		})
	}
	w.grant(f, bob, user, accountID)
	names := map[string]string{"chat": "gpt-up", "embed": "text-embed-up", "same": "same"}
	f.Fuzz(func(t *testing.T, target, kind, model string, body []byte) {
		if strings.ContainsAny(target+kind+model, "\r\n") {
			return
		}
		head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n", target, bearer(bob)[1], kind, len(body))
		if model != "" {
			head += "X-Ms-Model-Mesh-Model-Name: " + model + "\r\n"
		}
		r, err := http.ReadRequest(bufio.NewReader(io.MultiReader(strings.NewReader(head+"\r\n"), bytes.NewReader(body))))
		if err != nil {
			return
		}
		r.RemoteAddr = "127.0.0.1:1"
		backend.got, w.decided = nil, nil
		func() {
			defer func() {
				if p := recover(); p != nil && p != http.ErrAbortHandler {
					panic(p)
				}
			}()
			w.server.Config.Handler.ServeHTTP(httptest.NewRecorder(), r.WithContext(t.Context()))
		}()
		got := backend.got
		if got == nil {
			return
		}
		if len(w.decided) != 1 || !w.decided[0].Decision.Allowed {
			t.Fatalf("%q reached %s with decisions %+v", target, got.url, w.decided)
		}
		decided := w.decided[0].Question
		if scope := decided.Scope.String(); scope != accountID && scope != accountID+"/projects/p" {
			t.Fatalf("%q was authorized at %s", target, scope)
		}
		action := strings.TrimPrefix(decided.Action, "Microsoft.CognitiveServices/accounts/")
		if !slices.Contains(actionsOf(got.url.Path), action) || got.url.RawQuery != "" || got.url.Host != "" || got.method != http.MethodPost {
			t.Fatalf("%q was authorized for %s and reached %s %s", target, action, got.method, got.url)
		}
		// A second parser of the path, which resolves it as proxies do, must find the same account and operation.
		clean := strings.ToLower(path.Clean("/" + r.URL.Path))
		if !strings.HasPrefix(clean, "/foundry/") || !strings.HasSuffix(clean, got.url.Path) {
			t.Fatalf("%q, which may be read as %s, reached %s", target, clean, got.url.Path)
		}
		models := modelsRead(got.kind, got.body)
		if len(models) != 1 || !slices.Contains(slices.Collect(maps.Values(names)), slices.Collect(maps.Keys(models))[0]) {
			t.Fatalf("%q with %q reached models %v in %q", target, body, models, got.body)
		}
		if deployment := r.URL.Path; strings.Contains(strings.ToLower(deployment), "/deployments/") {
			for name, at := range names {
				if models[at] && !strings.Contains(strings.ToLower(deployment), "/"+name+"/") {
					t.Fatalf("%q reached model %s", target, at)
				}
			}
		}
	})
}
