package upstream

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// Recorder stores responses of an upstream in a folder, for a Replayer.
type Recorder struct {
	dir    string
	next   http.RoundTripper
	failed func(error)
}

// maxRecorded is the maximum size of a recorded response in bytes. A longer one is relayed but not stored.
const maxRecorded = 64 << 20

// Record returns a Recorder for next. It creates the folder if necessary. A complete response is stored, and replaces an earlier
// one to the same request. A rejection of this service's own credential (401, 403, 407) is not stored. failed is called when a
// response could not be stored.
func Record(dir string, next http.RoundTripper, failed func(error)) (*Recorder, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("the folder for recordings: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return nil, fmt.Errorf("the folder for recordings: %w", err)
	}
	_ = probe.Close()
	return &Recorder{dir, next, failed}, os.Remove(probe.Name())
}

// RoundTrip calls the upstream.
func (c *Recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	q, body, err := describe(r)
	if err != nil {
		return nil, err
	}
	out := *r
	if r.Body != nil {
		out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		out.Body, _ = out.GetBody() // it never fails
		out.ContentLength = int64(len(body))
	}
	began := time.Now()
	response, err := c.next.RoundTrip(&out)
	if err != nil {
		return nil, err
	}
	switch response.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return response, nil
	}
	kept := &recording{Request: q}
	kept.Response = recordedResponse{Status: response.StatusCode, Header: http.Header{}, After: span(time.Since(began))}
	for name, values := range response.Header {
		if keepHeader(name) {
			kept.Response.Header[name] = values
		}
	}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	response.Body = &recordingBody{
		ReadCloser: response.Body, recorder: c, kept: kept, stream: kind == "text/event-stream",
		last: time.Now(), length: response.ContentLength,
	}
	return response, nil
}

// recordingBody records what is read through it, and when.
type recordingBody struct {
	io.ReadCloser
	recorder *Recorder
	kept     *recording
	stream   bool
	last     time.Time // when the previous event was complete
	pending  []byte
	size     int
	length   int64 // from the header; negative if unknown
	done     bool
}

func (b *recordingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.done {
		return n, err
	}
	if b.size += n; b.size > maxRecorded {
		b.done, b.pending = true, nil
		b.recorder.failed(fmt.Errorf("the answer to %s is longer than %d MiB", b.kept.Request.asked(), maxRecorded>>20))
		return n, err
	}
	b.pending = append(b.pending, p[:n]...)
	if b.stream {
		for end := eventEnd(b.pending); end > 0; end = eventEnd(b.pending) {
			b.event(end)
		}
	}
	// A reader that knows the length may stop before io.EOF.
	if ended := errors.Is(err, io.EOF); ended || err == nil && int64(b.size) == b.length {
		b.done = true
		if saving := b.save(); saving != nil {
			b.recorder.failed(fmt.Errorf("the answer to %s: %w", b.kept.Request.asked(), saving))
		}
	}
	return n, err
}

func (b *recordingBody) event(end int) {
	now := time.Now()
	b.kept.Response.Events = append(b.kept.Response.Events, event{span(now.Sub(b.last)), newData(b.pending[:end])})
	b.last, b.pending = now, b.pending[end:]
}

func (b *recordingBody) save() error {
	if !b.stream {
		data := newData(b.pending)
		b.kept.Response.Body = &data
	} else if len(b.pending) > 0 {
		b.event(len(b.pending))
	}
	name, err := b.kept.Request.file()
	if err != nil {
		return err
	}
	return b.kept.write(filepath.Join(b.recorder.dir, name))
}

// write writes the recording atomically.
func (c *recording) write(name string) error {
	text, err := encodeIndented(c)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".recording-*")
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// eventEnd returns the length of the event at the start of b, including the empty line that ends it; 0 if it is incomplete.
func eventEnd(b []byte) int {
	end := 0
	for _, empty := range []string{"\n\n", "\r\n\r\n", "\r\r"} {
		if at := bytes.Index(b, []byte(empty)); at >= 0 && (end == 0 || at+len(empty) < end) {
			end = at + len(empty)
		}
	}
	return end
}
