package inference

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
)

const (
	eventBuffer   = 4 << 10 // initial size, for each open stream; grows for longer events
	maxEventBytes = 1 << 20 // a longer event is relayed without being parsed
)

// cutter finds the ends of server-sent events in data that arrives in pieces. A line ends with CR, LF or both, and an event with
// an empty line. Source: the WHATWG HTML standard, "Server-sent events".
type cutter struct {
	at     int  // number of bytes of the current event that have been scanned
	inLine bool // the current line is not empty
	cr     bool // the last byte was a CR, so a following LF belongs to it
}

// cut returns the length of the event at the start of data, or 0 if it is incomplete. Every call passes the current
// event from its start, possibly with more data appended.
func (c *cutter) cut(data []byte) int {
	for c.at < len(data) {
		b := data[c.at]
		c.at++
		if afterCR := c.cr; afterCR {
			if c.cr = false; b == '\n' {
				continue
			}
		}
		if b != '\n' && b != '\r' {
			c.inLine = true
			continue
		}
		ended := !c.inLine
		c.inLine, c.cr = false, b == '\r'
		if !ended {
			continue
		}
		if c.cr && c.at < len(data) && data[c.at] == '\n' {
			c.at++
			c.cr = false
		}
		n := c.at
		c.at = 0
		return n
	}
	return 0
}

// isLast reports whether an event ends a complete stream. Sources: OpenAI API reference, "Streaming"; Anthropic API reference,
// "Streaming messages".
func isLast(event []byte) bool {
	for line := range bytes.Lines(event) {
		name, value, _ := strings.Cut(string(bytes.TrimRight(line, "\r\n")), ":")
		switch value = strings.TrimSpace(value); {
		case name == "data" && value == "[DONE]":
			return true
		case name != "event":
		case value == "response.completed", value == "response.incomplete", value == "response.failed", value == "message_stop", value == "error":
			return true
		}
	}
	return false
}

// streamer relays event streams, with a pool of buffers.
type streamer struct{ buffers sync.Pool }

// clientGone is an error of writing to the client.
type clientGone struct{ error }

// relay copies each event to w as soon as it is complete and flushes it, except those for which hide returns true. It does not
// change bytes. It returns nil, a clientGone or the error of the source. An incomplete last event is relayed too.
func (s *streamer) relay(w io.Writer, flush func() error, source io.Reader, hide func(event []byte) bool) error {
	buf, ok := s.buffers.Get().(*[]byte)
	if !ok {
		fresh := make([]byte, eventBuffer)
		buf = &fresh
	}
	defer s.buffers.Put(buf)
	r := eventRelay{w: w, flush: flush, hide: hide, buf: *buf}
	for {
		n, err := source.Read(r.buf[r.end:])
		r.end += n
		if n > 0 || err != nil {
			if failed := r.pass(err != nil); failed != nil {
				return failed
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

type eventRelay struct {
	w     io.Writer
	flush func() error
	hide  func([]byte) bool
	cutter
	buf  []byte
	end  int  // buf[:end] has been read and not yet relayed
	long bool // the start of the current event has been relayed already
}

// pass writes the complete events in the buffer and, at the end of the source, also the rest.
func (r *eventRelay) pass(last bool) error {
	from, at := 0, 0 // buf[from:at] is to be written
	wrote := false
	write := func(to int) error {
		if to > from {
			if _, err := r.w.Write(r.buf[from:to]); err != nil {
				return clientGone{err}
			}
			wrote = true
		}
		from = to
		return nil
	}
	for n := r.cut(r.buf[at:r.end]); n > 0 || last && at < r.end; n = r.cut(r.buf[at:r.end]) {
		if n == 0 {
			n = r.end - at
		}
		if !r.long && r.hide(r.buf[at:at+n]) {
			if err := write(at); err != nil {
				return err
			}
			from = at + n
		}
		at += n
		r.long = false
	}
	if r.end-at >= maxEventBytes || r.long {
		at, r.at, r.long = r.end, 0, true
	}
	if err := write(at); err != nil {
		return err
	}
	r.end = copy(r.buf, r.buf[at:r.end])
	if r.end == len(r.buf) {
		r.buf = append(r.buf, make([]byte, len(r.buf))...)
	}
	if !wrote {
		return nil
	}
	if err := r.flush(); err != nil {
		return clientGone{err}
	}
	return nil
}
