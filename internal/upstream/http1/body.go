package http1

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

type mode uint8

const (
	counted    mode = iota // by Content-Length
	chunked                // by the chunked transfer coding
	untilClose             // by the end of the connection
)

// exchange is one request and its response, and the response's body.
type exchange struct {
	response http.Response
	conn     *conn
	method   string
	stop     func() bool // stops watching the request's context; may be nil
	writing  chan error  // receives the result of a body that is still being written; may be nil
	keep     bool        // the server keeps the connection open
	mode     mode
	left     int64 // unread bytes of the body, or of the current chunk
	inChunk  bool  // reading a chunk's data or the line end after it
	last     bool  // the last chunk has been read, but not the trailer section
	err      error // the result of all further reads
	silence  time.Duration
	limited  bool // the connection still has the deadline of the response head
	finished atomic.Bool
	closed   atomic.Bool
}

// maxChunkLine is the maximum length in bytes of the line before a chunk.
const maxChunkLine = 1 << 10

// BoundSilence limits how long a read of the body waits for data. A read that waits longer fails with an error that
// matches os.ErrDeadlineExceeded. Without a call of BoundSilence there is no limit.
func (x *exchange) BoundSilence(d time.Duration) { x.silence = d }

// start makes x the body of its response.
func (x *exchange) start() {
	if x.mode == counted && x.left == 0 {
		x.end()
		x.response.Body = http.NoBody
		return
	}
	x.response.Body = x
	x.limited = true
}

// Read reads the body. The last bytes may be returned together with io.EOF.
func (x *exchange) Read(p []byte) (int, error) {
	if x.closed.Load() {
		return 0, errClosedBody
	}
	if x.err != nil || len(p) == 0 {
		return 0, x.err
	}
	n, err := x.read(p)
	if err != nil {
		if errors.Is(err, io.EOF) {
			x.end()
		} else {
			x.fail(&err)
		}
		x.err = err
	}
	return n, err
}

// fail closes the connection. If the request's context has ended, it replaces err with the context's error.
func (x *exchange) fail(err *error) {
	if r := x.response.Request; r != nil && r.Context().Err() != nil {
		*err = r.Context().Err()
	}
	x.finish(false)
}

func (x *exchange) read(p []byte) (int, error) {
	switch x.mode {
	case chunked:
		return x.readChunked(p)
	case untilClose:
		return x.receive(p)
	}
	n, err := x.receive(p[:min(int64(len(p)), x.left)])
	x.left -= int64(n)
	switch {
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	case err == nil && x.left == 0:
		err = io.EOF
	}
	return n, err
}

// readChunked decodes data that has been received, and waits for more only if there is none.
func (x *exchange) readChunked(p []byte) (int, error) {
	c, total := x.conn, 0
	for total < len(p) {
		held := c.buf[c.at:c.end]
		switch {
		case x.last:
			if total > 0 && !bytes.HasPrefix(held, []byte("\r\n")) {
				return total, nil
			}
			if err := x.trailers(); err != nil {
				return total, err
			}
			return total, io.EOF
		case x.left == 0:
			if total > 0 && !holdsLine(held, x.inChunk) {
				return total, nil
			}
			var err error
			if x.last, err = x.nextChunk(); err != nil {
				return total, err
			}
		case total > 0 && len(held) == 0:
			return total, nil
		default:
			n, err := x.receive(p[total:min(int64(len(p)), int64(total)+x.left)])
			total += n
			x.left -= int64(n)
			if err != nil {
				return total, unexpected(err)
			}
		}
	}
	return total, nil
}

// holdsLine reports whether held contains the next line, after the line end of a chunk if afterChunk is set.
func holdsLine(held []byte, afterChunk bool) bool {
	if afterChunk {
		if len(held) < 2 {
			return false
		}
		held = held[2:]
	}
	return bytes.IndexByte(held, '\n') >= 0
}

// nextChunk reads the line before a chunk, and reports whether it was that of the last chunk.
func (x *exchange) nextChunk() (bool, error) {
	if x.inChunk {
		line, err := x.line(2)
		if err != nil {
			return false, err
		}
		if len(line) > 0 {
			return false, malformedError("a chunk without its line end")
		}
		x.inChunk = false
	}
	line, err := x.line(maxChunkLine)
	if err != nil {
		return false, err
	}
	size, extension, extended := bytes.Cut(line, []byte(";"))
	if extended {
		size = trim(size) // "bad white space", which some servers send
	}
	n, ok := hex(size)
	if !ok || !isValue(extension) {
		return false, malformedError("no valid chunk size")
	}
	x.left, x.inChunk = n, true
	return n == 0, nil
}

// trailers reads and discards the trailer section.
func (x *exchange) trailers() error {
	budget := x.conn.transport.config.MaxHeader
	for {
		line, err := x.line(budget)
		if err != nil {
			return err
		}
		if len(line) == 0 {
			return nil
		}
		if budget -= len(line) + 2; budget < 2 {
			return malformedError("the trailer section is too long")
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || !isToken(name) || !isValue(value) {
			return malformedError("a trailer field that is not valid")
		}
	}
}

// line returns the next line without its line end. most limits its length, including the line end.
func (x *exchange) line(most int) ([]byte, error) {
	c, looked := x.conn, 0
	for {
		held := c.buf[c.at:c.end]
		if i := bytes.IndexByte(held[looked:], '\n'); i >= 0 {
			n := looked + i
			if n == 0 || held[n-1] != '\r' || bytes.IndexByte(held[:n-1], '\r') >= 0 {
				return nil, malformedError("a line that does not end in CRLF")
			}
			if n+1 > most {
				return nil, malformedError("a line is too long")
			}
			c.at += n + 1
			return held[:n-1], nil
		}
		looked = len(held)
		if looked >= most {
			return nil, malformedError("a line is too long")
		}
		if err := x.fill(2 * max(most, firstBuffer)); err != nil {
			return nil, unexpected(err)
		}
	}
}

// hex reads a chunk size.
func hex(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 15 {
		return 0, false
	}
	var n int64
	for _, d := range b {
		switch {
		case d >= '0' && d <= '9':
			d -= '0'
		case d >= 'a' && d <= 'f':
			d -= 'a' - 10
		case d >= 'A' && d <= 'F':
			d -= 'A' - 10
		default:
			return 0, false
		}
		n = n<<4 | int64(d)
	}
	return n, true
}

// receive returns buffered data, or waits for more.
func (x *exchange) receive(p []byte) (int, error) {
	c := x.conn
	if c.at == c.end {
		if len(p) >= len(c.buf) {
			x.bound()
			return c.Conn.Read(p)
		}
		if err := x.fill(0); err != nil {
			return 0, err
		}
	}
	n := copy(p, c.buf[c.at:c.end])
	c.at += n
	return n, nil
}

func (x *exchange) fill(most int) error {
	x.bound()
	return x.conn.fill(most)
}

func (x *exchange) bound() {
	switch {
	case x.silence > 0:
		x.conn.deadline(time.Now().Add(x.silence), x.conn.SetReadDeadline)
	case x.limited:
		x.conn.deadline(time.Time{}, x.conn.SetReadDeadline)
	}
	x.limited = false
}

// end releases the connection after the last byte of the body.
func (x *exchange) end() {
	keep := x.keep && x.conn.at == x.conn.end // surplus bytes do not belong to the response
	if x.writing != nil {
		select {
		case err := <-x.writing:
			keep = keep && err == nil
		default:
			keep = false // the server responded before it had received the whole request
		}
	}
	x.finish(keep)
}

// finish makes the connection available for another request, or closes it.
func (x *exchange) finish(keep bool) {
	if x.finished.Swap(true) {
		return
	}
	if x.stop != nil && !x.stop() {
		keep = false // it was canceled, or is about to be
	}
	if keep {
		x.conn.transport.put(x.conn)
	} else {
		_ = x.conn.Close()
	}
}

// Close closes the body. If part of it is unread, the connection is closed too.
func (x *exchange) Close() error {
	if !x.closed.Swap(true) {
		x.finish(false)
	}
	return nil
}

// unexpected converts io.EOF in the middle of a body to io.ErrUnexpectedEOF.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
