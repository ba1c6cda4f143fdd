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

// answer relays a backend's answer: a stream of events as they come, anything else as bytes.
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
	began := func(head []byte) { // only once, with the first of it
		if c.made != nil && response.StatusCode < http.StatusMultipleChoices {
			c.made(head, use.Server)
		}
		c.made = nil
	}
	var err error
	last := false // the event that a whole stream ends with has come
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
	stopping := errors.Is(context.Cause(c.Context()), edge.ErrStopping)
	if err == nil || errors.As(err, &gone) || c.Context().Err() != nil && !stopping {
		return nil
	}
	broke := fault.New(fault.Upstream, "BadGateway", "The answer broke off.").Because(err)
	if !stream || last || response.StatusCode >= http.StatusMultipleChoices {
		return broke
	}
	// SDKs raise the event; the connection breaks too, for clients that do not read it.
	event := brokenEvent
	if stopping {
		event = stoppedEvent
	}
	d.Log.Warn("a stream broke off", "request", c.ID, "deployment", use.Deployment.Name, "server", use.Server, "error", err)
	if _, failed := io.WriteString(out, event); failed == nil {
		_ = out.flush()
	}
	return broke
}

// copy relays a body that is no stream of events. One whose length is not known is flushed as it comes.
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

// reader is the client as the reader of an answer. Each write must be taken within stall, or it fails: a client that stops
// reading would otherwise hold the model server's slot for as long as it keeps its connection.
type reader struct {
	http.ResponseWriter
	control  *http.ResponseController
	stall    time.Duration
	buffered int
	limited  bool // the connection has a deadline
}

func (r *reader) Write(b []byte) (int, error) {
	// What fits into the server's own buffer goes nowhere yet, so that nobody waits for the client.
	if r.buffered += len(b); r.buffered > serverBuffer {
		r.extend()
	}
	return r.ResponseWriter.Write(b)
}

// serverBuffer is how much of an answer net/http keeps at least before it writes to the connection, in bytes, unless it is
// flushed.
const serverBuffer = 2 << 10

func (r *reader) flush() error {
	r.extend()
	return r.control.Flush()
}

// extend moves the deadline. A writer without deadlines, as in tests of a handler alone, has none to move.
func (r *reader) extend() {
	r.limited = true
	_ = r.control.SetWriteDeadline(time.Now().Add(r.stall))
}

// done leaves the connection to the next request without a deadline.
func (r *reader) done() {
	if r.limited {
		_ = r.control.SetWriteDeadline(time.Time{})
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (r *reader) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// copyBuffer is what one copy works with.
type copyBuffer struct {
	bytes [32 << 10]byte
	end   tail
}

// endsByClosing reports whether an answer ends where its connection does, as in HTTP/1.0: a server that dies then looks
// the same as one that has said everything.
func endsByClosing(r *http.Response) bool {
	return r.Close && r.ProtoMajor == 1 && r.ContentLength < 0 && len(r.TransferEncoding) == 0
}
