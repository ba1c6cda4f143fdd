package directory

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"io"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/guid"
)

// maxCredentials is the maximum number of secrets, and of certificates, of one object.
const maxCredentials = 100

// DefaultSecretLife is the lifetime of a secret without a chosen end, as in Azure.
const DefaultSecretLife = 2 * 365 * 24 * time.Hour

// CredentialsOf returns the credentials of an application or a service principal; nil for any other object.
func CredentialsOf(o Object) *Credentials {
	switch o := o.(type) {
	case *Application:
		return &o.Credentials
	case *ServicePrincipal:
		return &o.Credentials
	}
	return nil
}

// updateCredentials changes the credentials of an application or of a changeable service principal.
func updateCredentials(w Writer, tenant, id string, change func(*Credentials) error) error {
	o, err := Living(w, tenant, id)
	if err != nil {
		return err
	}
	c := CredentialsOf(o)
	if c == nil {
		return notFound(id)
	}
	if err := changeable(o); err != nil {
		return err
	}
	if err := change(c); err != nil {
		return err
	}
	return w.PutObject(o)
}

// AddPassword adds a client secret to an application or a service principal, and returns it. Only its hash is stored. The
// caller sets p.KeyID, and may set a display name, a start and an end. The start defaults to at, the end to DefaultSecretLife
// after the start. random is crypto/rand.Reader except in tests.
func AddPassword(w Writer, tenant, id string, p PasswordCredential, random io.Reader, at time.Time) (PasswordCredential, string, error) {
	secret, err := newSecret(random)
	if err != nil {
		return p, "", err
	}
	hash := sha256.Sum256([]byte(secret))
	p.Hint, p.Hash = secret[:3], hash[:]
	if p.Start.IsZero() {
		p.Start = at
	}
	if p.End.IsZero() {
		p.End = p.Start.Add(DefaultSecretLife)
	}
	if !p.End.After(p.Start) {
		return p, "", bad("Credential lifetime is invalid: 'endDateTime' must be after 'startDateTime'.")
	}
	if err := text("displayName", p.DisplayName, maxDisplayName); err != nil {
		return p, "", err
	}
	err = updateCredentials(w, tenant, id, func(c *Credentials) error {
		if len(c.Passwords) >= maxCredentials {
			return bad("The number of password credentials is above the limit of %d.", maxCredentials)
		}
		c.Passwords = append(c.Passwords, p)
		return nil
	})
	return p, secret, err
}

// RemovePassword removes a secret. It fails with fault.Invalid if there is none with keyID.
func RemovePassword(w Writer, tenant, id, keyID string) error {
	return updateCredentials(w, tenant, id, func(c *Credentials) error {
		for i, p := range c.Passwords {
			if ascii.EqualFold(p.KeyID, keyID) {
				c.Passwords = append(c.Passwords[:i:i], c.Passwords[i+1:]...)
				return nil
			}
		}
		return bad("No password credential found with keyId '%s'.", keyID)
	})
}

// Matches reports whether secret is this credential's and is valid at now, in constant time.
func (p PasswordCredential) Matches(secret string, now time.Time) bool {
	hash := sha256.Sum256([]byte(secret))
	same := subtle.ConstantTimeCompare(hash[:], p.Hash) == 1
	return same && !now.Before(p.Start) && now.Before(p.End)
}

const secretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

// newSecret returns a secret in Azure's format: 40 characters, of which the fourth to sixth are "8Q~", so that secret
// scanners recognize it. The other 37 characters have 6 random bits each.
func newSecret(random io.Reader) (string, error) {
	raw := make([]byte, 37)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	for i, b := range raw {
		raw[i] = secretAlphabet[b&63]
	}
	return string(raw[:3]) + "8Q~" + string(raw[3:]), nil
}

// ParseCertificate parses a certificate in base64 DER, with or without line breaks, or in PEM. Only its public key and its
// validity matter: its signature is not verified.
func ParseCertificate(encoded string) (*x509.Certificate, error) {
	body := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, encoded)
	body = strings.TrimSuffix(strings.TrimPrefix(body, "-----BEGINCERTIFICATE-----"), "-----ENDCERTIFICATE-----")
	der, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return nil, bad("Key value is invalid certificate").Because(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, bad("Key value is invalid certificate").Because(err)
	}
	return cert, nil
}

// SetKeys replaces the certificates of c. A credential without a certificate refers to the existing one with the same
// KeyID, because clients send back what they read. Its validity period and name may change.
func SetKeys(c *Credentials, keys []KeyCredential) error {
	if len(keys) > maxCredentials {
		return bad("The number of key credentials is above the limit of %d.", maxCredentials)
	}
	had := make(map[string]KeyCredential, len(c.Keys))
	for _, k := range c.Keys {
		had[ascii.ToLower(k.KeyID)] = k
	}
	seen := make(map[string]bool, len(keys))
	for i := range keys {
		k := &keys[i]
		id, ok := guid.Parse(k.KeyID)
		if !ok || seen[id] {
			return bad("Invalid value specified for property 'keyId' of resource 'KeyCredential'.")
		}
		k.KeyID, seen[id] = id, true
		if len(k.Certificate) == 0 {
			old, ok := had[id]
			if !ok {
				return bad("Key value is invalid certificate")
			}
			k.Certificate = old.Certificate
		}
		if err := validateKey(k); err != nil {
			return err
		}
	}
	c.Keys = keys
	return nil
}

func validateKey(k *KeyCredential) error {
	if k.Type != "AsymmetricX509Cert" || k.Usage != "Verify" {
		return bad("Key credential has an unsupported type or usage: 'AsymmetricX509Cert' and 'Verify' are supported.")
	}
	cert, err := x509.ParseCertificate(k.Certificate)
	if err != nil {
		return bad("Key value is invalid certificate").Because(err)
	}
	// Clients round times, so the certificate's own validity is the limit.
	if k.Start.Before(cert.NotBefore) {
		k.Start = cert.NotBefore
	}
	if k.End.IsZero() || k.End.After(cert.NotAfter) {
		k.End = cert.NotAfter
	}
	if !k.End.After(k.Start) {
		return bad("Credential lifetime is invalid: 'endDateTime' must be after 'startDateTime'.")
	}
	return text("displayName", k.DisplayName, maxDisplayName)
}
