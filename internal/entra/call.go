package entra

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxAnswer is the maximum size of a response in bytes. The 11,000 group ids that Graph returns at most need under half.
const maxAnswer = 1 << 20

// patience is the timeout of one call.
const patience = 10 * time.Second

// client returns the HTTP client for one tenant. It follows no redirects: the configured hosts answer themselves.
func client(roots *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 5 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// answered is the error for a response other than 200.
type answered struct {
	status int
	text   string
}

func (a answered) Error() string { return fmt.Sprintf("answered %d: %s", a.status, a.text) }

// do sends a request and returns the body of a 200 response.
func (t *tenant) do(request *http.Request) ([]byte, error) {
	response, err := t.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxAnswer:
		return nil, errors.New(request.URL.Path + " returned an oversized response")
	case response.StatusCode != http.StatusOK:
		return nil, answered{response.StatusCode, string(body[:min(len(body), 400)])}
	}
	return body, nil
}
