package bench_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"testing"

	"keyless.dev/keyless/keylesstest"
)

// Maximum allocations of one call in the whole process: TLS, net/http's server, the host with quota, records, usage and
// metrics, and the model's connection. The client and the model of the test allocate almost nothing. Lower them when a
// change allocates less.
const (
	maxServedAllocations = 88
	maxServedBytes       = 11 << 10
)

const servedWorld = `
tenants:
  - domain: bench.example.com
    applications:
      - {displayName: caller, secret: "bench-Secret-bench-Secret-bench-1"}
    groups:
      - {displayName: callers, members: ["servicePrincipal:caller"]}
    subscriptions:
      - displayName: Bench
        resourceGroups:
          - name: rg
            accounts:
              - name: foundry
                quotas:
                  - {principal: callers, tokensPerMinute: 1000000000, requestsPerMinute: 1000000000}
    roleAssignments:
      - {role: Cognitive Services User, principal: "group:callers", scope: foundry}
`

// TestServedCallsAllocateWithinBounds is TestCallsAllocateWithinBounds for a listening server with all features
// enabled.
func TestServedCallsAllocateWithinBounds(t *testing.T) {
	const calls, rounds = 400, 5
	s := keylesstest.Start(t, keylesstest.World(servedWorld), keylesstest.Upstream("http://"+silentModel(t)+"/v1"))
	c := dialServed(t, s)
	for range calls {
		c.call(t) // fills caches and pools
	}
	allocations, size := uint64(1<<63), uint64(1<<63)
	for range rounds {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range calls {
			c.call(t)
		}
		runtime.ReadMemStats(&after)
		// Background work allocates occasionally too, so the minimum counts.
		allocations, size = min(allocations, (after.Mallocs-before.Mallocs)/calls), min(size, (after.TotalAlloc-before.TotalAlloc)/calls)
	}
	t.Logf("%d allocations, %d bytes a call", allocations, size)
	if allocations > maxServedAllocations || size > maxServedBytes {
		t.Errorf("a served call allocates %d times, %d bytes; the bounds are %d and %d", allocations, size, maxServedAllocations, maxServedBytes)
	}
}

// wireClient repeats one call on one connection.
type wireClient struct {
	conn    net.Conn
	in      *bufio.Reader
	request []byte
}

func dialServed(t testing.TB, s *keylesstest.Server) *wireClient {
	t.Helper()
	conn, err := (&tls.Dialer{Config: &tls.Config{RootCAs: s.CertPool(), ServerName: "localhost", MinVersion: tls.VersionTLS13}}).DialContext(t.Context(), "tcp", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Account("foundry")+"/openai/v1/chat/completions", bytes.NewReader([]byte(question)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.Token("caller"))
	var request bytes.Buffer
	if err := r.Write(&request); err != nil {
		t.Fatal(err)
	}
	return &wireClient{conn, bufio.NewReaderSize(conn, 16<<10), request.Bytes()}
}

func (c *wireClient) call(t testing.TB) {
	t.Helper()
	if _, err := c.conn.Write(c.request); err != nil {
		t.Fatal(err)
	}
	first, length, err := readMessage(c.in)
	if err != nil || !first || length != len(answer) {
		t.Fatalf("answered with 200: %t, %d bytes, %v", first, length, err)
	}
}

// readMessage reads a message with a Content-Length without allocating. It reports whether the status is 200, and
// returns the length of the body.
func readMessage(in *bufio.Reader) (ok bool, length int, err error) {
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return false, 0, err
		}
		if first {
			ok = bytes.HasPrefix(line, []byte("HTTP/1.1 200 "))
		}
		if digits, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			for _, d := range bytes.TrimSpace(digits) {
				length = 10*length + int(d-'0')
			}
		}
		if len(line) == 2 {
			break
		}
	}
	_, err = in.Discard(length)
	return ok, length, err
}

// silentModel starts a model server that does not allocate for a call, and returns its address.
func silentModel(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	respond := func(body string) []byte {
		return fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s", strconv.Itoa(len(body)), body)
	}
	list, completion := respond(`{"object":"list","data":[{"id":"chat","object":"model"}]}`), respond(answer)
	serve := func(conn net.Conn) {
		defer func() { _ = conn.Close() }()
		in := bufio.NewReaderSize(conn, 16<<10)
		for {
			method, err := in.Peek(4)
			if err != nil {
				return
			}
			reply := completion
			if string(method) == "GET " {
				reply = list
			}
			if _, _, err := readMessage(in); err != nil {
				return
			}
			if _, err := io.Writer(conn).Write(reply); err != nil {
				return
			}
		}
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return l.Addr().String()
}
