package app

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// maxProbe bounds what is read of a server's answer about itself, in bytes.
const maxProbe = 16 << 10

// Probe asks the server that listens at an address of this machine whether it answers, and, if ready is set, whether it
// serves calls. It fails with the server's own reasons.
//
// The certificate is not verified: it is for the public name, the address is this machine's, and nothing secret is sent.
func Probe(ctx context.Context, listen string, ready bool) error {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	path := "/healthz"
	if ready {
		path = "/readyz"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+net.JoinHostPort(host, port)+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
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
	var state readiness
	if json.Unmarshal(text, &state) == nil && len(state.Reasons) > 0 {
		return fmt.Errorf("the server at %s is not ready: %s", listen, strings.Join(state.Reasons, "; "))
	}
	return fmt.Errorf("the server at %s answers %s", listen, answer.Status)
}
