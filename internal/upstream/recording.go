package upstream

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// recording is a request and its response, as stored in a file. It has no request headers, and of the response only those that
// keepHeader allows, so that it contains no credentials and does not identify the caller.
type recording struct {
	Request  recordedRequest  `json:"request"`
	Response recordedResponse `json:"response"`
}

// recordedRequest is the part of a request by which its recording is found.
type recordedRequest struct {
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Query  string          `json:"query,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`  // JSON with sorted members
	Parts  []recordedPart  `json:"parts,omitempty"` // of a form
	SHA256 string          `json:"sha256,omitempty"`
}

type recordedPart struct {
	Name   string `json:"name"`
	File   string `json:"file,omitempty"`
	Text   string `json:"text,omitempty"`
	SHA256 string `json:"sha256,omitempty"` // of a file
}

type recordedResponse struct {
	Status int           `json:"status"`
	Header http.Header   `json:"header"`
	After  span          `json:"after"`            // until the header arrived
	Body   *recordedData `json:"body,omitempty"`   // of a response that is not a stream
	Events []event       `json:"events,omitempty"` // of a stream
}

// event is an event of a stream, including the empty line that ends it.
type event struct {
	After span `json:"after"` // since the previous event, or the header
	recordedData
}

// recordedData is text, or binary data if it is not text.
type recordedData struct {
	Text   string `json:"text,omitempty"`
	Base64 string `json:"base64,omitempty"`
}

func newData(b []byte) recordedData {
	if utf8.Valid(b) {
		return recordedData{Text: string(b)}
	}
	return recordedData{Base64: base64.StdEncoding.EncodeToString(b)}
}

func (d recordedData) bytes() ([]byte, error) {
	if d.Base64 != "" {
		return base64.StdEncoding.DecodeString(d.Base64)
	}
	return []byte(d.Text), nil
}

// span is a duration in readable form: "12.5ms".
type span time.Duration

// MarshalText encodes it in microseconds precision.
func (s span) MarshalText() ([]byte, error) {
	return []byte(time.Duration(s).Round(time.Microsecond).String()), nil
}

// UnmarshalText decodes it.
func (s *span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*s = span(max(0, d))
	return err
}

// describe returns the recordedRequest of a request and its body, which it restores.
func describe(r *http.Request) (recordedRequest, []byte, error) {
	q := recordedRequest{Method: r.Method, Path: r.URL.Path, Query: r.URL.Query().Encode()}
	if r.Body == nil {
		return q, nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBuiltInBody+1))
	_ = r.Body.Close() // a RoundTripper must close the body
	if err == nil && len(body) > maxBuiltInBody {
		err = errors.New("the request is too large to be recorded")
	}
	if err != nil || len(body) == 0 {
		return q, body, err
	}
	kind, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		if q.Parts, err = partsOf(body, parameters["boundary"]); err == nil {
			return q, body, nil
		}
	}
	if q.Body = canonical(body); q.Body == nil {
		q.SHA256 = hashOf(body)
	}
	return q, body, nil
}

// canonical returns JSON without white space and with sorted members, or nil if body is not JSON. Numbers are unchanged.
func canonical(body []byte) json.RawMessage {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var value any
	if dec.Decode(&value) != nil {
		return nil
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil
	}
	text, err := encode(value)
	if err != nil {
		return nil
	}
	return text
}

// partsOf parses a form, because its boundary differs each time.
func partsOf(body []byte, boundary string) ([]recordedPart, error) {
	var parts []recordedPart
	for reader := multipart.NewReader(bytes.NewReader(body), boundary); ; {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		p := recordedPart{Name: part.FormName(), File: part.FileName()}
		if p.File == "" && utf8.Valid(content) {
			p.Text = string(content)
		} else {
			p.SHA256 = hashOf(content)
		}
		parts = append(parts, p)
	}
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// file returns the name of the recording's file: the route and the model, and a hash of the request.
func (q recordedRequest) file() (string, error) {
	text, err := encode(q)
	if err != nil {
		return "", err
	}
	slug := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, q.Method+"-"+strings.Trim(q.Path, "/"))
	return slug[:min(len(slug), 60)] + "-" + hashOf(text)[:16] + ".json", nil
}

// model returns the requested model, or "".
func (q recordedRequest) model() string {
	var in struct {
		Model string `json:"model"`
	}
	_ = json.Unmarshal(q.Body, &in) // an invalid body names no model
	for _, p := range q.Parts {
		if p.Name == "model" {
			in.Model = p.Text
		}
	}
	return in.Model
}

// asked summarizes the request for messages.
func (q recordedRequest) asked() string {
	var in struct {
		Messages []message       `json:"messages"`
		Input    json.RawMessage `json:"input"`
		Prompt   texts           `json:"prompt"`
	}
	_ = json.Unmarshal(q.Body, &in) // an invalid body is left out
	_, text := lastTurn(append(append(in.Messages, textOf(in.Input)...), textOfAll(in.Prompt)...))
	out := q.Method + " " + q.Path
	if model := q.model(); model != "" {
		out += ", model '" + model + "'"
	}
	if runes := []rune(text); len(runes) > 80 {
		text = string(runes[:80]) + "…"
	}
	if text != "" {
		out += ", '" + text + "'"
	}
	return out
}

// keepHeader reports whether a response header is recorded: those that clients act on and that do not identify anyone.
func keepHeader(name string) bool {
	switch name {
	case "Content-Type", "Retry-After", "Retry-After-Ms", "Openai-Model", "Openai-Version", "Openai-Processing-Ms":
		return true
	}
	return strings.HasPrefix(name, "X-Ratelimit-")
}
