package http1_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/upstream/http1"
)

// peer is a server with scripted responses.
type peer struct {
	*http1.Transport
	address     string
	connections atomic.Int64
}

// newPeer serves each connection with serve, and closes it when serve returns.
func newPeer(t *testing.T, serve func(c net.Conn, r *bufio.Reader)) *peer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{address: l.Addr().String()}
	p.Transport = http1.New(config(p.address))
	t.Cleanup(func() { _ = l.Close(); p.CloseIdleConnections() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.connections.Add(1)
			go func() {
				defer func() { _ = c.Close() }()
				serve(c, bufio.NewReader(c))
			}()
		}
	}()
	return p
}

func config(address string) http1.Config {
	return http1.Config{
		Address: address, Dial: new(net.Dialer).DialContext, Handshake: time.Minute, FirstByte: time.Minute, Idle: time.Minute,
		MaxIdle: 8, MaxHeader: 64 << 10,
	}
}

// says responds to the first request of each connection with raw bytes, and closes the connection.
func says(t *testing.T, raw string) *peer {
	return newPeer(t, func(c net.Conn, r *bufio.Reader) {
		if readRequest(r) == nil {
			_, _ = io.WriteString(c, raw)
		}
	})
}

func readRequest(r *bufio.Reader) error {
	request, err := http.ReadRequest(r)
	if err == nil {
		_, err = io.Copy(io.Discard, request.Body)
	}
	return err
}

func post(ctx context.Context, body string) *http.Request {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://model.example/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	return r
}

// call makes one call and reads the response.
func (p *peer) call(r *http.Request) (*http.Response, string, error) {
	response, err := p.RoundTrip(r)
	if err != nil {
		return nil, "", err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	return response, string(body), err
}
