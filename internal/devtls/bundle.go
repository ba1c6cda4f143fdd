package devtls

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Bundle is the authority at work: it serves certificates for this machine's names. It is safe for concurrent use.
type Bundle struct {
	// CA is the path of the authority's certificate, for clients that add to their roots (Node).
	CA string
	// Roots is the path of the system's roots plus the authority, for clients whose roots are replaced (Python, Go).
	Roots string

	ca    *authority
	names []string
	now   func() time.Time

	mu   sync.Mutex
	leaf *tls.Certificate
}

// Ensure opens the authority in dir, making it on first run, and brings the file of roots up to date. The server's
// certificate is for localhost, *.localhost, the loopback addresses and names, which may be wildcards. The folder
// must exist. An address that is not loopback is refused: a machine-local authority does not vouch for others.
func Ensure(dir string, names []string, now func() time.Time) (*Bundle, error) {
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil && !ip.IsLoopback() {
			return nil, fmt.Errorf("the developer authority signs for loopback addresses only, not for %s: bring a certificate of your own", name)
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	ca, err := ensureAuthority(dir, names, now())
	if err != nil {
		return nil, fmt.Errorf("developer authority: %w", err)
	}
	b := &Bundle{CA: filepath.Join(dir, CAFile), Roots: filepath.Join(dir, BundleFile), ca: ca, names: names, now: now}
	if err := b.writeRoots(os.Getenv("SSL_CERT_FILE")); err != nil {
		return nil, fmt.Errorf("developer authority: %w", err)
	}
	_, err = b.certificate()
	return b, err
}

// TLS is the server's side.
func (b *Bundle) TLS() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return b.certificate()
		},
	}
}

// Pool trusts the authority alone.
func (b *Bundle) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(b.ca.certificate)
	return pool
}

// certificate is the current server certificate: made on start, kept in memory only, and replaced when a third of its
// life is left.
func (b *Bundle) certificate() (*tls.Certificate, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.leaf != nil && b.now().Add(leafLife/3).Before(b.leaf.Leaf.NotAfter) {
		return b.leaf, nil
	}
	leaf, err := b.ca.sign(b.names, b.now())
	if err != nil {
		return nil, err
	}
	b.leaf = leaf
	return leaf, nil
}

func (a *authority) sign(names []string, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	end := now.Add(leafLife)
	if end.After(a.certificate.NotAfter) {
		end = a.certificate.NotAfter
	}
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: "localhost", Organization: []string{"keyless developer server"}},
		NotBefore:    now.Add(-backdate),
		NotAfter:     end,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{"localhost", "*.localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1).To4(), net.IPv6loopback},
		// Python 3.13 and others that check strictly want basic constraints on a leaf too.
		BasicConstraintsValid: true,
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

// WriteRoots brings the file at path up to date: the system's roots, or those of the file override, and more, in PEM.
func WriteRoots(path, override string, more []byte) error {
	if override == path {
		override = "" // our own, from an environment that points here: it is what is being made
	}
	content := systemRoots(override)
	if len(content) > 0 && content[len(content)-1] != '\n' {
		content = append(content, '\n')
	}
	content = append(content, more...)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return nil
	}
	return writeFile(path, content, 0o644)
}

// writeRoots brings Roots up to date: the system's roots, or those of the file that the user's environment names,
// and the authority.
func (b *Bundle) writeRoots(override string) error {
	return WriteRoots(b.Roots, override, encode("CERTIFICATE", b.ca.certificate.Raw))
}

// systemRoots reads the machine's roots as PEM: from override if that can be read, else from where the systems keep
// them. It is empty where a system has no such file (Windows); clients that add to their roots still work there.
func systemRoots(override string) []byte {
	for _, path := range []string{
		override,
		"/etc/ssl/certs/ca-certificates.crt",                // Debian, Ubuntu, Gentoo, Arch, Alpine
		"/etc/pki/tls/certs/ca-bundle.crt",                  // Fedora, RHEL
		"/etc/ssl/ca-bundle.pem",                            // OpenSUSE
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // RHEL 7 and later
		"/etc/ssl/cert.pem",                                 // macOS, BSD, old Alpine
		"/opt/homebrew/etc/ca-certificates/cert.pem",
	} {
		if path == "" {
			continue
		}
		if text, err := os.ReadFile(path); err == nil && bytes.Contains(text, []byte("BEGIN CERTIFICATE")) {
			return text
		}
	}
	return nil
}
