package inference_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/upstream"
)

// The server crashes in the middle of a stream.
func TestBrokenStreamsAreReportedToTheClient(t *testing.T) {
	const event, half = "data: {\"choices\":[{}]}\n\n", "data: {\"cho"
	const chunked, untilClose = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
	chunk := func(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }
	const done, stop = "data: [DONE]\n\n", "event: message_stop\r\ndata: {\"type\":\"message_stop\"}\r\n\r\n"
	for _, row := range []struct {
		because, sent string
		reset         bool
		before        string // what the client has received before the crash
		want          string
		broken        bool
	}{
		{"it closes between two events", chunked + chunk(event), false, event, event, true},
		{"it closes inside an event", chunked + chunk(event+half), false, event, event + half, true},
		{"it closes inside a chunk", chunked + "ff\r\n" + event, false, "", event, true},
		{"it closes before the last chunk is marked", chunked + chunk(event+done), false, event + done, event + done, true},
		{"its connection is reset between two events", chunked + chunk(event), true, event, event, true},
		{"its connection is reset inside an event", chunked + chunk(event+half), true, event, event + half, true},
		{"it closes between two events, and closing is how its streams end", untilClose + event, false, event, event, true},
		{"it closes inside an event, and closing is how its streams end", untilClose + event + half, false, event, event + half, true},
		{"it closes before the first event, and closing is how its streams end", untilClose, false, "", "", true},
		{"it is done", chunked + chunk(event+done) + "0\r\n\r\n", false, event + done, event + done, false},
		{"it is done, and closing is how its streams end", untilClose + event + done, false, event + done, event + done, false},
		{"a message is done, and closing is how its streams end", untilClose + event + stop, false, event + stop, event + stop, false},
	} {
		for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
			t.Run(row.because+" "+protocol, func(t *testing.T) {
				w := newWorld(t)
				w.grant(t, bob, user, accountID)
				die := make(chan struct{})
				url := dying(t, row.sent, row.reset, die)
				w.pooled(t, url, upstream.Config{}, upstream.GuardConfig{})
				front, client := w.speaking(t, protocol)
				r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, front+"/foundry/openai/v1/chat/completions", strings.NewReader(`{"model":"chat","stream":true,`+hello+`}`))
				r.Header.Set("Authorization", bearer(bob)[1])
				response, err := client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				got := make([]byte, len(row.before))
				if _, err := io.ReadFull(response.Body, got); err != nil {
					t.Fatalf("%q %v", got, err)
				}
				close(die)
				rest, err := io.ReadAll(response.Body)
				text := string(got) + string(rest)
				if response.StatusCode != 200 || response.Proto != protocol || (err != nil) != row.broken {
					t.Errorf("%s %d %q, %v", response.Proto, response.StatusCode, text, err)
				}
				came, failure, told := strings.Cut(text, "\n\nevent: error\n")
				if told != (row.broken && !strings.Contains(row.want, "[DONE]")) || told && !strings.Contains(failure, `"code":"stream_interrupted"`) {
					t.Errorf("the event that says so: %v, in %q", told, text)
				}
				// A TCP reset can discard data that the client has not read yet.
				if came != row.want && !(row.reset && came == row.before) {
					t.Errorf("got %q, want %q", came, row.want)
				}
			})
		}
	}
}

// dying returns a server that sends the given bytes and ends the connection when die is closed.
func dying(t *testing.T, sent string, reset bool, die <-chan struct{}) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			connection, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				r, err := http.ReadRequest(bufio.NewReader(connection))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, r.Body)
				_, _ = io.WriteString(connection, sent)
				select {
				case <-die:
				case <-time.After(10 * time.Second):
				}
				if reset {
					_ = connection.(*net.TCPConn).SetLinger(0)
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// speaking serves the host with the given HTTP protocol.
func (w *world) speaking(t *testing.T, protocol string) (url string, client *http.Client) {
	t.Helper()
	if protocol == "HTTP/1.1" {
		return w.server.URL, w.server.Client()
	}
	server := httptest.NewUnstartedServer(w.server.Config.Handler)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, server.Client()
}
