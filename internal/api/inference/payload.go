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

// setModel adds edits that make model the document's model. The rest of the body does not change.
func (doc *document) setModel(edits []edit, model string) []edit {
	m, ok := doc.find("model")
	if ok && isPlain(model) && m.end-m.value == len(model)+2 && doc.body[m.value] == '"' && string(doc.body[m.value+1:m.end-1]) == model {
		return edits
	}
	quoted, _ := json.Marshal(model) // strings can always be encoded
	if ok {
		if string(doc.body[m.value:m.end]) == string(quoted) {
			return edits
		}
		return append(edits, edit{m.value, m.end, string(quoted)})
	}
	return append(edits, doc.insert(`"model":`+string(quoted)))
}

// isPlain reports whether text needs no escaping in JSON.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

// askUsage adds edits that make the backend end its stream with a usage event. It returns true if the caller did not
// request that event, which must then be hidden from the caller.
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
		return edits, false // readDocument rejects it
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

// insert returns an edit that inserts a member at the start.
func (doc *document) insert(text string) edit {
	if len(doc.members) > 0 {
		text += ","
	}
	return edit{doc.open, doc.open, text}
}

// held is a request body in a pooled buffer. The transport may still be sending it after the response is complete, so
// the last reader returns it to the pool.
type held struct {
	bytes.Buffer
	users atomic.Int32
	pool  *sync.Pool
}

// maxPooled is the maximum size in bytes of a buffer that is returned to the pool.
const maxPooled = 256 << 10

func (h *held) release() {
	if h.users.Add(-1) == 0 && h.pool != nil && h.Cap() <= maxPooled {
		h.Reset()
		h.pool.Put(h)
	}
}

// payload is a request body with its edits, as sent to a backend. It can be read any number of times.
type payload struct {
	source *held
	pieces [][]byte
	size   int64
}

// newPayload returns the payload of body, whose bytes are in source.
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

// open returns a reader for the payload.
func (p *payload) open() (io.ReadCloser, error) {
	p.source.users.Add(1)
	return &payloadReader{rest: p.pieces, source: p.source}, nil
}

// payloadReader has a lock because a transport may close a body while another of its goroutines reads it.
type payloadReader struct {
	mu     sync.Mutex
	rest   [][]byte
	at     int // offset in rest[0]
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

// Pieces returns the whole body as slices, for a transport that writes it without copying. They are valid until Close.
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
