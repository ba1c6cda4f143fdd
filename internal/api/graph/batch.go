package graph

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
)

// maxBatch is the maximum number of requests in a batch, as in Graph.
const maxBatch = 20

type batchIn struct {
	Requests []struct {
		ID        string            `json:"id"`
		Method    string            `json:"method"`
		URL       string            `json:"url"`
		Headers   map[string]string `json:"headers"`
		Body      json.RawMessage   `json:"body"`
		DependsOn []string          `json:"dependsOn"`
	} `json:"requests"`
}

// batch runs up to 20 requests in order, each as if it had been sent alone with the same token. A request that depends on a
// failed one is not run and has the status 424.
func (s *service) batch(w http.ResponseWriter, r *edge.Request) error {
	in, err := edge.ReadJSON[batchIn](r)
	if err != nil {
		return err
	}
	if len(in.Requests) == 0 || len(in.Requests) > maxBatch {
		return badRequest("Number of batch request steps must be between 1 and %d.", maxBatch)
	}
	status := make(map[string]int, len(in.Requests))
	responses := []any{}
	for _, step := range in.Requests {
		if _, twice := status[step.ID]; step.ID == "" || twice {
			return badRequest("Batch request ids must be unique and not empty.")
		}
		response := map[string]any{"id": step.ID}
		blocked := slices.ContainsFunc(step.DependsOn, func(id string) bool { return status[id] < 200 || status[id] > 299 })
		if blocked {
			status[step.ID] = http.StatusFailedDependency
			response["body"] = map[string]any{"error": map[string]any{"code": "FailedDependency", "message": "A request that this one depends on has failed."}}
		} else {
			answer := s.step(r, step.Method, step.URL, step.Headers, step.Body)
			status[step.ID] = answer.status
			response["headers"] = answer.headers()
			if body := answer.body.Bytes(); len(body) > 0 {
				response["body"] = asJSON(body)
			}
		}
		response["status"] = status[step.ID]
		responses = append(responses, response)
	}
	return edge.WriteJSON(w, http.StatusOK, map[string]any{"responses": responses})
}

// step runs one request of a batch through the host. A batch within a batch answers 404.
func (s *service) step(r *edge.Request, method, address string, headers map[string]string, body json.RawMessage) *recorder {
	out := &recorder{header: make(http.Header)}
	version, _, _ := strings.Cut(strings.TrimPrefix(r.Route.Template(), "/"), "/")
	u, err := url.Parse("/" + version + "/" + strings.TrimLeft(address, "/"))
	if err != nil || strings.Contains(ascii.ToLower(u.Path), "$batch") {
		out.WriteHeader(http.StatusBadRequest)
		return out
	}
	inner := r.Clone(r.Context())
	inner.Method, inner.URL, inner.RequestURI = ascii.ToUpper(method), u, ""
	inner.Header = make(http.Header)
	for name, value := range headers {
		inner.Header.Set(name, value)
	}
	inner.Header["Authorization"] = r.Header["Authorization"]
	inner.Body = http.NoBody
	if len(body) > 0 {
		inner.Body = readCloser{bytes.NewReader(body)}
	}
	inner.ContentLength = int64(len(body))
	s.host.ServeHTTP(out, inner)
	return out
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// recorder holds the response to one request of a batch.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (w *recorder) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write implements http.ResponseWriter.
func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *recorder) headers() map[string]string {
	out := make(map[string]string, len(w.header))
	for name := range maps.Keys(w.header) {
		out[name] = w.header.Get(name)
	}
	return out
}

// asJSON returns a body for the response of the batch: JSON unchanged, other content in base64.
func asJSON(body []byte) any {
	if json.Valid(body) {
		return json.RawMessage(body)
	}
	return base64.StdEncoding.EncodeToString(body)
}
