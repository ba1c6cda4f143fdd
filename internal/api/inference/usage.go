package inference

import (
	"bytes"
	"encoding/json"
)

// Tokens is what a backend says that a call cost.
type Tokens struct {
	Prompt     int64
	Completion int64
	Total      int64
	Known      bool // false if the backend did not say
}

// usageTail is how much of the end of an answer is kept to look for its usage.
const usageTail = 8 << 10

// see reads the last usage object in data, if there is one. Data may start anywhere in a JSON text: inside a string
// the quotes of such an object would be escaped, so that it is not taken for one.
func (t *Tokens) see(data []byte) {
	for at := bytes.LastIndex(data, []byte(usageName)); at >= 0; at = bytes.LastIndex(data[:at], []byte(usageName)) {
		rest := bytes.TrimLeft(data[at+len(usageName):], " \t\r\n")
		if at > 0 && data[at-1] == '\\' || len(rest) == 0 || rest[0] != ':' {
			continue
		}
		if rest = bytes.TrimLeft(rest[1:], " \t\r\n"); len(rest) == 0 || rest[0] != '{' {
			continue
		}
		var u struct {
			Prompt     int64 `json:"prompt_tokens"`
			Completion int64 `json:"completion_tokens"`
			Input      int64 `json:"input_tokens"`
			Output     int64 `json:"output_tokens"`
			Total      int64 `json:"total_tokens"`
		}
		if json.NewDecoder(bytes.NewReader(rest)).Decode(&u) != nil {
			continue
		}
		t.Prompt = max(t.Prompt, u.Prompt, u.Input)
		t.Completion = max(t.Completion, u.Completion, u.Output)
		t.Total = max(t.Total, u.Total, t.Prompt+t.Completion)
		t.Known = true
		return
	}
}

const usageName = `"usage"`

// seeEvent reads the usage of one event of a stream, and reports whether the event carries nothing else: it is the
// one that include_usage adds. Source: OpenAI API reference, "stream_options".
func (t *Tokens) seeEvent(event []byte) bool {
	if !bytes.Contains(event, []byte(usageName)) {
		return false
	}
	before := *t
	t.Known = false
	if t.see(event); !t.Known {
		*t = before
		return false
	}
	var chunk struct {
		Choices *[]json.RawMessage `json:"choices"`
		Usage   json.RawMessage    `json:"usage"`
	}
	if json.Unmarshal(eventData(event), &chunk) != nil {
		return false
	}
	return chunk.Choices != nil && len(*chunk.Choices) == 0 && len(chunk.Usage) > 0 && chunk.Usage[0] == '{'
}

// eventData is the data of an event: its data lines, joined.
func eventData(event []byte) []byte {
	var data []byte
	for line := range bytes.Lines(event) {
		value, ok := bytes.CutPrefix(bytes.TrimRight(line, "\r\n"), []byte("data:"))
		if !ok {
			continue
		}
		if data == nil {
			data = value
		} else {
			data = append(append(bytes.Clone(data), '\n'), value...)
		}
	}
	return data
}

// tail keeps the end of what is written through it.
type tail struct {
	kept []byte
}

func (t *tail) add(b []byte) {
	if len(b) >= usageTail {
		t.kept = append(t.kept[:0], b[len(b)-usageTail:]...)
		return
	}
	if over := len(t.kept) + len(b) - usageTail; over > 0 {
		t.kept = t.kept[:copy(t.kept, t.kept[over:])]
	}
	t.kept = append(t.kept, b...)
}
