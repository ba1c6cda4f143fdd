package app

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"keyless.dev/keyless/internal/textfile"
)

// certificateCheck is how often the files of a certificate are looked at, at most: once in this time, when somebody connects.
const certificateCheck = time.Second

// certificateFiles serve a certificate that somebody else renews: they are read again when they change. A new pair
// that cannot be read, as while it is being written, leaves the old one in use.
type certificateFiles struct {
	cert, key string
	log       *slog.Logger
	now       func() time.Time

	mu      sync.Mutex
	pair    *tls.Certificate
	stamp   string
	checked time.Time
}

// openCertificate reads the pair. It fails if it cannot be used.
func openCertificate(cert, key string, log *slog.Logger, now func() time.Time) (*certificateFiles, error) {
	f := &certificateFiles{cert: cert, key: key, log: log, now: now}
	stamp, err := f.stamped()
	if err != nil {
		return nil, fmt.Errorf("tls.cert, tls.key: %w", err)
	}
	pair, err := readPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("tls.cert, tls.key: %w", err)
	}
	if !now().Before(pair.Leaf.NotAfter) {
		return nil, fmt.Errorf("tls.cert: %s ended on %s", cert, pair.Leaf.NotAfter.Format(time.DateOnly))
	}
	f.pair, f.stamp, f.checked = &pair, stamp, now()
	return f, nil
}

// readPair reads a certificate and its key, both in PEM.
func readPair(cert, key string) (tls.Certificate, error) {
	certificates, err := textfile.Read(cert, textfile.MaxPEM)
	if err != nil {
		return tls.Certificate{}, err
	}
	private, err := textfile.Read(key, textfile.MaxPEM)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(certificates, private)
}

// stamped tells one state of the files from another.
func (f *certificateFiles) stamped() (string, error) {
	text := ""
	for _, path := range []string{f.cert, f.key} {
		info, err := os.Stat(path)
		if err != nil {
			return "", err
		}
		text += fmt.Sprintf("%d %d ", info.ModTime().UnixNano(), info.Size())
	}
	return text, nil
}

// ends is when the certificate that is served ends.
func (f *certificateFiles) ends() time.Time {
	pair, err := f.certificate(nil)
	if err != nil {
		return time.Time{}
	}
	return pair.Leaf.NotAfter
}

func (f *certificateFiles) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now().Sub(f.checked) < certificateCheck {
		return f.pair, nil
	}
	f.checked = f.now()
	stamp, err := f.stamped()
	if err == nil && stamp == f.stamp {
		return f.pair, nil
	}
	if err == nil {
		var pair tls.Certificate
		if pair, err = readPair(f.cert, f.key); err == nil {
			f.pair, f.stamp = &pair, stamp
			f.log.Info("the certificate was read again", "ends", pair.Leaf.NotAfter)
			return f.pair, nil
		}
	}
	f.log.Error("the certificate's files cannot be read; the old one stays in use", "error", err)
	return f.pair, nil
}

// serverTLS is the server's side of TLS with the certificate that certificate picks.
func serverTLS(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: certificate}
}
