package http1

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"time"

	"keyless.dev/keyless/internal/ascii"
)

const (
	maxFields = 256
	maxNames  = 64 // of a connection's cache of field names
)

// framing is what the header fields of a message say about its body and connection.
type framing struct {
	length    int64 // -1 without Content-Length
	chunked   bool
	close     bool
	keepAlive bool
	idle      time.Duration
}

// readHead reads the head of the final response to r into x.response.
func (x *exchange) readHead(r *http.Request) error {
	c, budget := x.conn, x.conn.transport.config.MaxHeader
	for range maxInterim + 1 {
		size, err := c.receiveHead(budget)
		if err != nil {
			return err
		}
		budget -= size
		f, err := x.parse(c.buf[c.at : c.at+size])
		if err != nil {
			return err
		}
		c.at += size
		switch status := x.response.StatusCode; {
		case status == http.StatusSwitchingProtocols:
			return malformedError("a switch of protocols that was not asked for")
		case status >= 200:
			return x.frame(r, f)
		case f.length > 0 || f.chunked:
			return malformedError("an interim response with a body")
		}
	}
	return malformedError("too many interim responses")
}

// receiveHead reads up to and including the empty line that ends a head, and returns the head's length.
func (c *conn) receiveHead(most int) (int, error) {
	looked := 0
	for {
		if i := bytes.Index(c.buf[c.at+looked:c.end], []byte("\r\n\r\n")); i >= 0 {
			size := looked + i + 4
			if size > most {
				return 0, malformedError("the head is too long")
			}
			return size, nil
		}
		held := c.end - c.at
		if held > most {
			return 0, malformedError("the head is too long")
		}
		looked = max(0, held-3)
		if err := c.fill(2 * most); err != nil {
			switch {
			case !errors.Is(err, io.EOF) && !isReset(err):
				return 0, err
			case held == 0:
				return 0, errStale
			}
			return 0, io.ErrUnexpectedEOF
		}
	}
}

// parse parses one head, which ends with an empty line, into x.response.
func (x *exchange) parse(head []byte) (framing, error) {
	f := framing{length: -1}
	line, rest, _ := bytes.Cut(head, []byte("\r\n"))
	if err := x.statusLine(line); err != nil {
		return f, err
	}
	lines := bytes.Count(rest, []byte("\r\n")) - 1
	if lines > maxFields {
		return f, malformedError("too many header fields")
	}
	// All values share one string and one slice.
	text, values := string(rest), make([]string, 0, lines)
	header := make(http.Header, lines)
	for at := 0; ; {
		n := bytes.Index(rest[at:], []byte("\r\n"))
		line := rest[at : at+n]
		if len(line) == 0 {
			break
		}
		colon := bytes.IndexByte(line, ':')
		if colon < 0 || !isToken(line[:colon]) { // a folded line starts with white space, so its name is not a token
			return f, malformedError("a header field without a valid name")
		}
		raw := trim(line[colon+1:])
		if !isValue(raw) {
			return f, malformedError("a header field with a control character")
		}
		name := x.conn.canonical(line[:colon])
		if err := f.see(name, raw, x.response.ProtoMinor); err != nil {
			return f, err
		}
		from := at + colon + 1 + offset(line[colon+1:], raw)
		value := text[from : from+len(raw)]
		values = append(values, value)
		if before, ok := header[name]; ok {
			header[name] = append(before, value)
		} else {
			header[name] = values[len(values)-1 : len(values) : len(values)]
		}
		at += n + 2
	}
	x.response.Header = header
	return f, nil
}

// offset returns the offset in whole of part, which must be a suffix of whole or empty.
func offset(whole, part []byte) int {
	if len(part) == 0 {
		return len(whole)
	}
	return cap(whole) - cap(part)
}

// statusLine parses "HTTP/1.x NNN reason". The reason may be missing, together with the space before it.
func (x *exchange) statusLine(line []byte) error {
	r := &x.response
	version, rest, ok := bytes.Cut(line, []byte(" "))
	r.ProtoMajor = 1
	switch string(version) {
	case "HTTP/1.1":
		r.Proto, r.ProtoMinor = "HTTP/1.1", 1
	case "HTTP/1.0":
		r.Proto, r.ProtoMinor = "HTTP/1.0", 0
	default:
		return malformedError("no HTTP/1.x status line")
	}
	if !ok || len(rest) < 3 || len(rest) > 3 && rest[3] != ' ' || !isValue(rest) {
		return malformedError("no valid status line")
	}
	r.StatusCode = 0
	for _, d := range rest[:3] {
		if d < '0' || d > '9' {
			return malformedError("no valid status code")
		}
		r.StatusCode = 10*r.StatusCode + int(d-'0')
	}
	if r.StatusCode < 100 {
		return malformedError("no valid status code")
	}
	if r.StatusCode == http.StatusOK {
		r.Status = "200 OK"
	} else {
		r.Status = string(rest)
	}
	return nil
}

// canonical returns the canonical form of a field name, from the connection's cache if possible.
func (c *conn) canonical(name []byte) string {
	if known, ok := c.names[string(name)]; ok {
		return known
	}
	own := string(name)
	form := textproto.CanonicalMIMEHeaderKey(own)
	if len(c.names) < maxNames && len(name) <= 64 {
		if c.names == nil {
			c.names = make(map[string]string, 8)
		}
		c.names[own] = form
	}
	return form
}

// see records what a field says about the framing. Each framing field may occur once, with a single value in canonical
// form.
func (f *framing) see(name string, value []byte, minor int) error {
	switch name {
	case "Content-Length":
		if f.length >= 0 {
			return malformedError("two lengths")
		}
		length, ok := digits(value)
		if !ok {
			return malformedError("no valid length")
		}
		f.length = length
	case "Transfer-Encoding":
		if f.chunked || minor == 0 || !ascii.EqualFold(string(value), "chunked") {
			return malformedError("a transfer coding that is not chunked alone")
		}
		f.chunked = true
	case "Connection":
		for option := range bytes.SplitSeq(value, []byte(",")) {
			option = trim(option)
			f.close = f.close || ascii.EqualFold(string(option), "close")
			f.keepAlive = f.keepAlive || ascii.EqualFold(string(option), "keep-alive")
		}
	case "Keep-Alive":
		f.idle = serverIdle(value)
	}
	return nil
}

// serverIdle returns how long the server keeps an idle connection according to its Keep-Alive field, minus one second
// for a request in transit. It returns 0 if unknown.
func serverIdle(value []byte) time.Duration {
	for part := range bytes.SplitSeq(value, []byte(",")) {
		if seconds, ok := bytes.CutPrefix(trim(part), []byte("timeout=")); ok {
			if n, err := strconv.ParseInt(string(seconds), 10, 16); err == nil && n > 0 {
				return max(time.Duration(n)*time.Second-time.Second, time.Millisecond)
			}
		}
	}
	return 0
}

// digits parses a number that consists of digits only.
func digits(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	var n int64
	for _, d := range b {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = 10*n + int64(d-'0')
	}
	return n, true
}

// frame decides where the body of the response ends, as in RFC 9112 section 6.3. Everything that a client is allowed to
// repair there is an error here.
func (x *exchange) frame(r *http.Request, f framing) error {
	response := &x.response
	if f.chunked && f.length >= 0 {
		return malformedError("a length beside a transfer coding")
	}
	x.keep = !f.close && (response.ProtoMinor == 1 || f.keepAlive)
	x.conn.serverIdle = f.idle
	response.ContentLength = f.length
	switch status := response.StatusCode; {
	case r.Method == http.MethodHead:
		x.left = 0
	case status == http.StatusNoContent || status == http.StatusNotModified:
		if status != http.StatusNotModified && (f.length > 0 || f.chunked) {
			return malformedError("a body where the status allows none")
		}
		response.ContentLength, x.left = 0, 0
	case f.chunked:
		x.mode = chunked
		delete(response.Header, "Transfer-Encoding")
		response.TransferEncoding = []string{"chunked"}
		response.ContentLength = -1
	case f.length >= 0:
		x.left = f.length
	default:
		x.mode, x.keep = untilClose, false
	}
	response.Close = !x.keep
	return nil
}
