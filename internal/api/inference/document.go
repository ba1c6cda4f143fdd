package inference

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"keyless.dev/keyless/internal/fault"
)

// Limits of a JSON request body, besides its length.
const (
	maxDepth   = 256
	maxMembers = 1024
)

// document is a request body that is one JSON object, split into members that are not decoded. Members are relayed as
// the client sent them.
type document struct {
	body    []byte
	open    int // offset behind the opening brace, where a first member can be inserted
	members []member
	few     [6]member // initial storage of members: most bodies have no more than six
}

func newDocument(body []byte) *document {
	doc := &document{body: body}
	doc.members = doc.few[:0]
	return doc
}

// member is one member of an object, given by its offsets in the body.
type member struct {
	name       []byte // decoded
	start      int    // offset of the name's opening quote
	value, end int
}

// steering lists the members that decide which model runs and how the call is metered. Servers differ in how they treat
// a repeated member or one in another case, so neither is relayed.
func steering() [3]string { return [...]string{"model", "stream", "stream_options"} }

// readDocument splits body into members. It accepts one JSON object (RFC 8259) in valid UTF-8 in which each steering
// member occurs at most once and in lower case, after unescaping. It fails with Invalid.
func readDocument(body []byte) (*document, error) {
	s := scanner{body: body}
	doc := newDocument(body)
	s.space()
	if !utf8.Valid(body) || !s.object(doc, 0) {
		return nil, s.failure()
	}
	s.space()
	if s.at != len(body) {
		return nil, s.failure()
	}
	for _, name := range steering() {
		if err := doc.once("request body", name); err != nil {
			return nil, err
		}
	}
	return doc, doc.checkStreaming()
}

// once fails with Invalid if a member occurs more than once or in another case. what names the document in the message.
func (doc *document) once(what, name string) error {
	seen := 0
	for i := range doc.members {
		got := string(doc.members[i].name)
		if !foldsTo(got, name) {
			continue
		}
		if seen++; got != name || seen > 1 {
			return fault.New(fault.Invalid, codeBadRequest, "The %s must name '%s' once, in lower case.", what, name)
		}
	}
	return nil
}

// foldsTo reports whether encoding/json decodes a member called name into a field named member, which is in lower case.
func foldsTo(name, member string) bool { return strings.EqualFold(name, member) }

// checkStreaming fails with Invalid unless stream is a boolean and stream_options is an object whose include_usage is a
// boolean, which occurs once and in lower case. Servers differ in how they treat other values, and metering depends on
// which they choose.
func (doc *document) checkStreaming() error {
	if err := doc.boolean("stream"); err != nil {
		return err
	}
	options, ok := doc.find("stream_options")
	if !ok || string(doc.body[options.value:options.end]) == "null" {
		return nil
	}
	in, ok := doc.inner(options)
	if !ok {
		return fault.New(fault.Invalid, codeBadRequest, "Invalid type for 'stream_options': expected an object.").
			With("param", "stream_options").With("type", "invalid_request_error")
	}
	seen := 0
	for _, m := range in.members {
		if !foldsTo(string(m.name), "include_usage") {
			continue
		}
		if seen++; seen > 1 || string(m.name) != "include_usage" {
			return fault.New(fault.Invalid, codeBadRequest, "The request body must name 'stream_options.include_usage' once, in lower case.")
		}
	}
	return in.boolean("include_usage")
}

// boolean fails with Invalid if the member exists and is neither a boolean nor null.
func (doc *document) boolean(name string) error {
	m, ok := doc.find(name)
	if !ok {
		return nil
	}
	switch string(doc.body[m.value:m.end]) {
	case "true", "false", "null":
		return nil
	}
	return fault.New(fault.Invalid, codeBadRequest, "Invalid type for '%s': expected a boolean.", name).
		With("param", name).With("type", "invalid_request_error")
}

// find returns the member with that name.
func (doc *document) find(name string) (member, bool) {
	for _, m := range doc.members {
		if string(m.name) == name {
			return m, true
		}
	}
	return member{}, false
}

// count returns the number of members with that name.
func (doc *document) count(name string) int {
	n := 0
	for _, m := range doc.members {
		if string(m.name) == name {
			n++
		}
	}
	return n
}

// text returns the value of a string member, or "" if it is missing or null. It fails with Invalid if it has another
// type.
func (doc *document) text(name string) (string, error) {
	m, ok := doc.find(name)
	if !ok || string(doc.body[m.value:m.end]) == "null" {
		return "", nil
	}
	value := doc.body[m.value:m.end]
	if value[0] == '"' {
		return string(unquote(value)), nil
	}
	return "", fault.New(fault.Invalid, codeBadRequest, "The value of '%s' in the request body must be a string.", name)
}

// is reports whether the member exists with exactly this value.
func (doc *document) is(name, value string) bool {
	m, ok := doc.find(name)
	return ok && string(doc.body[m.value:m.end]) == value
}

// inner splits the object that is the value of m.
func (doc *document) inner(m member) (*document, bool) {
	s := scanner{body: doc.body[:m.end], at: m.value}
	in := newDocument(doc.body)
	return in, s.object(in, 1)
}

// only returns a document with the members for which keep returns true. Their bytes do not change.
func (doc *document) only(keep func(member) bool) (*document, error) {
	var kept bytes.Buffer
	kept.WriteByte('{')
	for _, m := range doc.members {
		if !keep(m) {
			continue
		}
		if kept.Len() > 1 {
			kept.WriteByte(',')
		}
		kept.Write(doc.body[m.start:m.end])
	}
	kept.WriteByte('}')
	return readDocument(kept.Bytes())
}

// scanner parses JSON without decoding it. Its methods stop at the first invalid byte and return false.
type scanner struct {
	body []byte
	at   int
	why  string
}

func (s *scanner) failure() error {
	why := s.why
	if why == "" {
		why = "it is not one JSON object"
	}
	return fault.New(fault.Invalid, codeBadRequest, "The request body could not be read, at byte %d: %s.", s.at, why)
}

func (s *scanner) space() {
	for s.at < len(s.body) {
		switch s.body[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// take consumes c if it is the next byte.
func (s *scanner) take(c byte) bool {
	if s.at < len(s.body) && s.body[s.at] == c {
		s.at++
		return true
	}
	return false
}

// object consumes an object. If into is set, it appends the object's members to it.
func (s *scanner) object(into *document, depth int) bool {
	if depth > maxDepth {
		s.why = "it is nested too deep"
		return false
	}
	if !s.take('{') {
		return false
	}
	if into != nil {
		into.open = s.at
	}
	s.space()
	if s.take('}') {
		return true
	}
	for {
		s.space()
		m := member{start: s.at}
		if !s.text() {
			return false
		}
		nameEnd := s.at
		s.space()
		if !s.take(':') {
			return false
		}
		s.space()
		m.value = s.at
		if !s.any(depth + 1) {
			return false
		}
		m.end = s.at
		if into != nil {
			if len(into.members) == maxMembers {
				s.why = "it has too many members"
				return false
			}
			m.name = unquote(s.body[m.start:nameEnd])
			into.members = append(into.members, m)
		}
		s.space()
		if s.take('}') {
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}

func (s *scanner) array(depth int) bool {
	if depth > maxDepth {
		s.why = "it is nested too deep"
		return false
	}
	s.at++
	s.space()
	if s.take(']') {
		return true
	}
	for {
		s.space()
		if !s.any(depth + 1) {
			return false
		}
		s.space()
		if s.take(']') {
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}

// any consumes any value.
func (s *scanner) any(depth int) bool {
	if s.at == len(s.body) {
		return false
	}
	switch c := s.body[s.at]; {
	case c == '{':
		return s.object(nil, depth)
	case c == '[':
		return s.array(depth)
	case c == '"':
		return s.text()
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	}
	return s.word("true") || s.word("false") || s.word("null")
}

func (s *scanner) word(w string) bool {
	if bytes.HasPrefix(s.body[s.at:], []byte(w)) {
		s.at += len(w)
		return true
	}
	return false
}

func (s *scanner) text() bool {
	if !s.take('"') {
		return false
	}
	for {
		s.plain()
		if s.at == len(s.body) {
			return false
		}
		c := s.body[s.at]
		s.at++
		switch {
		case c == '"':
			return true
		case c < 0x20:
			return false
		case c == '\\':
			if !s.escape() {
				return false
			}
		}
	}
}

// plain consumes bytes of a string other than quotes, backslashes and control characters, 32 and then eight at a time.
// It may stop before all of them are consumed.
func (s *scanner) plain() {
	rest := s.body[s.at:]
	for len(rest) >= 32 {
		a, b := binary.LittleEndian.Uint64(rest), binary.LittleEndian.Uint64(rest[8:])
		c, d := binary.LittleEndian.Uint64(rest[16:]), binary.LittleEndian.Uint64(rest[24:])
		if special(a)|special(b)|special(c)|special(d) != 0 {
			break
		}
		rest = rest[32:]
	}
	for len(rest) >= 8 && special(binary.LittleEndian.Uint64(rest)) == 0 {
		rest = rest[8:]
	}
	s.at = len(s.body) - len(rest)
}

// special returns 0 only if no byte of word is a quote, a backslash or a control character.
func special(word uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	// A byte is below 0x20 or equal to '"' (0x22) if and only if it is below 0x21 after bit 1 is inverted. The
	// subtraction sets the high bit of each such byte.
	below, escape := word^(ones*0x02), word^(ones*'\\')
	return ((below - ones*0x21) | (escape - ones)) &^ word & highs
}

func (s *scanner) escape() bool {
	if s.at == len(s.body) {
		return false
	}
	c := s.body[s.at]
	s.at++
	if c != 'u' {
		return strings.IndexByte(`"\/bfnrt`, c) >= 0
	}
	for range 4 {
		if s.at == len(s.body) || strings.IndexByte("0123456789abcdefABCDEF", s.body[s.at]) < 0 {
			return false
		}
		s.at++
	}
	return true
}

func (s *scanner) number() bool {
	s.take('-')
	if !s.take('0') && !s.digits() {
		return false
	}
	if s.take('.') && !s.digits() {
		return false
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		return s.digits()
	}
	return true
}

// digits consumes one or more digits.
func (s *scanner) digits() bool {
	from := s.at
	for s.at < len(s.body) && s.body[s.at] >= '0' && s.body[s.at] <= '9' {
		s.at++
	}
	return s.at > from
}

// unquote decodes a string literal that the scanner has accepted.
func unquote(quoted []byte) []byte {
	plain := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(plain, '\\') < 0 {
		return plain
	}
	var decoded string
	_ = json.Unmarshal(quoted, &decoded) // the scanner has checked the syntax
	return []byte(decoded)
}
