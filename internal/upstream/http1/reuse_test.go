package http1_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/upstream/http1"
)

// answers serves requests on one connection, each with the next text, and closes the connection after the last.
func answers(t *testing.T, texts ...string) *peer {
	return newPeer(t, func(c net.Conn, r *bufio.Reader) {
		for _, text := range texts {
			if readRequest(r) != nil {
				return
			}
			_, _ = io.WriteString(c, text)
		}
		_, _ = r.ReadByte()
	})
}

const hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

func TestConnectionsAreUsedAgainOnlyAfterWholeResponses(t *testing.T) {
	for name, row := range map[string]struct {
		first  string
		reused bool
	}{
		"a length":                      {hello, true},
		"chunks":                        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", true},
		"chunks with a trailer":         {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: a\r\n\r\n", true},
		"Connection: close":             {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", false},
		"close in a list":               {"HTTP/1.1 200 OK\r\nConnection: x, CLOSE\r\nContent-Length: 5\r\n\r\nhello", false},
		"HTTP/1.0":                      {"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", false},
		"HTTP/1.0 with keep-alive":      {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", true},
		"a second response behind it":   {hello + hello, false},
		"a byte behind it":              {hello + "\n", false},
		"a byte behind the last chunk":  {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n\r\n", false},
		"an interim response behind it": {hello + "HTTP/1.1 100 Continue\r\n\r\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			p := answers(t, row.first, hello)
			for range 2 {
				if _, body, err := p.call(post(t.Context(), "{}")); err != nil || body != "hello" {
					t.Fatalf("got %q, %v", body, err)
				}
			}
			if got := p.connections.Load() == 1; got != row.reused {
				t.Errorf("reused: %t, want %t", got, row.reused)
			}
		})
	}
}

// TestUnsolicitedResponsesAreDiscarded sends bytes on an idle connection. The next caller must not receive them as its
// response.
func TestUnsolicitedResponsesAreDiscarded(t *testing.T) {
	sent := make(chan struct{})
	release := make(chan struct{})
	var once sync.Once
	p := newPeer(t, func(c net.Conn, r *bufio.Reader) {
		for readRequest(r) == nil {
			_, _ = io.WriteString(c, hello)
			once.Do(func() {
				<-release
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")
				close(sent)
			})
		}
	})
	for i := range 2 {
		if _, body, err := p.call(post(t.Context(), "{}")); err != nil || body != "hello" {
			t.Fatalf("call %d got %q, %v", i, body, err)
		}
		if i == 0 {
			close(release)
			<-sent
			time.Sleep(20 * time.Millisecond) // time for the loopback interface to deliver them
		}
	}
}

func TestConnectionsThatTheServerClosedAreNotUsed(t *testing.T) {
	closed := make(chan struct{}, 2)
	p := newPeer(t, func(c net.Conn, r *bufio.Reader) {
		if readRequest(r) == nil {
			_, _ = io.WriteString(c, hello)
		}
		_ = c.Close()
		closed <- struct{}{}
	})
	for i := range 2 {
		if _, body, err := p.call(post(t.Context(), "{}")); err != nil || body != "hello" {
			t.Fatalf("call %d got %q, %v", i, body, err)
		}
		<-closed
		time.Sleep(20 * time.Millisecond) // time for the loopback interface to deliver it
	}
}

func TestBodiesThatAreClosedEarlyCloseTheConnection(t *testing.T) {
	p := answers(t, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello", hello)
	response, err := p.RoundTrip(post(t.Context(), "{}"))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if _, err := response.Body.Read(make([]byte, 1)); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("a closed body read as %v", err)
	}
	if response, err = p.RoundTrip(post(t.Context(), "{}")); err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if got := p.connections.Load(); got != 2 {
		t.Errorf("%d connections", got)
	}
}

func TestEarlyResponsesToLargeBodiesAreRead(t *testing.T) {
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	p := newPeer(t, func(c net.Conn, r *bufio.Reader) {
		if _, err := http.ReadRequest(r); err == nil { // does not read the body
			_, _ = io.WriteString(c, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n\r\nhello")
			<-done
		}
	})
	response, body, err := p.call(post(t.Context(), strings.Repeat("a", 16<<20)))
	if err != nil || body != "hello" || response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Fatalf("got %v, %q, %v", response, body, err)
	}
	response, _, err = p.call(post(t.Context(), "{}"))
	if err != nil || p.connections.Load() != 2 {
		t.Errorf("got %v, %v on %d connections: one whose request is not complete must not be used again", response, err, p.connections.Load())
	}
}

func TestCanceledCallsEndAtOnce(t *testing.T) {
	for name, head := range map[string]string{"before the head": "", "within the body": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"} {
		t.Run(name, func(t *testing.T) {
			gone := make(chan struct{})
			p := newPeer(t, func(c net.Conn, r *bufio.Reader) {
				if readRequest(r) == nil {
					_, _ = io.WriteString(c, head)
					_, _ = r.ReadByte()
					close(gone)
				}
			})
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(20*time.Millisecond, cancel)
			if _, _, err := p.call(post(ctx, "{}")); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			<-gone // the server has noticed the end of the connection
		})
	}
}

func TestSilenceIsBounded(t *testing.T) {
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	p := newPeer(t, func(c net.Conn, r *bufio.Reader) {
		if readRequest(r) == nil {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")
			<-done
		}
	})
	response, err := p.RoundTrip(post(t.Context(), "{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	response.Body.(interface{ BoundSilence(time.Duration) }).BoundSilence(10 * time.Millisecond)
	if body, err := io.ReadAll(response.Body); !errors.Is(err, os.ErrDeadlineExceeded) || string(body) != "hello" {
		t.Errorf("got %q, %v", body, err)
	}
}

func TestFirstByteIsBounded(t *testing.T) {
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	p := newPeer(t, func(_ net.Conn, r *bufio.Reader) { _ = readRequest(r); <-done })
	c := config(p.address)
	c.FirstByte = 10 * time.Millisecond
	p.Transport = http1.New(c)
	var network net.Error
	if _, _, err := p.call(post(t.Context(), "{}")); !errors.As(err, &network) || !network.Timeout() {
		t.Errorf("got %v", err)
	}
}

func TestEventsArriveAsTheyAreSent(t *testing.T) {
	next := make(chan struct{})
	p := newPeer(t, func(c net.Conn, r *bufio.Reader) {
		if readRequest(r) != nil {
			return
		}
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
		for range 3 {
			_, _ = io.WriteString(c, "9\r\ndata: 1\n\n\r\n")
			<-next
		}
		_, _ = io.WriteString(c, "0\r\n")
		<-next
		_, _ = io.WriteString(c, "\r\n")
	})
	response, err := p.RoundTrip(post(t.Context(), "{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	b := make([]byte, 100)
	for range 3 {
		n, err := io.ReadAtLeast(response.Body, b, 9)
		if err != nil || n != 9 {
			t.Fatalf("got %q, %v", b[:n], err)
		}
		next <- struct{}{}
	}
	next <- struct{}{}
	if n, err := response.Body.Read(b); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("got %q, %v at the end", b[:n], err)
	}
}

func TestHTTPS(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	})
	for _, both := range []bool{false, true} {
		s := httptest.NewUnstartedServer(handler)
		s.EnableHTTP2 = both
		s.StartTLS()
		c := config(s.Listener.Addr().String())
		c.TLS = s.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		c.TLS.ServerName = "example.com"
		p := &peer{Transport: http1.New(c)}
		for range 3 {
			body := strings.Repeat("a", 200<<10)
			_, got, err := p.call(post(t.Context(), body))
			if both && !errors.Is(err, http1.ErrHTTP2) {
				t.Errorf("a server of HTTP/2: got %v", err)
			}
			if !both && (err != nil || got != body) {
				t.Errorf("got %d bytes, %v", len(got), err)
			}
		}
		c.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
		if _, _, err := (&peer{Transport: http1.New(c)}).call(post(t.Context(), "{}")); err == nil {
			t.Error("a certificate that nobody vouches for was accepted")
		}
		p.CloseIdleConnections()
		s.Close()
	}
}

func TestRequestsOutsideOfThePlainCaseAreLeftToNetHTTP(t *testing.T) {
	p := answers(t, hello)
	for name, change := range map[string]func(r *http.Request){
		"Upgrade":              func(r *http.Request) { r.Header.Set("Upgrade", "websocket") },
		"Connection":           func(r *http.Request) { r.Header.Set("Connection", "close") },
		"Expect":               func(r *http.Request) { r.Header.Set("Expect", "100-continue") },
		"TE":                   func(r *http.Request) { r.Header.Set("Te", "trailers") },
		"a transfer encoding":  func(r *http.Request) { r.TransferEncoding = []string{"chunked"} },
		"a field for chunking": func(r *http.Request) { r.Header.Set("Transfer-Encoding", "chunked") },
		"trailers":             func(r *http.Request) { r.Trailer = http.Header{"X": nil} },
		"CONNECT":              func(r *http.Request) { r.Method = http.MethodConnect },
		"an unknown length":    func(r *http.Request) { r.ContentLength = -1 },
	} {
		r := post(t.Context(), "{}")
		change(r)
		if _, _, err := p.call(r); !errors.Is(err, http1.ErrUnsupported) {
			t.Errorf("%s: got %v", name, err)
		}
		if body, err := io.ReadAll(r.Body); err != nil || string(body) != "{}" {
			t.Errorf("%s: the body was touched: %q, %v", name, body, err)
		}
	}
	if p.connections.Load() != 0 {
		t.Error("a connection was made")
	}
}

func TestRequestsThatWouldBreakTheirFramingAreNotSent(t *testing.T) {
	for name, change := range map[string]func(r *http.Request){
		"a line break in a value":   func(r *http.Request) { r.Header["X"] = []string{"a\r\nB: c"} },
		"a CR in a value":           func(r *http.Request) { r.Header["X"] = []string{"a\rb"} },
		"a NUL in a value":          func(r *http.Request) { r.Header["X"] = []string{"a\x00b"} },
		"a colon in a name":         func(r *http.Request) { r.Header["X: a"] = []string{"b"} },
		"a space in a name":         func(r *http.Request) { r.Header["Content-Length "] = []string{"9"} },
		"an empty name":             func(r *http.Request) { r.Header[""] = []string{"b"} },
		"a space in the method":     func(r *http.Request) { r.Method = "GET /x HTTP/1.1\r\n\r\nPOST" },
		"a line break in the host":  func(r *http.Request) { r.Host = "a\r\nX: b" },
		"a slash in the host":       func(r *http.Request) { r.Host = "a/b" },
		"a line break in the query": func(r *http.Request) { r.URL.RawQuery = "a=b HTTP/1.1\r\nX: y" },
		"a body longer than said":   func(r *http.Request) { r.ContentLength = 1 },
		"a body shorter than said":  func(r *http.Request) { r.ContentLength = 9 },
	} {
		t.Run(name, func(t *testing.T) {
			received := make(chan []byte, 1)
			p := newPeer(t, func(c net.Conn, _ *bufio.Reader) {
				b, _ := io.ReadAll(c)
				received <- b
			})
			r := post(t.Context(), "{}")
			change(r)
			if _, _, err := p.call(r); err == nil {
				t.Fatal("no error")
			}
			if p.connections.Load() == 0 {
				return
			}
			if b := <-received; bytes.Contains(b, []byte("{}")) {
				t.Errorf("the server received %q", b)
			}
		})
	}
}
