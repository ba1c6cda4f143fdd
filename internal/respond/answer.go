package respond

import (
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	held       = 4 << 10  // what is kept of an answer until the handler returns, as net/http keeps it
	keptBuffer = 64 << 10 // the largest buffer that the next answer gets
	keptFields = 64       // the longest header whose map the next answer gets
)

// answer is the http.ResponseWriter of a plain request. Unless net/http took over, head and body are written to the
// connection as they are.
type answer struct {
	http.ResponseWriter // net/http's
	*scratch
	conn    *conn
	request *http.Request
	body    *body // of the request; nil is none
	status  int
	fields  int   // where the header in out ends; its empty line follows
	left    int64 // of the answer's body
	theirs  bool  // net/http writes this answer
	sent    bool  // the connection has got the head
	err     error // what every further write gets
}

// scratch is what one answer after the other uses.
type scratch struct {
	header http.Header
	out    []byte // is still to be written
}

var scratches = sync.Pool{New: func() any { return &scratch{header: make(http.Header, 24)} }}

// body knows whether the request was read to its end.
type body struct {
	io.ReadCloser // net/http's
	read          atomic.Bool
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF { //nolint:errorlint // net/http's readers return it bare
		b.read.Store(true)
	}
	return n, err
}

// Handler has next write its plain answers to the connections of a listener of Listen. It goes around everything else
// that is served there. Next must not use the http.ResponseWriter after it has returned.
func Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, ok := r.Context().Value(connKey{}).(*conn)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		r.TLS = c.state
		if !isPlain(r) {
			next.ServeHTTP(w, r)
			return
		}
		a := &answer{ResponseWriter: w, scratch: scratches.Get().(*scratch), conn: c, request: r}
		if r.Body != nil && r.Body != http.NoBody {
			a.body = &body{ReadCloser: r.Body}
			r.Body = a.body
		}
		next.ServeHTTP(a, r) // after a panic net/http closes the connection
		a.end()
	})
}

// isPlain reports whether net/http keeps the connection after the answer to r, and does nothing between its head and its
// answer that others would have to know.
func isPlain(r *http.Request) bool {
	if r.ProtoMajor != 1 || r.ProtoMinor != 1 || r.Close || r.Method == http.MethodHead || r.Method == http.MethodConnect {
		return false
	}
	return len(r.Header["Expect"]) == 0 && len(r.Header["Upgrade"]) == 0
}

func (a *answer) Header() http.Header {
	if a.theirs {
		return a.ResponseWriter.Header()
	}
	return a.header
}

// Unwrap is for http.ResponseController: deadlines and hijacking are net/http's.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	switch {
	case a.theirs:
		a.ResponseWriter.WriteHeader(status)
	case a.status != 0:
	case status >= 100 && status < 200 && status != http.StatusSwitchingProtocols:
		interim := a.ResponseWriter.Header()
		maps.Copy(interim, a.header)
		a.ResponseWriter.WriteHeader(status)
		clear(interim)
	case a.appendHead(status):
		a.status = status
	default:
		a.giveUp()
		a.ResponseWriter.WriteHeader(status)
	}
}

// giveUp has net/http write this answer, of which nothing was sent.
func (a *answer) giveUp() {
	maps.Copy(a.ResponseWriter.Header(), a.header)
	a.theirs = true
	if a.body != nil {
		a.request.Body = a.body.ReadCloser // net/http looks at its own
	}
	if a.status == 0 {
		return
	}
	a.ResponseWriter.WriteHeader(a.status)
	if begun := a.out[a.fields+2:]; len(begun) > 0 {
		_, a.err = a.ResponseWriter.Write(begun)
	}
}

func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 && !a.theirs {
		a.WriteHeader(http.StatusOK)
	}
	switch {
	case a.theirs:
		return a.ResponseWriter.Write(p)
	case a.err != nil:
		return 0, a.err
	case int64(len(p)) > a.left && !a.sent:
		a.giveUp()
		return a.ResponseWriter.Write(p)
	case int64(len(p)) > a.left:
		a.err = http.ErrContentLength
		return 0, a.err
	}
	a.left -= int64(len(p))
	a.out = append(a.out, p...)
	if len(a.out) <= held {
		return len(p), nil
	}
	if err := a.early(); err != nil {
		return 0, err
	}
	return len(p), nil
}

// FlushError is for http.ResponseController.
func (a *answer) FlushError() error {
	if a.status == 0 && !a.theirs {
		a.WriteHeader(http.StatusOK)
	}
	if !a.theirs {
		if a.err != nil {
			return a.err
		}
		if err := a.early(); err != nil || !a.theirs {
			return err
		}
	}
	return a.ResponseWriter.(interface{ FlushError() error }).FlushError()
}

func (a *answer) Flush() { _ = a.FlushError() } // the next write says what failed

// early sends before the handler has returned. If the request has not been read to its end, net/http does that: a client
// may read nothing before it has written all, and whether the connection is kept depends on what is left.
func (a *answer) early() error {
	if !a.sent && a.body != nil && !a.body.read.Load() {
		a.giveUp()
		return a.err
	}
	return a.send()
}

// send writes what is still to be written.
func (a *answer) send() error {
	if len(a.out) == 0 {
		return nil
	}
	a.sent = true
	a.err = a.conn.send(a.out)
	a.out = a.out[:0]
	return a.err
}

// end is called when the handler has returned.
func (a *answer) end() {
	broken := a.err != nil || a.left > 0
	if !a.theirs && !a.sent && (a.status == 0 || broken) {
		a.giveUp()
	}
	if a.body != nil {
		a.request.Body = a.body.ReadCloser
	}
	switch {
	case a.theirs:
		a.free()
	case broken:
		panic(http.ErrAbortHandler) // a client is told by the end of the connection that this is not the whole body
	default:
		a.conn.ended = a
	}
}

// free keeps the map and the buffer for another answer.
func (a *answer) free() {
	s := a.scratch
	a.scratch = nil
	if len(s.header) > keptFields || cap(s.out) > keptBuffer {
		return
	}
	clear(s.header)
	s.out = s.out[:0]
	scratches.Put(s)
}

// appendHead writes the head to out. It reports false, and leaves out empty, for an answer that is not plain: one whose
// length is not known, that has no body or a changed connection by its status or its header, or that net/http would
// repair.
func (a *answer) appendHead(status int) bool {
	text := http.StatusText(status)
	if status < 200 || status > 599 || status == http.StatusNoContent || status == http.StatusNotModified || text == "" {
		return false
	}
	b := append(a.out[:0], "HTTP/1.1 "...)
	b = strconv.AppendInt(b, int64(status), 10)
	b = append(b, ' ')
	b = append(b, text...)
	b = append(b, "\r\n"...)
	length, typed, dated := int64(-1), false, false
	for name, values := range a.header {
		switch name {
		case "Content-Length":
			var ok bool
			if length, ok = lengthOf(values); !ok {
				return false
			}
		case "Content-Type":
			typed = true
		case "Date":
			dated = true
		case "Connection", "Keep-Alive", "Proxy-Connection", "Trailer", "Transfer-Encoding", "Upgrade":
			return false
		}
		if len(values) == 0 || !isToken(name) {
			return false
		}
		for _, value := range values {
			if !isValue(value) {
				return false
			}
			b = append(b, name...)
			b = append(b, ": "...)
			b = append(b, value...)
			b = append(b, "\r\n"...)
		}
	}
	if length < 0 || !typed {
		return false
	}
	if !dated {
		b = append(b, "Date: "...)
		b = append(b, now()...)
		b = append(b, "\r\n"...)
	}
	a.fields = len(b)
	a.out, a.left = append(b, "\r\n"...), length
	return true
}

// lengthOf reads a Content-Length. It is in digits alone, and there once.
func lengthOf(values []string) (int64, bool) {
	if len(values) != 1 || len(values[0]) > 18 || strings.HasPrefix(values[0], "+") || strings.HasPrefix(values[0], "-") {
		return 0, false
	}
	n, err := strconv.ParseInt(values[0], 10, 64)
	return n, err == nil
}

// second is the text of a Date field, which lasts for a second.
type second struct {
	unix int64
	text string
}

var lastSecond atomic.Pointer[second]

func now() string {
	at := time.Now()
	if last := lastSecond.Load(); last != nil && last.unix == at.Unix() {
		return last.text
	}
	fresh := &second{at.Unix(), at.UTC().Format(http.TimeFormat)}
	lastSecond.Store(fresh)
	return fresh.text
}

// isToken reports whether s is a field name. RFC 9110, section 5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		default:
			return false // of the other characters of tokens nothing is made here
		}
	}
	return s != ""
}

// isValue reports whether s goes into a header as it is. RFC 9110, section 5.5.
func isValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return s == "" || !isSpace(s[0]) && !isSpace(s[len(s)-1])
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }
