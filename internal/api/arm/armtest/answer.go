package armtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
)

// Pretty returns indented JSON.
func Pretty(v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(text)
}

// Value is a member of the answer, as it is.
func (a Answer) Value(path ...string) any {
	var now any = a.JSON
	for _, name := range path {
		object, _ := now.(map[string]any)
		now = object[name]
	}
	return now
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Text   string
	JSON   map[string]any
}

// Call asks as a person; body "" sends none. An api-version is added where the path has none.
func (w *World) Call(name, method, path, body string) Answer {
	w.T.Helper()
	header := http.Header{}
	if name != "" {
		header.Set("Authorization", "Bearer "+w.Token(name))
	}
	return w.Send(method, path, body, header)
}

// Send sends a request with headers. It adds an api-version if the path has none.
func (w *World) Send(method, path, body string, header http.Header) Answer {
	w.T.Helper()
	if !strings.Contains(path, "api-version=") {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		path += separator + "api-version=2024-10-01"
	}
	r := httptest.NewRequest(method, strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	r.Header = header
	out := httptest.NewRecorder()
	w.Host.ServeHTTP(out, r)
	got := Answer{Status: out.Code, Header: out.Header(), Text: strings.TrimSpace(out.Body.String())}
	_ = json.Unmarshal(out.Body.Bytes(), &got.JSON)
	return got
}

// OK is call for what must succeed.
func (w *World) OK(name, method, path, body string) Answer {
	w.T.Helper()
	got := w.Call(name, method, path, body)
	if got.Status >= 300 {
		w.T.Fatalf("%s %s as %s: %d %s", method, path, name, got.Status, got.Text)
	}
	return got
}

// Refused is call for what must fail with a status and a code.
func (w *World) Refused(name, method, path, body string, status int, code string) string {
	w.T.Helper()
	got := w.Call(name, method, path, body)
	if got.Status != status || got.Code() != code || got.Header.Get("X-Ms-Error-Code") != code {
		w.T.Errorf("%s %s as %s: %d %s, want %d %s", method, path, name, got.Status, got.Text, status, code)
	}
	return got.Message()
}

// Code returns the code of an error.
func (a Answer) Code() string { return a.At("error", "code") }

// Message returns the message of an error.
func (a Answer) Message() string { return a.At("error", "message") }

// At finds a text in the body by its path.
func (a Answer) At(path ...string) string {
	text, _ := a.Value(path...).(string)
	return text
}

// Names are the names of a list's items, in order.
func (a Answer) Names() []string {
	names := []string{}
	values, _ := a.JSON["value"].([]any)
	for _, v := range values {
		object, _ := v.(map[string]any)
		name, _ := object["name"].(string)
		names = append(names, name)
	}
	return names
}
