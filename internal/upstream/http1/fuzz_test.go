package http1_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/upstream/http1"
)

// canned is a connection that returns a fixed text and accepts all writes.
type canned struct {
	net.Conn // nil: methods that are not overridden are not called
	text     io.Reader
	wrote    bytes.Buffer
}

func (c *canned) Read(b []byte) (int, error)      { return c.text.Read(b) }
func (c *canned) Write(b []byte) (int, error)     { return c.wrote.Write(b) }
func (c *canned) Close() error                    { return nil }
func (c *canned) SetDeadline(time.Time) error     { return nil }
func (c *canned) SetReadDeadline(time.Time) error { return nil }

func over(c net.Conn) *http1.Transport {
	config := config("model.example:80")
	config.Dial = func(context.Context, string, string) (net.Conn, error) { return c, nil }
	config.MaxIdle = 0
	return http1.New(config)
}

// FuzzResponsesAreReadAsNetHTTPReadsThem checks that every response this client accepts is also accepted by net/http,
// with the same status, fields, body and end. This client may reject more.
func FuzzResponsesAreReadAsNetHTTPReadsThem(f *testing.F) {
	for _, seed := range []string{
		hello,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: a\r\n\r\n",
		"HTTP/1.1 100 Continue\r\n\r\n" + hello,
		"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
		"HTTP/1.1 204 No Content\r\nX: a\r\nx: b\r\n\r\n",
		"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n",
		"HTTP/1.1 200\r\nContent-Length:5\r\nConnection: close\r\n\r\nhello" + hello,
		"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
		"HTTP/1.0 100 0\r\n\r\nHTTP/1.1 205\r\n\r\n",
	} {
		f.Add([]byte(seed), uint8(1))
		f.Add([]byte(seed), uint8(255))
	}
	f.Fuzz(func(t *testing.T, raw []byte, step uint8) {
		c := &canned{text: &slowReader{raw, max(int(step), 1)}}
		request := post(t.Context(), "{}")
		response, err := over(c).RoundTrip(request)
		if err != nil {
			return
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			return
		}
		source := bufio.NewReader(bytes.NewReader(raw))
		var want *http.Response
		for {
			if want, err = http.ReadResponse(source, request); err != nil {
				t.Fatalf("accepted what net/http refuses with %v: %q", err, raw)
			}
			if want.StatusCode >= 200 {
				break
			}
		}
		wantBody, err := io.ReadAll(want.Body)
		if err != nil {
			t.Fatalf("accepted a body that net/http refuses with %v: %q", err, raw)
		}
		if response.StatusCode != want.StatusCode || response.ProtoMinor != want.ProtoMinor || response.ContentLength != want.ContentLength && len(wantBody) > 0 {
			t.Errorf("got %d, HTTP/1.%d, length %d; net/http %d, HTTP/1.%d, length %d: %q", response.StatusCode, response.ProtoMinor,
				response.ContentLength, want.StatusCode, want.ProtoMinor, want.ContentLength, raw)
		}
		if !bytes.Equal(body, wantBody) {
			t.Errorf("got body %q; net/http %q: %q", body, wantBody, raw)
		}
		if want.Close && !response.Close {
			t.Errorf("the connection is kept where net/http closes it: %q", raw)
		}
		for _, name := range []string{"Trailer", "Connection"} { // net/http moves these into members of the response
			want.Header.Del(name)
			response.Header.Del(name)
		}
		if !reflect.DeepEqual(map[string][]string(response.Header), map[string][]string(want.Header)) {
			t.Errorf("got fields %v; net/http %v: %q", response.Header, want.Header, raw)
		}
	})
}

// slowReader returns a few bytes per read.
type slowReader struct {
	rest []byte
	step int
}

func (r *slowReader) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b, r.rest[:min(r.step, len(r.rest))])
	r.rest = r.rest[n:]
	return n, nil
}

// FuzzRequestsAreReadByNetHTTPAsTheyWereMeant checks that net/http's server parses exactly one request, with the
// intended method, target, fields and body, and that requests which net/http's client rejects are not sent.
func FuzzRequestsAreReadByNetHTTPAsTheyWereMeant(f *testing.F) {
	f.Add("POST", "/v1/chat", "a=b", "model.example", "X-A", "value", "{}")
	f.Add("GET", "/", "", "model.example:80", "Accept", "*/*", "")
	f.Add("POST", "/a b", "x y", "a\r\nb", "Content-Length", "9", "body")
	f.Add("GET /x", "//host/x", "#", "[::1]", "Transfer-Encoding", "chunked", "0\r\n\r\n")
	f.Add("PUT", "http://x/", "", "h", "X", "a\r\nb", "GET / HTTP/1.1\r\n\r\n")
	f.Fuzz(func(t *testing.T, method, path, query, host, name, value, body string) {
		build := func() *http.Request {
			r := &http.Request{
				Method: method, URL: &url.URL{Scheme: "http", Host: "model.example", Path: path, RawQuery: query}, Host: host,
				Header: http.Header{name: {value}}, ContentLength: int64(len(body)),
			}
			if body != "" {
				r.Body = io.NopCloser(strings.NewReader(body))
			}
			return r.WithContext(t.Context())
		}
		c := &canned{text: strings.NewReader(hello)}
		_, err := over(c).RoundTrip(build())
		if err != nil {
			if c.wrote.Len() > 0 {
				t.Fatalf("refused with %v after %q was sent", err, c.wrote.Bytes())
			}
			return
		}
		source := bufio.NewReader(bytes.NewReader(c.wrote.Bytes()))
		got, err := http.ReadRequest(source)
		if err != nil {
			t.Fatalf("net/http does not read it: %v: %q", err, c.wrote.Bytes())
		}
		gotBody, err := io.ReadAll(got.Body)
		if err != nil || string(gotBody) != body {
			t.Fatalf("the body is %q, %v: %q", gotBody, err, c.wrote.Bytes())
		}
		if _, err := source.ReadByte(); !errors.Is(err, io.EOF) {
			t.Fatalf("something is left behind the request: %q", c.wrote.Bytes())
		}
		if method == "" {
			method = http.MethodGet
		}
		if host == "" {
			host = "model.example"
		}
		if got.Method != method || got.Host != host || got.URL.RawQuery != query && !strings.HasPrefix(got.RequestURI, "//") {
			t.Errorf("read as %s %s of %s: %q", got.Method, got.RequestURI, got.Host, c.wrote.Bytes())
		}
		for known := range got.Header {
			if known != http.CanonicalHeaderKey(name) && known != "Content-Length" {
				t.Errorf("the field %s came from nowhere: %q", known, c.wrote.Bytes())
			}
		}
		var plain bytes.Buffer
		if err := build().Write(&plain); err != nil && !strings.Contains(err.Error(), "no Host") {
			t.Errorf("net/http refuses to send it with %v: %q", err, c.wrote.Bytes())
		}
	})
}
