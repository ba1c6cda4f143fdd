package inference

import (
	"errors"
	"io"
	"net/http"

	"keyless.dev/keyless/internal/fault"
)

// answer relays a backend's answer: a stream of events as they come, anything else as bytes.
func (d *host) answer(w http.ResponseWriter, c *call, response *http.Response, hide bool, use *Use) error {
	h := w.Header()
	copyHeader(h, response.Header)
	for name, values := range c.limits {
		h[name] = values
	}
	describe(h, response.StatusCode, use.FirstByte)
	stream := isMedia(response.Header, "text/event-stream")
	if stream {
		h.Del("Content-Length")
	}
	w.WriteHeader(response.StatusCode)
	control := http.NewResponseController(w)
	began := func(head []byte) { // only once, with the first of it
		if c.made != nil && response.StatusCode < http.StatusMultipleChoices {
			c.made(head, use.Server)
		}
		c.made = nil
	}
	var err error
	if stream {
		ended := !endsByClosing(response)
		if err = control.Flush(); err == nil {
			err = d.streams.relay(w, control.Flush, response.Body, func(event []byte) bool {
				began(event)
				use.events++
				ended = ended || isLast(event)
				return use.Tokens.seeEvent(event) && hide
			})
		}
		if err == nil && !ended && response.StatusCode < http.StatusMultipleChoices {
			err = io.ErrUnexpectedEOF
		}
	} else {
		err = d.copy(w, control, response, began, &use.Tokens)
	}
	var gone clientGone
	if err == nil || errors.As(err, &gone) || c.Context().Err() != nil {
		return nil
	}
	return fault.New(fault.Upstream, "BadGateway", "The answer broke off.").Because(err)
}

// copy relays a body that is no stream of events. One whose length is not known is flushed as it comes.
func (d *host) copy(w io.Writer, control *http.ResponseController, response *http.Response, began func([]byte), tokens *Tokens) error {
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
				if failed := control.Flush(); failed != nil {
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

// copyBuffer is what one copy works with.
type copyBuffer struct {
	bytes [16 << 10]byte
	end   tail
}

// endsByClosing reports whether an answer ends where its connection does, as in HTTP/1.0: a server that dies then looks
// the same as one that has said everything.
func endsByClosing(r *http.Response) bool {
	return r.Close && r.ProtoMajor == 1 && r.ContentLength < 0 && len(r.TransferEncoding) == 0
}
