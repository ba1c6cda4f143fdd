package edge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"keyless.dev/keyless/internal/fault"
)

// Reply is an Out of Handle that is not a plain 200 with a JSON body.
type Reply struct {
	Status int
	Header http.Header
	Body   any // nil writes none
}

// Handle turns a rule into a handler: decode, call, encode. Authentication and authorization have happened before,
// by the row. Out is written as JSON with 200, unless it is a Reply.
func Handle[In, Out any](decode func(*Request) (In, error), rule func(context.Context, Caller, In) (Out, error)) Handler {
	return func(w http.ResponseWriter, r *Request) error {
		in, err := decode(r)
		if err != nil {
			return err
		}
		out, err := rule(r.Context(), r.Caller, in)
		if err != nil {
			return err
		}
		if reply, ok := any(out).(Reply); ok {
			return reply.write(w)
		}
		return WriteJSON(w, http.StatusOK, out)
	}
}

func (reply Reply) write(w http.ResponseWriter) error {
	for name, values := range reply.Header {
		w.Header()[name] = values
	}
	if reply.Body == nil {
		w.WriteHeader(reply.Status)
		return nil
	}
	return WriteJSON(w, reply.Status, reply.Body)
}

// WriteJSON writes body with status. Text is not escaped for HTML: Azure's is not, and the type says it is no page.
func WriteJSON(w http.ResponseWriter, status int, body any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return err
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.Header().Set("Content-Length", strconv.Itoa(buf.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // the client may be gone; there is nobody left to tell
	return nil
}

// maxDepth bounds the nesting of a JSON body, far above what any Azure client sends.
const maxDepth = 200

// ReadJSON reads the body into a new In. It refuses what is no JSON, nested too deep, followed by something, or of
// the wrong types, with Invalid and the code that ARM and Graph give. An empty body is an error.
func ReadJSON[In any](r *Request) (In, error) {
	var in In
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return in, err
	}
	return in, DecodeJSON(body, &in)
}

// DecodeJSON is ReadJSON for a body that is already read.
func DecodeJSON(body []byte, in any) error {
	bad := func(why string) error {
		return fault.New(fault.Invalid, "InvalidRequestContent", "The request content was invalid and could not be deserialized: '%s'.", why)
	}
	if depth(body) > maxDepth {
		return bad("it is nested too deep")
	}
	if err := json.Unmarshal(body, in); err != nil {
		var wrong *json.UnmarshalTypeError
		var inner *fault.Error
		switch {
		case errors.As(err, &inner):
			return inner
		case errors.As(err, &wrong):
			return bad("a " + wrong.Value + " was not expected at '" + wrong.Field + "'")
		case len(bytes.TrimSpace(body)) == 0:
			return bad("the body is empty")
		}
		return bad(err.Error())
	}
	return nil
}

// depth is the deepest nesting of brackets outside of strings.
func depth(body []byte) int {
	deepest, now, inString := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

// NoBody is the decode of rows that take nothing but their path and query.
func NoBody(r *Request) (*Request, error) { return r, nil }
