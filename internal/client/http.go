package client

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"time"

	"keyless.dev/keyless/internal/textfile"
)

// maxPEM bounds a file of certificates, in bytes.
const maxPEM = 16 << 20

// NewHTTP returns a client that trusts the authorities in a file and no others; "" is the system's.
func NewHTTP(roots string) (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	transport.TLSHandshakeTimeout = 10 * time.Second
	if roots != "" {
		pool, err := ReadRoots(roots)
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	return &http.Client{Transport: transport}, nil
}

// ReadRoots returns the authorities in a file of certificates in PEM. It fails if there are none.
func ReadRoots(file string) (*x509.CertPool, error) {
	text, err := textfile.Read(file, maxPEM)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificates in PEM", file)
	}
	return pool, nil
}
