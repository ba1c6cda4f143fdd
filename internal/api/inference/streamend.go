package inference

import (
	"encoding/json"
	"net/http"
	"strings"
)

// finish tracks whether every choice of a stream has ended. A server that closes the connection after that, without [DONE], has sent
// a complete response.
type finish struct{ open, ended map[int]bool }

// see reads an event of a chat or text completion.
func (f *finish) see(event []byte) {
	var chunk struct {
		Choices []struct {
			Index  int     `json:"index"`
			Reason *string `json:"finish_reason"`
		} `json:"choices"`
	}
	if json.Unmarshal(eventData(event), &chunk) != nil {
		return
	}
	for _, c := range chunk.Choices {
		if f.open == nil {
			f.open, f.ended = map[int]bool{}, map[int]bool{}
		}
		if len(f.open) < maxStreamChoices {
			f.open[c.Index] = true
			f.ended[c.Index] = f.ended[c.Index] || c.Reason != nil && *c.Reason != ""
		}
	}
}

// maxStreamChoices is the maximum number of choices that are tracked.
const maxStreamChoices = 1024

// done reports whether there were choices and all of them have ended.
func (f *finish) done() bool {
	for i := range f.open {
		if !f.ended[i] {
			return false
		}
	}
	return len(f.open) > 0
}

// brokenEvent ends a stream that broke off after it had begun. SDKs raise its error, while a closed connection would leave them with
// a partial response. It begins with an empty line, because the last event may be incomplete.
// Sources: openai-python and openai-node raise for data with an error; Anthropic's SDKs for the event "error".
const brokenEvent = "\n\nevent: error\ndata: " +
	`{"type":"error","error":{"type":"server_error","code":"stream_interrupted","message":"The model server broke off the answer. What came before this event is incomplete."}}` + "\n\n"

// stoppedEvent is brokenEvent for when this server stops and has waited long enough for the response.
const stoppedEvent = "\n\nevent: error\ndata: " +
	`{"type":"error","error":{"type":"server_error","code":"server_stopping","message":"The server is being stopped. What came before this event is incomplete: ask again."}}` + "\n\n"

// endedEvent is brokenEvent for when the role that allowed the call has ended.
const endedEvent = "\n\nevent: error\ndata: " +
	`{"type":"error","error":{"type":"permission_error","code":"PermissionDenied","message":"The role that allowed this call has ended. What came before this event is incomplete."}}` + "\n\n"

// unknownStreamOptions reports whether a server rejects stream_options, which keyless has added and strict servers do not know.
func unknownStreamOptions(status int, body []byte) bool {
	return (status == http.StatusBadRequest || status == http.StatusUnprocessableEntity) &&
		(strings.Contains(string(body), "stream_options") || strings.Contains(string(body), "include_usage"))
}
