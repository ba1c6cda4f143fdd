package oauth

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// jwtBearer is the one kind of client assertion that there is here. Source: RFC 7523.
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// The bounds of an assertion's time.
const (
	assertionSkew     = 5 * time.Minute // what a client's clock may be wrong, at both ends
	assertionLifetime = 24 * time.Hour  // the farthest end; Entra's clients take ten minutes
)

// UsedAssertion is an assertion that a client signed itself, and used.
type UsedAssertion struct {
	ID        string // of the client and its jti, hashed
	Digest    string // of the whole assertion
	Sender    string // where it came from
	ExpiresAt time.Time
}

// twoProofs is the failure of a request that authenticates its client in more than one way, or as two clients.
// Source: RFC 6749, section 2.3.
func twoProofs() error {
	return aadsts(90023, invalidRequest, "The request holds more than one proof of who the client is.")
}

// prove checks the client assertion of a request, if it has one. It comes before the grant's own transaction, since the
// keys of an external issuer come over the network.
func (x *exchange) prove(ctx context.Context) error {
	p, err := x.params("client_assertion", "client_assertion_type", "client_secret")
	if err != nil || p["client_assertion"] == "" && p["client_assertion_type"] == "" {
		return err
	}
	// What is wrong with tenant and application is said before what is wrong with the proof.
	if err := x.server.DB.View(ctx, x.find); err != nil {
		return err
	}
	switch {
	case x.client.FirstParty:
		return publicClient()
	case p["client_assertion"] == "":
		return Missing("client_assertion")
	case p["client_assertion_type"] == "":
		return Missing("client_assertion_type")
	case p["client_assertion_type"] != jwtBearer:
		return aadsts(90023, invalidRequest, "The client assertion type '%s' is not supported.", shown(p["client_assertion_type"]))
	case p["client_secret"] != "" || x.req.BasicID != "":
		return twoProofs()
	}
	a, err := token.ParseAssertion(p["client_assertion"])
	if err != nil {
		return aadsts(50027, invalidClient, "JWT token is invalid or malformed.").Because(err)
	}
	// The headers do not tell the two apart: GitHub's tokens have an x5t too.
	if strings.HasPrefix(a.Issuer, "https://") {
		err = x.byIssuer(ctx, a)
	} else {
		err = x.byCertificate(ctx, a)
	}
	x.proved = err == nil
	return err
}

// inTime refuses an assertion outside of its time.
func (x *exchange) inTime(a *token.Assertion) error {
	begins := a.NotBefore
	if a.IssuedAt.After(begins) {
		begins = a.IssuedAt
	}
	switch {
	case a.Expires.IsZero(), !x.now.Before(a.Expires.Add(assertionSkew)), x.now.Add(assertionSkew).Before(begins),
		a.Expires.After(x.now.Add(assertionLifetime + assertionSkew)):
		return aadsts(700024, invalidClient, "Client assertion is not within its valid time range. Current time: %s, assertion valid from %s, expiry time of assertion %s. "+
			"Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .", ticks(x.now), ticks(begins), ticks(a.Expires))
	}
	return nil
}

// ticks is a time as Entra writes it in messages. What was not said is 1970 there.
func ticks(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format("2006-01-02T15:04:05.0000000Z")
}

// once refuses an assertion that somebody else used before. MSAL for Python and for JavaScript sign one and send it with
// each of their requests for nine minutes, so that it may come again, unchanged, from where it came from first.
func (x *exchange) once(ctx context.Context, a *token.Assertion, raw string) error {
	used := UsedAssertion{Digest: Hash(raw), Sender: sender(x.req.IP), ExpiresAt: a.Expires.Add(assertionSkew)}
	id := a.ID
	if id == "" {
		id = used.Digest
	}
	used.ID = Hash(x.client.ID + "\x00" + id)
	return x.server.update(ctx, func(tx Tx) error {
		first, err := tx.UseAssertion(used)
		if err == nil && (first.Digest != used.Digest || first.Sender != used.Sender) {
			err = badAssertion("The assertion was used before.")
		}
		return err
	})
}

// sender is where a request came from, as far as that stays the same for one machine.
func sender(address string) string {
	ip, err := netip.ParseAddr(address)
	switch ip = ip.Unmap().WithZone(""); {
	case err != nil:
		return address
	case ip.IsLoopback():
		return "loopback"
	case ip.Is6():
		network, _ := ip.Prefix(64) // within range
		return network.String()
	}
	return ip.String()
}

// badAssertion begins as Entra's message does, with the reason in its place.
func badAssertion(reason string) *fault.Error {
	return aadsts(700027, invalidClient, "Client assertion contains an invalid signature. [Reason - %s]", reason)
}

// isForThisPlace reports whether an assertion is meant for the tenant's sign-in here: for one of its token endpoints or
// for its issuer. The clients send what the discovery document says.
func (x *exchange) isForThisPlace(audience string) bool {
	root := x.server.Login + "/"
	if !ascii.HasPrefixFold(audience, root) {
		return false
	}
	segment, rest, _ := strings.Cut(strings.TrimSuffix(audience[len(root):], "/"), "/")
	switch rest {
	case "oauth2/v2.0/token", "oauth2/token", "v2.0", "":
	default:
		return false
	}
	if ascii.EqualFold(segment, x.req.Tenant) || ascii.EqualFold(segment, x.place.Segment) {
		return true
	}
	return x.place.Tenant != nil && hasDomain(x.place.Tenant, segment)
}
