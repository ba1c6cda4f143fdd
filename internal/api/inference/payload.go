package inference

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"sync"
	"sync/atomic"
)

// edit replaces body[from:to] with text.
type edit struct {
	from, to int
	text     string
}

// setModel adds what makes model the document's model to edits. Nothing else of the body changes.
func (doc *document) setModel(edits []edit, model string) []edit {
	m, ok := doc.find("model")
	if ok && isPlain(model) && m.end-m.value == len(model)+2 && doc.body[m.value] == '"' && string(doc.body[m.value+1:m.end-1]) == model {
		return edits
	}
	quoted, _ := json.Marshal(model) // a string always has JSON
	if ok {
		if string(doc.body[m.value:m.end]) == string(quoted) {
			return edits
		}
		return append(edits, edit{m.value, m.end, string(quoted)})
	}
	return append(edits, doc.insert(`"model":`+string(quoted)))
}

// isPlain reports whether text stands in JSON as it is.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

// askUsage adds what makes the backend end its stream with a usage event, and reports whether it had to: the caller
// has not asked for that event and must not see it.
func (doc *document) askUsage(edits []edit) ([]edit, bool) {
	if !doc.is("stream", "true") {
		return edits, false
	}
	const wish = `"include_usage":true`
	options, ok := doc.find("stream_options")
	switch {
	case !ok:
		return append(edits, doc.insert(`"stream_options":{`+wish+`}`)), true
	case string(doc.body[options.value:options.end]) == "null":
		return append(edits, edit{options.value, options.end, `{` + wish + `}`}), true
	}
	in, ok := doc.inner(options)
	if !ok {
		return edits, false // readDocument refuses it
	}
	switch m, ok := in.find("include_usage"); {
	case !ok:
		return append(edits, in.insert(wish)), true
	case in.is("include_usage", "true"):
		return edits, false
	default:
		return append(edits, edit{m.value, m.end, "true"}), true
	}
}

// insert is the edit that puts one more member in front.
func (doc *document) insert(text string) edit {
	if len(doc.members) > 0 {
		text += ","
	}
	return edit{doc.open, doc.open, text}
}

// held is a request body in a pooled buffer. The transport may still be sending it when the answer is complete, so
// that its last reader gives it back.
type held struct {
	bytes.Buffer
	users atomic.Int32
	pool  *sync.Pool
}

// maxPooled is the largest buffer that is kept for the next request.
const maxPooled = 256 << 10

func (h *held) release() {
	if h.users.Add(-1) == 0 && h.pool != nil && h.Cap() <= maxPooled {
		h.Reset()
		h.pool.Put(h)
	}
}

// payload is what goes to a backend: the body with its edits, readable any number of times.
type payload struct {
	source *held
	pieces [][]byte
	size   int64
}

// newPayload makes the payload of body, whose bytes lie in source.
func newPayload(source *held, body []byte, edits []edit) payload {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
	p := payload{source: source, pieces: make([][]byte, 0, 2*len(edits)+1)}
	at := 0
	for _, e := range edits {
		p.add(body[at:e.from])
		p.add([]byte(e.text))
		at = e.to
	}
	p.add(body[at:])
	return p
}

func (p *payload) add(piece []byte) {
	if len(piece) > 0 {
		p.pieces = append(p.pieces, piece)
		p.size += int64(len(piece))
	}
}

func (p *payload) bytes() []byte { return bytes.Join(p.pieces, nil) }

// open starts reading the payload from its beginning.
func (p *payload) open() (io.ReadCloser, error) {
	p.source.users.Add(1)
	return &payloadReader{rest: p.pieces, source: p.source}, nil
}

// payloadReader locks, because a transport may close a body while another goroutine of it still reads.
type payloadReader struct {
	mu     sync.Mutex
	rest   [][]byte
	at     int // in rest[0]
	source *held
}

func (r *payloadReader) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.source == nil {
		return 0, errors.New("read of a closed request body")
	}
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b, r.rest[0][r.at:])
	if r.at += n; r.at == len(r.rest[0]) {
		r.rest, r.at = r.rest[1:], 0
	}
	return n, nil
}

// Pieces are all of the body, for a transport that writes them as they lie there. They are valid until Close.
func (r *payloadReader) Pieces() [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rest
}

func (r *payloadReader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.source != nil {
		r.source.release()
		r.source, r.rest = nil, nil
	}
	return nil
}
