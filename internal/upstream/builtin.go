package upstream

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
)

// BuiltIn is a model that needs no network. It always gives the same answer to the same question, streams, calls tools,
// fills JSON schemas and counts tokens. It is meant for development, tests and demonstrations.
type BuiltIn struct {
	// Now returns the time of a response; nil means time.Now.
	Now func() time.Time
	// Pace is the time between two tokens of a stream; 0 means none.
	Pace time.Duration
	// Script lists scripted replies; nil means none.
	Script *Script

	kept          keptResponses
	conversations conversations
}

// The names under which the built-in model is listed. It accepts any name: it embeds if the name contains "embed", and chats
// otherwise.
const (
	BuiltInChat  = "keyless-chat"
	BuiltInEmbed = "keyless-embed"
)

// maxBuiltInBody is the maximum size of a request to the built-in model.
const maxBuiltInBody = 64 << 20

// created returns the time of a response in seconds since 1970.
func (b *BuiltIn) created() int64 {
	if b.Now == nil {
		return time.Now().Unix()
	}
	return b.Now().Unix()
}

// RoundTrip responds in the format of the OpenAI API.
func (b *BuiltIn) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(io.LimitReader(r.Body, maxBuiltInBody))
		_ = r.Body.Close() // a RoundTripper must close the body
		if err != nil {
			return nil, err
		}
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if upgrades(r) {
		return b.openRealtime(r)
	}
	switch r.Method + " " + r.URL.Path {
	case "POST /chat/completions":
		return answer(b.chat(r.Context(), body, r.Header.Get(HeaderAzure) != ""))
	case "POST /completions":
		return answer(b.complete(r.Context(), body))
	case "POST /embeddings", "POST /images/embeddings":
		return answer(b.embed(r.Context(), body))
	case "POST /responses":
		return answer(b.respond(r.Context(), body))
	case "POST /responses/input_tokens":
		return answer(b.countInput(body))
	case "GET /models":
		return answer(b.models())
	}
	if strings.HasPrefix(r.URL.Path, "/responses/") {
		return answer(b.keptResponse(r))
	}
	if r.URL.Path == "/conversations" || strings.HasPrefix(r.URL.Path, "/conversations/") {
		return answer(b.conversations.serve(r, body, b.created()))
	}
	return answer(nil, unknownRoute(r))
}

// reply is a response: one JSON value, or a stream of events.
type reply struct {
	whole  any
	breaks bool // whole is truncated
	events io.ReadCloser
}

// refusal is an error in the format of the OpenAI API.
type refusal struct {
	status  int
	param   string
	code    string
	message string
	kind    string // the "type"; "" means that of a bad request
	// retryAfter is sent to the caller unless it is 0.
	retryAfter time.Duration
}

func (r *refusal) Error() string { return r.message }

func unknownRoute(r *http.Request) error {
	return &refusal{status: http.StatusNotFound, code: "not_found", message: "The built-in model does not serve " + r.Method + " " + r.URL.Path + "."}
}

func invalid(param, message string) error {
	return &refusal{status: http.StatusBadRequest, param: param, code: "invalid_value", message: message}
}

// notFor is Azure's error for an operation that a model does not support.
func notFor(operation, model string) error {
	return &refusal{
		status: http.StatusBadRequest, code: "OperationNotSupported",
		message: "The " + operation + " operation does not work with the specified model, " + model + ". Please choose different model and try again. You can learn more about which models can be used with each operation here: https://go.microsoft.com/fwlink/?linkid=2197993.",
	}
}

func answer(out *reply, err error) (*http.Response, error) {
	var no *refusal
	switch {
	case errors.As(err, &no):
		return no.respond()
	case err != nil:
		return nil, err
	case out.events != nil:
		return response(http.StatusOK, "text/event-stream", out.events, -1), nil
	}
	return respond(http.StatusOK, out)
}

func (r *refusal) respond() (*http.Response, error) {
	var param any
	if r.param != "" {
		param = r.param
	}
	out, err := respond(r.status, &reply{whole: map[string]any{"error": map[string]any{
		"message": r.message, "type": orElse(r.kind, "invalid_request_error"), "param": param, "code": r.code,
	}}})
	if err == nil && r.retryAfter > 0 {
		seconds := int64(math.Ceil(r.retryAfter.Seconds()))
		out.Header.Set("Retry-After", strconv.FormatInt(seconds, 10))
		out.Header.Set("Retry-After-Ms", strconv.FormatInt(max(1, r.retryAfter.Milliseconds()), 10))
	}
	return out, err
}

func respond(status int, out *reply) (*http.Response, error) {
	text, err := encode(out.whole)
	if err != nil {
		return nil, err
	}
	if out.breaks {
		return response(status, "application/json", broken(text), int64(len(text))), nil
	}
	return response(status, "application/json", io.NopCloser(bytes.NewReader(text)), int64(len(text))), nil
}

func response(status int, kind string, body io.ReadCloser, length int64) *http.Response {
	h := http.Header{"Content-Type": {kind}}
	if length >= 0 {
		h.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, Body: body, ContentLength: length,
	}
}

// encode encodes JSON as model servers do, without escaping HTML.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(buf.Bytes(), "\n"), err
}

// encodeIndented is encode with indentation.
func encodeIndented(v any) ([]byte, error) {
	text, err := encode(v)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

func (b *BuiltIn) models() (*reply, error) {
	type model struct {
		ID      string `json:"id"`
		Object  string `json:"object"`
		Created int64  `json:"created"`
		OwnedBy string `json:"owned_by"`
	}
	var list struct {
		Object string  `json:"object"`
		Data   []model `json:"data"`
	}
	list.Object = "list"
	for _, name := range []string{BuiltInChat, BuiltInEmbed} {
		list.Data = append(list.Data, model{name, "model", 0, "keyless"})
	}
	return &reply{whole: list}, nil
}

// embeds reports whether a model with that name embeds.
func embeds(model string) bool { return strings.Contains(ascii.ToLower(model), "embed") }

// idOf derives the id of a response from its request, so that the same request gets an identical response.
func idOf(prefix string, body []byte) string {
	sum := sha256.Sum256(body)
	return prefix + hex.EncodeToString(sum[:12])
}

// stream is a body that returns one event per Read, at a pace, until its context ends.
type stream struct {
	ctx    context.Context // a body lives as long as its request
	events [][]byte
	at     int // position in events[0]
	pace   time.Duration
	begun  bool
	// breakAfter is the number of events after which the connection breaks; if negative, it does not.
	breakAfter int
}

func (s *stream) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if len(s.events) == 0 {
		return 0, io.EOF
	}
	if s.at == 0 {
		if s.breakAfter == 0 {
			return 0, io.ErrUnexpectedEOF
		}
		s.breakAfter--
		if s.begun {
			if err := sleep(s.ctx, s.pace); err != nil {
				return 0, err
			}
		}
	}
	s.begun = true
	n := copy(b, s.events[0][s.at:])
	if s.at += n; s.at == len(s.events[0]) {
		s.events, s.at = s.events[1:], 0
	}
	return n, nil
}

func (s *stream) Close() error {
	s.events = nil
	return nil
}

// add appends an event with v in JSON as data.
func (s *stream) add(v any) error {
	text, err := encode(v)
	if err != nil {
		return err
	}
	s.events = append(s.events, append(append([]byte("data: "), text...), "\n\n"...))
	return nil
}

// addNamed appends an event with a name.
func (s *stream) addNamed(name string, v any) error {
	text, err := encode(v)
	if err != nil {
		return err
	}
	s.events = append(s.events, append(append([]byte("event: "+name+"\ndata: "), text...), "\n\n"...))
	return nil
}

// done appends the final event.
func (s *stream) done() { s.events = append(s.events, []byte("data: [DONE]\n\n")) }
