package respond_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/respond"
)

// pair is the same handler behind two servers: one of net/http alone, and one with this package.
type pair struct {
	alone, ours string
	handler     atomic.Pointer[http.HandlerFunc]
}

func newPair(t testing.TB) *pair {
	t.Helper()
	p := &pair{}
	next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*p.handler.Load())(w, r) })
	serve := func(h http.Handler, wrap func(net.Listener) net.Listener) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		s := &http.Server{Handler: h, ConnContext: respond.ConnContext, ErrorLog: log.New(io.Discard, "", 0)}
		go func() { _ = s.Serve(wrap(l)) }()
		t.Cleanup(func() { _ = s.Close() })
		return l.Addr().String()
	}
	p.alone = serve(next, func(l net.Listener) net.Listener { return l })
	p.ours = serve(respond.Handler(next), func(l net.Listener) net.Listener { return respond.Listen(l, nil, time.Second) })
	return p
}

// seen is what a client gets for bytes that it sends on one connection.
func seen(t testing.TB, address, sent string, methods ...string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	go func() {
		_, _ = io.WriteString(c, sent)
		_ = c.(*net.TCPConn).CloseWrite() // so that no server waits for more
	}()
	var b strings.Builder
	in := bufio.NewReader(c)
	for _, method := range methods {
		r, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			fmt.Fprintln(&b, "end")
			break
		}
		body, err := io.ReadAll(r.Body)
		if r.Header.Get("Date") == "" {
			fmt.Fprintln(&b, "no date")
		}
		r.Header.Del("Date")
		fmt.Fprintln(&b, r.Status, r.ContentLength, r.Close, r.TransferEncoding)
		for _, name := range slices.Sorted(maps.Keys(r.Header)) {
			fmt.Fprintln(&b, name, r.Header[name])
		}
		if err != nil {
			fmt.Fprintln(&b, "broken off") // how much of it came before depends on buffers
			break
		}
		fmt.Fprintf(&b, "%q\n", body)
	}
	return b.String()
}

const again = "GET /second HTTP/1.1\r\nHost: x\r\n\r\n"

// TestAnswersAreThoseOfNetHTTP has the same handlers answer the same requests with and without this package. A second
// request on the connection shows that both ends agree on where the first answer ends.
func TestAnswersAreThoseOfNetHTTP(t *testing.T) {
	p := newPair(t)
	json := func(w http.ResponseWriter, length int) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(length))
	}
	text := func(n int) string { return strings.Repeat("x", n) }
	handlers := map[string]http.HandlerFunc{
		"nothing":              func(http.ResponseWriter, *http.Request) {},
		"only fields":          func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-A", "b") },
		"a short body":         func(w http.ResponseWriter, _ *http.Request) { json(w, 2); _, _ = io.WriteString(w, "{}") },
		"an empty body":        func(w http.ResponseWriter, _ *http.Request) { json(w, 0) },
		"an empty body, begun": func(w http.ResponseWriter, _ *http.Request) { json(w, 0); w.WriteHeader(http.StatusOK) },
		"a refusal": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "{}")
		},
		"a long body in pieces": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 100_000)
			for range 10 {
				_, _ = io.WriteString(w, text(10_000))
			}
		},
		"a body as long as the buffer": func(w http.ResponseWriter, _ *http.Request) { json(w, 4096); _, _ = io.WriteString(w, text(4096)) },
		"an unknown length":            func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text(5000)) },
		"events": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for range 3 {
				_, _ = io.WriteString(w, "data: x\n\n")
				if err := http.NewResponseController(w).Flush(); err != nil {
					t.Error(err)
				}
			}
		},
		"a known length, flushed": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 4)
			_, _ = io.WriteString(w, "ab")
			w.(http.Flusher).Flush()
			_, _ = io.WriteString(w, "cd")
		},
		"a header flushed alone": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.(http.Flusher).Flush()
			_, _ = io.WriteString(w, "cd")
		},
		"no content":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
		"not modified": func(w http.ResponseWriter, _ *http.Request) { json(w, 5); w.WriteHeader(http.StatusNotModified) },
		"an unknown status": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.WriteHeader(599)
			_, _ = io.WriteString(w, "{}")
		},
		"a type that is found": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "6")
			_, _ = io.WriteString(w, "<html>")
		},
		"a line break in a value": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.Header().Set("X-A", "b\r\nX-Injected: c")
			_, _ = io.WriteString(w, "{}")
		},
		"a name that is none": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.Header()["X-A: b\r\nX-Injected"] = []string{"c"}
			_, _ = io.WriteString(w, "{}")
		},
		"spaces around a value": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.Header().Set("X-A", "  b ")
			_, _ = io.WriteString(w, "{}")
		},
		"two values": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.Header()["X-A"] = []string{"b", "c"}
			_, _ = io.WriteString(w, "{}")
		},
		"no values": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.Header()["X-A"] = nil
			_, _ = io.WriteString(w, "{}")
		},
		"a length that is none": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.Header().Set("Content-Length", "+2")
			_, _ = io.WriteString(w, "{}")
		},
		"a negative length": func(w http.ResponseWriter, _ *http.Request) { json(w, -2); _, _ = io.WriteString(w, "{}") },
		"closes": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.Header().Set("Connection", "close")
			_, _ = io.WriteString(w, "{}")
		},
		"early hints": func(w http.ResponseWriter, _ *http.Request) {
			h := w.Header()
			h.Set("Link", "</a>")
			w.WriteHeader(http.StatusEarlyHints)
			h.Del("Link")
			h.Set("X-A", "b")
			json(w, 2)
			_, _ = io.WriteString(w, "{}")
		},
		"two statuses": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.WriteHeader(http.StatusCreated)
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, "{}")
		},
		"fields after the status": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			w.WriteHeader(http.StatusOK)
			w.Header().Set("X-Late", "a")
			_, _ = io.WriteString(w, "{}")
		},
		"reads the body": func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			json(w, len(body))
			_, _ = w.Write(body)
		},
		"a body that is too long": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 2)
			if _, err := io.WriteString(w, "{}"); err != nil {
				t.Error(err)
			}
			if _, err := io.WriteString(w, "more"); !errors.Is(err, http.ErrContentLength) {
				t.Error(err)
			}
		},
		"a body that is too short":      func(w http.ResponseWriter, _ *http.Request) { json(w, 5); _, _ = io.WriteString(w, "{}") },
		"a long body that is too short": func(w http.ResponseWriter, _ *http.Request) { json(w, 9000); _, _ = io.WriteString(w, text(8000)) },
		"a panic":                       func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"a panic within a long body": func(w http.ResponseWriter, _ *http.Request) {
			json(w, 9000)
			_, _ = io.WriteString(w, text(8000))
			panic(http.ErrAbortHandler)
		},
	}
	requests := map[string]struct{ sent, method string }{
		"GET":                         {"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + again, "GET"},
		"HEAD":                        {"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n" + again, "HEAD"},
		"POST":                        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + again, "POST"},
		"POST in chunks":              {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + again, "POST"},
		"POST of much":                {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + strings.Repeat("a", 300000) + again, "POST"},
		"POST with a malformed chunk": {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n" + again, "POST"},
		"an expectation":              {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n", "POST"},
		"close":                       {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + again, "GET"},
		"HTTP/1.0":                    {"GET / HTTP/1.0\r\n\r\n" + again, "GET"},
		"HTTP/1.0, kept":              {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + again, "GET"},
		"a malformed next request":    {"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", "GET"},
	}
	second := handlers["a short body"]
	for name, handler := range handlers {
		for about, request := range requests {
			if strings.HasPrefix(about, "POST of much") && name == "a panic" {
				continue // whether a client sees the end or a reset is a matter of time
			}
			both := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/second" {
					second(w, r)
					return
				}
				handler(w, r)
			})
			p.handler.Store(&both)
			want, got := seen(t, p.alone, request.sent, request.method, "GET"), seen(t, p.ours, request.sent, request.method, "GET")
			if want != got {
				t.Errorf("%s, %s:\n%s\nnet/http alone:\n%s", about, name, got, want)
			}
		}
	}
}

// FuzzAnswer checks that whatever a handler does, a client gets what it would get from net/http alone.
func FuzzAnswer(f *testing.F) {
	f.Add(200, "Content-Length", "2", "X-A", "b", []byte("{}"), 1, false)
	f.Add(404, "Content-Length", "9000", "Connection", "close", bytes.Repeat([]byte("a"), 9000), 7, true)
	f.Add(200, "Transfer-Encoding", "chunked", "Content-Length", "3", []byte("abc"), 1, false)
	f.Add(304, "Trailer", "X-A", "Content-Length", "0", []byte("abc"), 2, true)
	f.Add(200, "Date", "today", "Content-Length", "0x3", []byte("abc"), 2, true)
	p := newPair(f)
	f.Fuzz(func(t *testing.T, status int, name1, value1, name2, value2 string, body []byte, pieces int, flush bool) {
		if status < 200 || status > 999 || pieces < 1 || pieces > 10 || len(body) > 100_000 {
			return
		}
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h["Content-Type"] = []string{"text/plain"}
			if r.URL.Path == "/second" {
				h["Content-Length"] = []string{"0"}
				return
			}
			h[name1] = []string{value1}
			h[name2] = append(h[name2], value2)
			w.WriteHeader(status)
			for i := range pieces {
				_, _ = w.Write(body[len(body)*i/pieces : len(body)*(i+1)/pieces])
				if flush {
					_ = http.NewResponseController(w).Flush()
				}
			}
		})
		p.handler.Store(&handler)
		const sent = "GET / HTTP/1.1\r\nHost: x\r\n\r\n" + again
		if want, got := seen(t, p.alone, sent, "GET", "GET"), seen(t, p.ours, sent, "GET", "GET"); want != got {
			t.Fatalf("%s\nnet/http alone:\n%s", got, want)
		}
	})
}

// secureServer serves handler over TLS, with HTTP/2, by this package.
func secureServer(t *testing.T, handler http.Handler, limit time.Duration) (*http.Server, *tls.Config, string) {
	t.Helper()
	pattern := httptest.NewUnstartedServer(nil)
	pattern.EnableHTTP2 = true
	pattern.StartTLS()
	t.Cleanup(pattern.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: respond.Handler(handler), ConnContext: respond.ConnContext, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = s.Serve(respond.Listen(l, pattern.TLS, limit)) }()
	t.Cleanup(func() { _ = s.Close() })
	return s, pattern.Client().Transport.(*http.Transport).TLSClientConfig, l.Addr().String()
}

func TestListenSpeaksTLSAndBothVersionsOfHTTP(t *testing.T) {
	_, client, address := secureServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		text := fmt.Sprint(r.Proto, " ", r.TLS != nil && r.TLS.HandshakeComplete)
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		_, _ = io.WriteString(w, text)
	}), time.Minute)
	for _, version := range []string{"HTTP/1.1", "HTTP/2.0"} {
		transport := &http.Transport{TLSClientConfig: client.Clone(), ForceAttemptHTTP2: version == "HTTP/2.0"}
		for range 2 {
			r, err := (&http.Client{Transport: transport}).Get("https://" + address)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(r.Body)
			_ = r.Body.Close()
			if want := version + " true"; string(body) != want || r.Proto != version {
				t.Errorf("%s: %s, want %s", r.Proto, body, want)
			}
		}
		transport.CloseIdleConnections()
	}
}

// counting counts the writes to the connections of a listener.
type counting struct {
	net.Listener
	writes *atomic.Int64
}

type countingConn struct {
	net.Conn
	writes *atomic.Int64
}

func (l counting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return countingConn{c, l.writes}, err
}

func (c countingConn) Write(b []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(b)
}

// TestLongTLSResponsesAreWrittenInOneRecordBatch sends what takes many records.
func TestLongTLSResponsesAreWrittenInOneRecordBatch(t *testing.T) {
	pattern := httptest.NewTLSServer(nil)
	t.Cleanup(pattern.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	body, writes := bytes.Repeat([]byte("0123456789"), 3<<10), atomic.Int64{}
	s := &http.Server{ConnContext: respond.ConnContext, Handler: respond.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		writes.Store(0)
		_, _ = w.Write(body)
	}))}
	go func() { _ = s.Serve(respond.Listen(counting{l, &writes}, pattern.TLS, time.Minute)) }()
	t.Cleanup(func() { _ = s.Close() })
	client := pattern.Client()
	for range 10 {
		r, err := client.Get("https://" + l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil || !bytes.Equal(got, body) || writes.Load() != 1 {
			t.Fatalf("%d of %d bytes, %v, in %d writes", len(got), len(body), err, writes.Load())
		}
	}
}

func TestListenAnswersPlainRequestsAtATLSListener(t *testing.T) {
	_, _, address := secureServer(t, http.NotFoundHandler(), time.Minute)
	if got := seen(t, address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET"); !strings.HasPrefix(got, "no date\n400 ") {
		t.Errorf("%q", got)
	}
}

func TestHandshakesAreBoundedAndEndWithTheListener(t *testing.T) {
	isClosed := func(c net.Conn) bool {
		_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
		_, err := io.Copy(io.Discard, c)
		var timeout net.Error
		return !errors.As(err, &timeout) || !timeout.Timeout()
	}
	dial := func(address string) net.Conn {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	_, _, address := secureServer(t, http.NotFoundHandler(), 50*time.Millisecond)
	if !isClosed(dial(address)) {
		t.Error("a connection without a handshake stays")
	}
	s, client, address := secureServer(t, http.NotFoundHandler(), time.Hour)
	silent := dial(address)
	r, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: client}}).Get("https://" + address)
	if err != nil {
		t.Fatal(err) // a handshake that waits holds up no other
	}
	_ = r.Body.Close()
	_ = s.Close()
	if !isClosed(silent) {
		t.Error("a connection in its handshake outlives the listener")
	}
}

// TestShutdownClosesAfterTheAnswer has a server stop while a request runs: the answer says that the connection ends.
func TestShutdownClosesAfterTheAnswer(t *testing.T) {
	begun, stopping := make(chan struct{}), make(chan struct{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{ConnContext: respond.ConnContext, Handler: respond.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-stopping
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", "2")
		_, _ = io.WriteString(w, "ok")
	}))}
	s.RegisterOnShutdown(func() { close(stopping) })
	go func() { _ = s.Serve(respond.Listen(l, nil, time.Second)) }()
	answered := make(chan string, 1)
	go func() { answered <- seen(t, l.Addr().String(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET") }()
	<-begun
	if err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if got := <-answered; !strings.HasPrefix(got, "200 OK 2 true") || !strings.Contains(got, `"ok"`) {
		t.Errorf("%q", got)
	}
}
