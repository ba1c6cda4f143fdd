package oauth

import (
	"context"
	"crypto/rsa"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// Issuers finds the signing keys of external issuers. Key fails with fault.NotFound if the issuer does not have the key, and
// with fault.Unavailable if the issuer cannot be reached.
type Issuers interface {
	Key(ctx context.Context, issuer, kid string) (*rsa.PublicKey, error)
}

// byIssuer verifies an assertion that an external issuer signed for one of its workloads, by a federated credential of the
// client. Issuer, subject and audience are compared exactly. Keys are fetched only from issuers that a credential names.
// Source: the workload identity federation reference; the numbers are those of public reports.
func (x *exchange) byIssuer(ctx context.Context, a *token.Assertion) error {
	if err := x.trusts(a); err != nil {
		return err
	}
	if a.Algorithm != "RS256" || a.KeyID == "" || x.server.Issuers == nil {
		return badAssertion("The key was not found.")
	}
	key, err := x.server.Issuers.Key(ctx, a.Issuer, a.KeyID)
	switch {
	case fault.Is(err, fault.NotFound):
		return badAssertion("The key was not found.").Because(err)
	case err != nil && ctx.Err() == nil:
		f := fault.New(fault.Unavailable, "temporarily_unavailable", "AADSTS50166: Request to External OIDC endpoint failed.").Because(err)
		f.Number = 50166
		return f
	case err != nil:
		return err
	}
	if err := a.Verify(key); err != nil {
		return badAssertion("The provided signature value did not match the expected signature value.").Because(err)
	}
	// The assertion may be used again: a workload sends the token in its file until the file changes.
	return x.inTime(a)
}

// trusts finds a federated credential of the client that matches the assertion, or returns the error for the mismatch.
func (x *exchange) trusts(a *token.Assertion) error {
	var known []directory.FederatedCredential
	if x.client.App != nil {
		known = append(known, x.client.App.Federated...)
	}
	if x.client.Principal != nil {
		known = append(known, x.client.Principal.Federated...)
	}
	if len(known) == 0 {
		return aadsts(70025, invalidClient, "The client '%s'(%s) has no configured federated identity credentials.", x.client.ID, x.client.Name)
	}
	audience := strings.Join(a.Audiences, " ")
	known = slices.DeleteFunc(known, func(f directory.FederatedCredential) bool { return f.Issuer != a.Issuer })
	if len(known) == 0 {
		return noRecord(700211, "issuer", a.Issuer)
	}
	bySubject := slices.DeleteFunc(slices.Clone(known), func(f directory.FederatedCredential) bool { return f.Subject != a.Subject })
	switch {
	case len(bySubject) == 0 && slices.ContainsFunc(known, func(f directory.FederatedCredential) bool { return ascii.EqualFold(f.Subject, a.Subject) }):
		return noRecord(7002138, "subject", a.Subject)
	case len(bySubject) == 0:
		return noRecord(700213, "subject", a.Subject)
	}
	if len(a.Audiences) != 1 || !slices.ContainsFunc(bySubject, func(f directory.FederatedCredential) bool { return slices.Contains(f.Audiences, audience) }) {
		return noRecord(700212, "audience", audience)
	}
	return nil
}

func noRecord(number int, what, value string) *fault.Error {
	more := ""
	if number == 7002138 {
		more = "The subject matches with case-insensitive comparison, but not with case-sensitive comparison. "
	}
	return aadsts(number, invalidClient, "No matching federated identity record found for presented assertion %s '%s'. %s"+
		"Check your federated identity credential Subject, Audience and Issuer against the presented assertion. "+
		"https://learn.microsoft.com/entra/workload-id/workload-identity-federation", what, shown(value), more)
}
