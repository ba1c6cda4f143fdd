// Package certfile serves a TLS certificate from files that are renewed by another program.
package certfile

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"keyless.dev/keyless/internal/textfile"
)

// checkInterval is the minimum time between two checks of the files, which are checked when a client connects.
const checkInterval = time.Second

// Files is a certificate in files, which are read again when they change. If the new files are invalid, such as while they are being
// written, the old certificate stays in use.
type Files struct {
	cert, key string
	log       *slog.Logger
	now       func() time.Time

	mu      sync.Mutex
	pair    *tls.Certificate
	stamp   string
	checked time.Time
}

// Open reads a certificate and its key, both in PEM. It fails if they are invalid or the certificate has expired.
func Open(cert, key string, log *slog.Logger, now func() time.Time) (*Files, error) {
	f := &Files{cert: cert, key: key, log: log, now: now}
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

// stamped returns a text that changes when the files do.
func (f *Files) stamped() (string, error) {
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

// Ends returns when the certificate expires.
func (f *Files) Ends() time.Time {
	pair, err := f.Certificate(nil)
	if err != nil {
		return time.Time{}
	}
	return pair.Leaf.NotAfter
}

// Certificate returns the current certificate. It is a tls.Config.GetCertificate.
func (f *Files) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now().Sub(f.checked) < checkInterval {
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
