package inference

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// Tokens is the usage of a call as the backend reports it.
type Tokens struct {
	Prompt     int64
	Completion int64
	Total      int64
	Known      bool // false if the backend did not report it
}

// usageTail is the number of bytes at the end of a response that are searched for a usage object.
const usageTail = 8 << 10

// see reads the last usage object in data, if there is one. data may start anywhere in a JSON text. The quotes of such an object within
// a string would be escaped, so it is not mistaken for one.
func (t *Tokens) see(data []byte) {
	for at := bytes.LastIndex(data, []byte(usageName)); at >= 0; at = bytes.LastIndex(data[:at], []byte(usageName)) {
		rest := bytes.TrimLeft(data[at+len(usageName):], " \t\r\n")
		if at > 0 && data[at-1] == '\\' || len(rest) == 0 || rest[0] != ':' {
			continue
		}
		if rest = bytes.TrimLeft(rest[1:], " \t\r\n"); len(rest) == 0 || rest[0] != '{' {
			continue
		}
		u, ok := readUsage(rest)
		if !ok {
			continue
		}
		t.Prompt = max(t.Prompt, u.prompt, u.input)
		t.Completion = max(t.Completion, u.completion, u.output)
		t.Total = max(t.Total, u.total, t.Prompt+t.Completion)
		t.Known = true
		return
	}
}

const usageName = `"usage"`

// usage holds the numbers of a usage object, by their names in OpenAI's and Anthropic's APIs.
type usage struct{ prompt, completion, input, output, total int64 }

// readUsage parses the usage object at the start of data. It returns false if the object is incomplete, or if a count is not an integer.
func readUsage(data []byte) (u usage, ok bool) {
	s := scanner{body: data}
	if !s.take('{') {
		return u, false
	}
	if s.space(); s.take('}') {
		return u, true
	}
	for {
		s.space()
		name := s.at
		if !s.text() {
			return u, false
		}
		into := u.member(data[name:s.at])
		s.space()
		if !s.take(':') {
			return u, false
		}
		s.space()
		value := s.at
		if !s.any(1) {
			return u, false
		}
		if into != nil && string(data[value:s.at]) != "null" {
			n, err := strconv.ParseInt(string(data[value:s.at]), 10, 64)
			if err != nil {
				return u, false
			}
			*into = n
		}
		s.space()
		if s.take('}') {
			return u, true
		}
		if !s.take(',') {
			return u, false
		}
	}
}

// member returns the field for the number with a quoted name, or nil.
func (u *usage) member(quoted []byte) *int64 {
	switch string(quoted) {
	case `"prompt_tokens"`:
		return &u.prompt
	case `"completion_tokens"`:
		return &u.completion
	case `"input_tokens"`:
		return &u.input
	case `"output_tokens"`:
		return &u.output
	case `"total_tokens"`:
		return &u.total
	}
	return nil
}

// seeEvent reads the usage in an event of a stream, and reports whether the event has nothing else: include_usage adds such an
// event. Source: OpenAI API reference, "stream_options".
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

// eventData returns the data of an event: its data lines, joined.
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

// tail stores the last bytes that are written to it.
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
