package devtls

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
)

// The files of the authority in the data folder.
const (
	CAFile     = "ca.pem"
	keyFile    = "ca-key.pem"
	BundleFile = "ca-bundle.pem"
)

const (
	// caLife is long, so that what trusts the authority keeps working; leafLife is short, and well under the 825
	// days beyond which Apple's verifier refuses a server certificate of a private authority.
	caLife   = 10 * 365 * 24 * time.Hour
	leafLife = 90 * 24 * time.Hour
	// backdate is for clients whose clock is a little behind, as in a container or a virtual machine that slept.
	backdate = time.Hour
)

// authority is the CA and its key.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// ensureAuthority reads the CA from dir, or makes one if there is none, or if it ends too soon or was made
// for other names.
func ensureAuthority(dir string, names []string, now time.Time) (*authority, error) {
	ca, err := readAuthority(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("%w; delete %s and %s in %s to have a new authority made", err, CAFile, keyFile, dir)
	case now.Add(2*leafLife).Before(ca.certificate.NotAfter) && permits(ca.certificate, names):
		return ca, nil
	}
	return makeAuthority(dir, names, now)
}

func readAuthority(dir string) (*authority, error) {
	certificate, err := readBlock(filepath.Join(dir, CAFile), "CERTIFICATE", x509.ParseCertificate)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, keyFile)
	key, err := readBlock(path, "EC PRIVATE KEY", x509.ParseECPrivateKey)
	if err != nil {
		return nil, err
	}
	if !key.PublicKey.Equal(certificate.PublicKey) {
		return nil, fmt.Errorf("%s is not the key of %s", keyFile, CAFile)
	}
	return &authority{certificate, key}, os.Chmod(path, 0o600)
}

func readBlock[T any](path, kind string, parse func([]byte) (T, error)) (T, error) {
	var none T
	text, err := os.ReadFile(path)
	if err != nil {
		return none, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return none, fmt.Errorf("%s holds no %s", path, ascii.ToLower(kind))
	}
	value, err := parse(block.Bytes)
	if err != nil {
		return none, fmt.Errorf("%s cannot be read: %w", path, err)
	}
	return value, nil
}

func makeAuthority(dir string, names []string, now time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	host, _ := os.Hostname()
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: "keyless developer CA " + host, Organization: []string{"keyless"}},
		NotBefore:    now.Add(-backdate),
		NotAfter:     now.Add(caLife),
		KeyUsage:     x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		// Whoever steals the key can pose as this machine to this machine, and as nothing else.
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         permittedDomains(names),
		PermittedIPRanges:           loopbackRanges(),
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	// The key first: a CA without its key would be taken for one that is still in use.
	if err := writeFile(filepath.Join(dir, keyFile), encode("EC PRIVATE KEY", keyDER), 0o600); err != nil {
		return nil, err
	}
	if err := writeFile(filepath.Join(dir, CAFile), encode("CERTIFICATE", der), 0o644); err != nil {
		return nil, err
	}
	return &authority{certificate, key}, nil
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// permittedDomains are the constraint's domains. A domain in it covers itself and all below it.
func permittedDomains(names []string) []string {
	domains := []string{"localhost"}
	for _, name := range names {
		name = ascii.ToLower(strings.TrimPrefix(name, "*."))
		if net.ParseIP(name) == nil && !covered(domains, name) {
			domains = append(domains, name)
		}
	}
	return domains
}

func loopbackRanges() []*net.IPNet {
	return []*net.IPNet{
		{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)},
		{IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)},
	}
}

func covered(domains []string, name string) bool {
	for _, domain := range domains {
		if name == domain || strings.HasSuffix(name, "."+domain) {
			return true
		}
	}
	return false
}

// permits reports whether the CA's constraints are those of names: enough to sign for them, and no more. A CA that was made
// for a public name is replaced when that name is no longer used.
func permits(ca *x509.Certificate, names []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(ca.PermittedDNSDomains)), slices.Sorted(slices.Values(permittedDomains(names))))
}

func serial() *big.Int {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw)
	raw[0] &= 0x7f
	return new(big.Int).SetBytes(raw)
}

// writeFile replaces path as a whole, so that a reader sees the old content or the new, never a part.
func writeFile(path string, content []byte, mode os.FileMode) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(content)
	if err = errors.Join(err, temporary.Chmod(mode), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
