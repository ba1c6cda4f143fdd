package textfile

import (
	"crypto/x509"
	"fmt"
	"strings"
)

// maxSecret bounds a file with a password or a key, in bytes.
const maxSecret = 64 << 10

// ReadSecret returns the password or key that a file consists of, without line breaks at its end. It fails if there is none.
func ReadSecret(path string) (string, error) {
	text, err := Read(path, maxSecret)
	if err != nil {
		return "", err
	}
	secret := strings.TrimRight(string(text), "\r\n")
	if strings.TrimSpace(secret) == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return secret, nil
}

// MaxPEM bounds a file of certificates or keys, in bytes.
const MaxPEM = 16 << 20

// ReadRoots returns the certificate authorities in a file of certificates in PEM. It fails if there are none.
func ReadRoots(path string) (*x509.CertPool, error) {
	text, err := Read(path, MaxPEM)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", path)
	}
	return roots, nil
}
