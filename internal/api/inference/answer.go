package inference

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
)

// answer relays a backend's response. Events of a stream are relayed one by one, other bodies as bytes.
func (d *host) answer(w http.ResponseWriter, c *call, response *http.Response, hide bool, use *Use) error {
	h := w.Header()
	copyHeader(h, response.Header)
	if c.limits != (limits{}) {
		c.limits.describe(h)
	}
	d.describe(h, response.StatusCode, use.FirstByte)
	stream := isMedia(response.Header, "text/event-stream")
	if stream {
		h.Del("Content-Length")
	}
	control := http.NewResponseController(w)
	out := &reader{ResponseWriter: w, control: control, stall: d.Stall}
	w = out
	defer out.done()
	w.WriteHeader(response.StatusCode)
	began := func(head []byte) { // called at most once, with the first bytes
		if c.made != nil && response.StatusCode < http.StatusMultipleChoices {
			c.made(head, use.Server)
		}
		c.made = nil
	}
	var err error
	last := false // the final event of a complete stream has been relayed
	if stream {
		closes := endsByClosing(response)
		ended := !closes
		var choices finish
		if err = out.flush(); err == nil {
			err = d.streams.relay(w, out.flush, response.Body, func(event []byte) bool {
				began(event)
				use.events++
				last = last || isLast(event)
				ended = ended || last
				if closes {
					choices.see(event)
				}
				return use.Tokens.seeEvent(event) && hide
			})
		}
		if err == nil && !ended && !choices.done() && response.StatusCode < http.StatusMultipleChoices {
			err = io.ErrUnexpectedEOF
		}
	} else {
		err = d.copy(out, response, began, &use.Tokens)
	}
	var gone clientGone
	cause := context.Cause(c.Context())
	stopping, ended := errors.Is(cause, edge.ErrStopping), errors.Is(cause, errRoleEnded)
	if err == nil || errors.As(err, &gone) || cause != nil && !stopping && !ended {
		return nil
	}
	broke := fault.New(fault.Upstream, "BadGateway", "The answer broke off.").Because(err)
	if !stream || last || response.StatusCode >= http.StatusMultipleChoices {
		return broke
	}
	// SDKs raise an error for this event. The connection is also aborted, for clients that ignore the event.
	event := brokenEvent
	switch {
	case stopping:
		event = stoppedEvent
	case ended:
		event = endedEvent
	}
	d.Log.Warn("a stream broke off", "request", c.ID, "deployment", use.Deployment.Name, "server", use.Server, "error", err)
	if _, failed := io.WriteString(out, event); failed == nil {
		_ = out.flush()
	}
	return broke
}

// copy relays a body that is not an event stream. It flushes after every read if the length of the body is unknown.
func (d *host) copy(w *reader, response *http.Response, began func([]byte), tokens *Tokens) error {
	buf := d.copies.Get().(*copyBuffer)
	defer d.copies.Put(buf)
	buf.end.kept = buf.end.kept[:0]
	for {
		n, err := response.Body.Read(buf.bytes[:])
		if n > 0 {
			began(buf.bytes[:n])
			buf.end.add(buf.bytes[:n])
			if _, failed := w.Write(buf.bytes[:n]); failed != nil {
				return clientGone{failed}
			}
			if response.ContentLength < 0 {
				if failed := w.flush(); failed != nil {
					return clientGone{failed}
				}
			}
		}
		if errors.Is(err, io.EOF) {
			tokens.see(buf.end.kept)
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// reader wraps the client's ResponseWriter. A write that the client does not take within stall fails: otherwise a
// client that stops reading would occupy a slot of the model server for as long as its connection is open.
type reader struct {
	http.ResponseWriter
	control  *http.ResponseController
	stall    time.Duration
	buffered int
	limited  bool // the connection has a deadline
}

func (r *reader) Write(b []byte) (int, error) {
	// Writes that fit into net/http's buffer do not reach the connection yet, so they need no deadline.
	if r.buffered += len(b); r.buffered > serverBuffer {
		r.extend()
	}
	return r.ResponseWriter.Write(b)
}

// serverBuffer is the minimum number of bytes that net/http buffers before it writes to the connection without a flush.
const serverBuffer = 2 << 10

func (r *reader) flush() error {
	r.extend()
	return r.control.Flush()
}

// extend moves the deadline. It does nothing for a ResponseWriter without deadlines, such as one in a test of a single
// handler.
func (r *reader) extend() {
	r.limited = true
	_ = r.control.SetWriteDeadline(time.Now().Add(r.stall))
}

// done removes the deadline, so that it does not apply to the next request on the connection.
func (r *reader) done() {
	if r.limited {
		_ = r.control.SetWriteDeadline(time.Time{})
	}
}

// Unwrap gives http.ResponseController access to the connection.
func (r *reader) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// copyBuffer is the pooled buffer of one copy.
type copyBuffer struct {
	bytes [32 << 10]byte
	end   tail
}

// endsByClosing reports whether the end of the connection is the end of the response, as in HTTP/1.0. Such a response
// looks the same whether it is complete or the server crashed.
func endsByClosing(r *http.Response) bool {
	return r.Close && r.ProtoMajor == 1 && r.ContentLength < 0 && len(r.TransferEncoding) == 0
}
