package issuer

import (
	"context"
	"crypto/rsa"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// Limits of one fetch from an issuer.
const (
	patience     = 10 * time.Second // for both documents together
	maxDocument  = 256 << 10        // bytes
	maxRedirects = 3
	maxKeys      = 100
	minModulus   = 2048 // bits
)

func newClient(c Config) *http.Client {
	dialer := &net.Dialer{Timeout: patience / 2}
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		TLSClientConfig:     &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: patience / 2,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        16,
		IdleConnTimeout:     time.Minute,
	}
	if !c.Private {
		transport.Proxy = nil
		dialer.Control = publicOnly
	}
	return &http.Client{Transport: transport, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if r.URL.Scheme != "https" || len(via) > maxRedirects {
			return errors.New("too many redirects, or a redirect to a URL without TLS")
		}
		return nil
	}}
}

// publicOnly refuses connections to addresses that are not public. It checks the resolved address of each connection, so
// that DNS rebinding cannot bypass it.
func publicOnly(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !isPublic(at.Addr().Unmap()) {
		return fmt.Errorf("%s is not a public address", at.Addr())
	}
	return nil
}

// isPublic reports whether ip is a public (globally routable) IP address.
func isPublic(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, inner := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", // shared, special and reserved
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", // IPv4 embedded in IPv6
		"fec0::/10", "100::/64", "192.88.99.0/24", // site-local, discard and 6to4 relays
		"2001:db8::/32", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation
	} {
		if netip.MustParsePrefix(inner).Contains(ip) {
			return false
		}
	}
	return true
}

// fetch reads an issuer's discovery document and its keys.
func (s *Source) fetch(ctx context.Context, issuer string) (map[string]*rsa.PublicKey, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var document struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := s.get(ctx, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", &document); err != nil {
		return nil, unavailable(issuer, err)
	}
	if document.Issuer != issuer {
		return nil, unavailable(issuer, fmt.Errorf("its discovery document names the issuer %q", document.Issuer))
	}
	var set struct {
		Keys []jwk `json:"keys"`
	}
	if err := s.get(ctx, document.Keys, &set); err != nil {
		return nil, unavailable(issuer, err)
	}
	keys := make(map[string]*rsa.PublicKey)
	for _, k := range set.Keys[:min(len(set.Keys), maxKeys)] {
		if key, ok := k.rsa(); ok && k.speaksFor(issuer) {
			keys[k.ID] = key
		}
	}
	return keys, nil
}

func unavailable(issuer string, cause error) error {
	return fault.New(fault.Unavailable, "IssuerUnavailable", "the keys of the issuer %s cannot be read: %v", issuer, cause).Because(cause)
}

// get fetches a JSON document.
func (s *Source) get(ctx context.Context, address string, into any) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return fmt.Errorf("%q is not an https URL", address)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s returned %s", u.Redacted(), response.Status)
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxDocument+1))
	if err != nil {
		return err
	}
	if len(text) > maxDocument {
		return fmt.Errorf("%s is longer than %d KiB", u.Redacted(), maxDocument>>10)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s is not a valid document: %w", u.Redacted(), err)
	}
	return nil
}

// jwk is a key of a key set. Source: RFC 7517 and 7518.
type jwk struct {
	Type      string `json:"kty"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	ID        string `json:"kid"`
	N         string `json:"n"`
	E         string `json:"e"`
	Issuer    string `json:"issuer"` // in Entra's documents
}

// speaksFor reports whether the key may sign tokens of issuer. Entra publishes keys of several issuers in one document, each
// with its issuer, or with {tenantid} for all tenants: the key of personal accounts must not sign for an organization.
func (k jwk) speaksFor(issuer string) bool {
	return k.Issuer == "" || k.Issuer == issuer || strings.Contains(k.Issuer, "{tenantid}")
}

// rsa returns the key, if it can verify RS256 signatures.
func (k jwk) rsa() (*rsa.PublicKey, bool) {
	if k.Type != "RSA" || k.ID == "" || k.Use != "" && k.Use != "sig" || k.Algorithm != "" && k.Algorithm != "RS256" {
		return nil, false
	}
	n, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(k.N, "="))
	if err != nil {
		return nil, false
	}
	e, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(k.E, "="))
	if err != nil || len(e) == 0 || len(e) > 4 {
		return nil, false
	}
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	return key, key.N.BitLen() >= minModulus && key.N.BitLen() <= 8192 && key.E > 2 && key.E%2 == 1
}
