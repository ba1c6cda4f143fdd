package inference

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// realtimeEvent is a client event, checked and ready for the server.
type realtimeEvent struct {
	kind string // its type
	id   string // its event_id; "" if it has none
	body []byte
}

// readClientEvent checks a client event. The session's model is the one that was authorized: an event that names it loses the name,
// because the server may call it otherwise, and an event that names another one fails. So do events with members that servers could
// interpret in two ways. It fails with Invalid.
func readClientEvent(event []byte, deployment, model string) (realtimeEvent, error) {
	out := realtimeEvent{body: event}
	doc, err := readDocument(event)
	if err != nil {
		return out, err
	}
	for _, name := range []string{"type", "event_id", "session", "response"} {
		if err := doc.once("event", name); err != nil {
			return out, err
		}
	}
	if out.kind, err = doc.text("type"); err != nil {
		return out, err
	}
	if out.id, err = doc.text("event_id"); err != nil {
		return out, err
	}
	if _, ok := doc.find("model"); ok {
		return out, otherModel()
	}
	for _, m := range slices.Backward(doc.members) {
		if name := string(m.name); name != "session" && name != "response" {
			continue
		}
		inner, ok := doc.inner(m)
		if !ok {
			continue // not an object: the server reports it
		}
		without, err := withoutModel(inner, deployment, model)
		if err != nil {
			return out, err
		}
		if without != nil {
			out.body = slices.Concat(out.body[:m.value], without, out.body[m.end:])
		}
	}
	return out, nil
}

// withoutModel removes the model from a session or response. It returns nil if there is none.
func withoutModel(inner *document, deployment, model string) ([]byte, error) {
	if err := inner.once("event", "model"); err != nil {
		return nil, err
	}
	if _, ok := inner.find("model"); !ok {
		return nil, nil
	}
	named, err := inner.text("model")
	if err != nil {
		return nil, err
	}
	if named != "" && named != deployment && named != model {
		return nil, otherModel()
	}
	rest, err := inner.only(func(m member) bool { return string(m.name) != "model" })
	if err != nil {
		return nil, err
	}
	return rest.body, nil
}

func otherModel() error {
	return fault.New(fault.Invalid, codeBadRequest, "The model of a session is that of the address it was opened at, and cannot be changed. Open another session.")
}

// isResponseDone reports whether a server event is the end of a response, which has its usage.
func isResponseDone(event []byte) bool {
	if !bytes.Contains(event, []byte(`response.done`)) {
		return false
	}
	var head struct {
		Type string `json:"type"`
	}
	return json.Unmarshal(event, &head) == nil && head.Type == "response.done"
}

// errorEvent returns an error event of the Realtime API. about is the id of the event that caused it, or "".
func errorEvent(code, message, about string) []byte {
	type detail struct {
		Type    string  `json:"type"`
		Code    string  `json:"code"`
		Message string  `json:"message"`
		EventID *string `json:"event_id"`
	}
	event := struct {
		Type    string `json:"type"`
		EventID string `json:"event_id"`
		Error   detail `json:"error"`
	}{"error", "event_keyless", detail{"invalid_request_error", code, message, nil}}
	if about != "" {
		event.Error.EventID = &about
	}
	text, _ := json.Marshal(event) // strings can always be encoded
	return text
}

// codeOf returns the code of an error event.
func codeOf(err error) string {
	if fault.Is(err, fault.Throttled) {
		return "rate_limit_exceeded"
	}
	return "invalid_value"
}

// headerHas reports whether a header, which is a list, has a token, ignoring case.
func headerHas(h http.Header, name, token string) bool {
	for _, line := range h[name] {
		for item := range strings.SplitSeq(line, ",") {
			if ascii.EqualFold(strings.Trim(item, " \t"), token) {
				return true
			}
		}
	}
	return false
}
