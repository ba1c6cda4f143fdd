package client

import (
	"crypto/tls"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/textfile"
)

// NewHTTP returns a client that trusts the authorities in a file and no others; "" is the system's.
func NewHTTP(roots string) (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	transport.TLSHandshakeTimeout = 10 * time.Second
	if roots != "" {
		pool, err := textfile.ReadRoots(roots)
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	return &http.Client{Transport: transport}, nil
}
