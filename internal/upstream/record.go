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

// Recorder keeps what an upstream answers in a folder, for a Replayer.
type Recorder struct {
	dir    string
	next   http.RoundTripper
	failed func(error)
}

// maxRecorded bounds an answer that is recorded, in bytes. A longer one is relayed and not kept.
const maxRecorded = 64 << 20

// Record makes a Recorder of next, whose folder is made if it is not there. An answer is kept when it is complete; a
// later one to the same request takes its place. A refusal of this service's own credential (401, 403, 407) is not
// kept. Failed is told what could not be kept and why.
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

// RoundTrip asks the upstream.
func (c *Recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	q, body, err := describe(r)
	if err != nil {
		return nil, err
	}
	out := *r
	if r.Body != nil {
		out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		out.Body, _ = out.GetBody() // it does not fail
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

// recordingBody notes what is read through it, and when.
type recordingBody struct {
	io.ReadCloser
	recorder *Recorder
	kept     *recording
	stream   bool
	last     time.Time // when the event before was there
	pending  []byte
	size     int
	length   int64 // as the header says; below zero if it does not
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
	// A reader that knows the length may stop without having seen the end.
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

// write puts the recording where readers see all of it or nothing.
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

// eventEnd is the length of the event at the start of b with the empty line that ends it, 0 if it is not complete.
func eventEnd(b []byte) int {
	end := 0
	for _, empty := range []string{"\n\n", "\r\n\r\n", "\r\r"} {
		if at := bytes.Index(b, []byte(empty)); at >= 0 && (end == 0 || at+len(empty) < end) {
			end = at + len(empty)
		}
	}
	return end
}
