package datadir

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/forwarded"
)

// maxProbe bounds what is read of a server's answer about itself, in bytes.
const maxProbe = 16 << 10

// Probe asks a server of this machine whether it answers, and, if ready is set, whether it serves calls. It fails with the
// server's own reasons.
//
// The certificate is not verified: it is for the public name, the address is this machine's, and nothing secret is sent.
func Probe(ctx context.Context, server *Server, ready bool) error {
	listen, path := server.Listen, "/healthz"
	if ready {
		path = "/readyz"
	}
	scheme := "https"
	if server.Plain {
		scheme = "http"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://localhost"+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return server.dial(ctx) },
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // see above
	}}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxProbe))
	if err != nil {
		return err
	}
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	var state struct{ Reasons []string }
	if json.Unmarshal(text, &state) == nil && len(state.Reasons) > 0 {
		return fmt.Errorf("the server at %s is not ready: %s", listen, strings.Join(state.Reasons, "; "))
	}
	return fmt.Errorf("the server at %s answers %s", listen, answer.Status)
}

// dial connects to the server from this machine.
func (s *Server) dial(ctx context.Context) (net.Conn, error) {
	network, address := "tcp", s.Listen
	if path, ok := strings.CutPrefix(address, UnixPrefix); ok {
		network, address = "unix", path
	} else if host, port, err := net.SplitHostPort(address); err != nil {
		return nil, err
	} else if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		address = net.JoinHostPort("localhost", port)
	}
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil || !s.Announced {
		return c, err
	}
	if _, err := c.Write(forwarded.OwnHeader()); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// UnixPrefix stands before the path of a Unix socket, where an address is expected.
const UnixPrefix = "unix:"
