package token

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Assertion is a JWT that authenticates a client, signed by the client or by an external issuer. Its content is untrusted
// until Verify succeeds. Source: RFC 7523, and what MSAL's libraries send.
type Assertion struct {
	Algorithm string              // RS256 or PS256
	KeyID     string              // kid
	SHA1      []byte              // x5t: thumbprint of the certificate; nil if the header has none
	SHA256    []byte              // x5t#S256
	Chain     []*x509.Certificate // x5c, the leaf first

	Issuer    string
	Subject   string
	Audiences []string
	ID        string    // jti
	IssuedAt  time.Time // absent times are zero
	NotBefore time.Time
	Expires   time.Time

	signed *jose.JSONWebSignature
}

// maxChain is the maximum number of certificates in an x5c header.
const maxChain = 8

// ParseAssertion parses a signed JWT in compact form. It checks only the form: the algorithm is RS256 or PS256, claims
// have the right types, and thumbprints are base64 in either alphabet, with or without padding, as clients send them. It
// ignores surrounding white space, since assertions are read from files.
func ParseAssertion(raw string) (*Assertion, error) {
	raw = strings.TrimSpace(raw)
	if len(raw) > MaxSize {
		return nil, fmt.Errorf("the assertion is longer than %d bytes", MaxSize)
	}
	signed, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{jose.RS256, jose.PS256})
	if err != nil {
		return nil, fmt.Errorf("not a JWT signed with RS256 or PS256: %w", err)
	}
	if !isCanonical(raw) {
		return nil, errors.New("a part of the JWT is not in canonical base64url")
	}
	head := signed.Signatures[0].Header
	a := &Assertion{Algorithm: head.Algorithm, KeyID: head.KeyID, signed: signed}
	if a.SHA1, err = headerThumbprint(head, "x5t", 20); err != nil {
		return nil, err
	}
	if a.SHA256, err = headerThumbprint(head, "x5t#S256", 32); err != nil {
		return nil, err
	}
	if a.Chain, err = headerChain(raw); err != nil {
		return nil, err
	}
	return a, a.readClaims(signed.UnsafePayloadWithoutVerification())
}

// isCanonical reports whether every part of a JWT in compact form is the canonical encoding of its bytes. go-jose accepts
// sixteen encodings of a signature, and line breaks anywhere; a used token, known by its hash, could be sent again as another.
func isCanonical(raw string) bool {
	if strings.ContainsAny(raw, "\r\n") { // encoding/base64 ignores them
		return false
	}
	for part := range strings.SplitSeq(raw, ".") {
		if _, err := base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			return false
		}
	}
	return true
}

// headerThumbprint reads x5t or x5t#S256. MSAL for Go uses the standard base64 alphabet, other clients the URL alphabet.
func headerThumbprint(head jose.Header, name jose.HeaderKey, size int) ([]byte, error) {
	value, ok := head.ExtraHeaders[name]
	if !ok {
		return nil, nil
	}
	text, ok := value.(string)
	text = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	sum, err := base64.RawURLEncoding.DecodeString(text)
	if !ok || err != nil || len(sum) != size {
		return nil, fmt.Errorf("the header %s is not a thumbprint", name)
	}
	return sum, nil
}

// headerChain reads x5c, which go-jose returns only together with verification of the chain.
func headerChain(raw string) ([]*x509.Certificate, error) {
	first, _, _ := strings.Cut(raw, ".")
	text, err := base64.RawURLEncoding.DecodeString(first)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage // a map, because decoding into a struct ignores case
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	if members["x5c"] == nil {
		return nil, nil
	}
	var encoded []string
	if err := json.Unmarshal(members["x5c"], &encoded); err != nil || len(encoded) > maxChain {
		return nil, errors.New("the header x5c is not a chain of certificates")
	}
	chain := make([]*x509.Certificate, 0, len(encoded))
	for _, text := range encoded {
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, errors.New("the header x5c is not a chain of certificates")
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("the header x5c: %w", err)
		}
		chain = append(chain, certificate)
	}
	return chain, nil
}

func (a *Assertion) readClaims(payload []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(payload, &members); err != nil {
		return fmt.Errorf("the payload is not a set of claims: %w", err)
	}
	for name, into := range map[string]*string{"iss": &a.Issuer, "sub": &a.Subject, "jti": &a.ID} {
		if text := members[name]; text != nil && json.Unmarshal(text, into) != nil {
			return fmt.Errorf("the claim %s is not a string", name)
		}
	}
	for name, into := range map[string]*time.Time{"iat": &a.IssuedAt, "nbf": &a.NotBefore, "exp": &a.Expires} {
		if text := members[name]; text != nil {
			var err error
			if *into, err = numericDate(text); err != nil {
				return fmt.Errorf("the claim %s is not a time", name)
			}
		}
	}
	var one string
	switch text := members["aud"]; {
	case text == nil:
	case json.Unmarshal(text, &one) == nil:
		a.Audiences = []string{one}
	case json.Unmarshal(text, &a.Audiences) != nil:
		return errors.New("the claim aud is neither a string nor a list of strings")
	}
	return nil
}

// numericDate parses seconds since 1970. MSAL for Python sends fractions.
func numericDate(text json.RawMessage) (time.Time, error) {
	var seconds float64
	if err := json.Unmarshal(text, &seconds); err != nil {
		return time.Time{}, err
	}
	if seconds <= 0 || seconds > 1<<40 {
		return time.Time{}, errors.New("out of range")
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9)).UTC(), nil
}

// Verify checks the assertion's signature with key. It ignores any keys in the header.
func (a *Assertion) Verify(key *rsa.PublicKey) error {
	_, err := a.signed.Verify(key)
	return err
}
