package oauth

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/sha1" // x5t is a SHA-1 thumbprint. It only selects the key; the signature is verified afterwards
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"slices"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/token"
)

// byCertificate checks an assertion that the client signed with the key of a registered certificate.
// Source: the certificate credentials reference of the Microsoft identity platform.
func (x *exchange) byCertificate(ctx context.Context, a *token.Assertion) error {
	certificate, err := x.certificate(a)
	if err != nil {
		return err
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return badAssertion("The key is no RSA key.")
	}
	if err := a.Verify(key); err != nil {
		return badAssertion("The provided signature value did not match the expected signature value., " + thumbprintOf(a)).Because(err)
	}
	switch {
	case a.Issuer != x.client.ID || a.Subject != x.client.ID:
		return aadsts(700021, invalidClient, "Client assertion application identifier doesn't match 'client_id' parameter. "+
			"Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .")
	case len(a.Audiences) != 1 || !x.isForThisPlace(a.Audiences[0]):
		return aadsts(700023, invalidClient, "Client assertion audience claim does not match Realm issuer. "+
			"Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .")
	}
	if err := x.inTime(a); err != nil {
		return err
	}
	return x.once(ctx, a, x.req.Form.Get("client_assertion"))
}

// certificate finds the certificate that signed the assertion: a registered one, by its thumbprint, or the renewal of a
// registered one, sent in the x5c header.
func (x *exchange) certificate(a *token.Assertion) (*x509.Certificate, error) {
	if len(a.Chain) > 0 && !isNamed(a, a.Chain[0]) {
		return nil, badAssertion("The certificate of the x5c header is not the one of the x5t header.")
	}
	if len(a.SHA1)+len(a.SHA256) == 0 && len(a.Chain) == 0 {
		return nil, badAssertion("The key was not found.")
	}
	var all []*x509.Certificate
	expired := false
	for _, k := range x.keys() {
		certificate, err := x509.ParseCertificate(k.Certificate)
		if err != nil {
			continue // it was checked when it was registered
		}
		if current := !x.now.Before(k.Start.Add(-assertionSkew)) && x.now.Before(k.End); current {
			all = append(all, certificate)
		} else if isNamed(a, certificate) {
			expired = true
		}
	}
	for _, c := range all {
		if isNamed(a, c) && (len(a.Chain) == 0 || bytes.Equal(a.Chain[0].Raw, c.Raw)) {
			return c, nil
		}
	}
	if len(a.Chain) > 0 && x.succeeds(a.Chain, all) {
		return a.Chain[0], nil
	}
	if expired {
		return nil, badAssertion("The key used is expired., " + thumbprintOf(a))
	}
	return nil, badAssertion(fmt.Sprintf("The key was not found., %s, Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '%s'.", thumbprintOf(a), x.client.ID))
}

func (x *exchange) keys() []directory.KeyCredential {
	var all []directory.KeyCredential
	if x.client.App != nil {
		all = append(all, x.client.App.Credentials.Keys...)
	}
	if x.client.Principal != nil && x.client.Principal.Type != directory.TypeManagedIdentity {
		all = append(all, x.client.Principal.Credentials.Keys...)
	}
	return all
}

// isNamed reports whether every thumbprint in the header is that of c.
func isNamed(a *token.Assertion, c *x509.Certificate) bool {
	one, two := sha1.Sum(c.Raw), sha256.Sum256(c.Raw)
	return (a.SHA1 == nil || bytes.Equal(a.SHA1, one[:])) && (a.SHA256 == nil || bytes.Equal(a.SHA256, two[:]))
}

// succeeds reports whether the leaf of chain is a renewal of a registered certificate: it has the same subject and issuer
// as one, and chains to a certification authority that is registered with the same application. A certificate can thus be
// renewed without changing the registration, and only by that authority.
func (x *exchange) succeeds(chain, registered []*x509.Certificate) bool {
	leaf := chain[0]
	known := slices.ContainsFunc(registered, func(c *x509.Certificate) bool {
		return !c.IsCA && bytes.Equal(c.RawSubject, leaf.RawSubject) && bytes.Equal(c.RawIssuer, leaf.RawIssuer)
	})
	if !known || leaf.IsCA {
		return false
	}
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	for _, c := range registered {
		if c.IsCA {
			roots.AddCert(c)
		}
	}
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: x.now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	return err == nil
}

func thumbprintOf(a *token.Assertion) string {
	sum := a.SHA1
	if sum == nil {
		sum = a.SHA256
	}
	return fmt.Sprintf("Thumbprint of key used by client: '%s'", ascii.ToUpper(fmt.Sprintf("%x", sum)))
}
