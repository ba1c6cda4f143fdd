package edge_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
)

// echo is a host that reads bodies of up to a megabyte.
func echo(t *testing.T) *httptest.Server {
	t.Helper()
	h := host(t, edge.Public(http.MethodPost, "/echo", func(w http.ResponseWriter, r *edge.Request) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(w, len(body))
		return err
	}))
	h.MaxBody = 1 << 20
	h.Fail = func(w http.ResponseWriter, _ *edge.Request, f *fault.Error) {
		http.Error(w, f.Message, f.Kind.Status())
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

func TestOversizedBodiesAreRejectedWith413(t *testing.T) {
	server := echo(t)
	body := strings.Repeat("x", 30<<20)
	for _, row := range []struct {
		rule   string
		reader func() io.Reader
	}{
		{"with a Content-Length", func() io.Reader { return strings.NewReader(body) }},
		{"in chunks", func() io.Reader { return io.MultiReader(strings.NewReader(body)) }},
	} {
		for range 5 {
			response, err := http.Post(server.URL+"/echo", "text/plain", row.reader())
			if err != nil {
				t.Fatalf("%s: %v", row.rule, err)
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: %s", row.rule, response.Status)
			}
		}
	}
}

func TestConnectionsAreClosedAfterChunkedRequests(t *testing.T) {
	server := echo(t)
	for _, row := range []struct {
		rule, request string
		closed        bool
	}{
		{"a length alone", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", false},
		{"chunks alone", "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", true},
		{"a length and chunks", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", true},
	} {
		connection, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(connection, row.request)
		response, err := http.ReadResponse(bufio.NewReader(connection), nil)
		_ = connection.Close()
		if err != nil {
			t.Fatalf("%s: %v", row.rule, err)
		}
		if response.Close != row.closed || response.StatusCode != http.StatusOK {
			t.Errorf("%s: %s, closed %v", row.rule, response.Status, response.Close)
		}
	}
}
