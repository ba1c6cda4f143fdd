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

// jwtBearer is the only supported client_assertion_type. Source: RFC 7523.
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// Limits on the validity period of a client assertion.
const (
	assertionSkew     = 5 * time.Minute // clock skew allowed at both ends
	assertionLifetime = 24 * time.Hour  // latest expiry; Entra's clients use ten minutes
)

// UsedAssertion records that a client used an assertion that it signed itself.
type UsedAssertion struct {
	ID        string // hash of the client's id and the assertion's jti
	Digest    string // hash of the whole assertion
	Sender    string // network that sent it first; see sender
	ExpiresAt time.Time
}

// twoProofs is the error for a request that authenticates its client in more than one way, or as two clients.
// Source: RFC 6749, section 2.3.
func twoProofs() error {
	return aadsts(90023, invalidRequest, "The request holds more than one proof of who the client is.")
}

// prove verifies the request's client assertion, if it has one. It runs before the grant's own transaction because
// fetching the keys of an external issuer uses the network.
func (x *exchange) prove(ctx context.Context) error {
	p, err := x.params("client_assertion", "client_assertion_type", "client_secret")
	if err != nil || p["client_assertion"] == "" && p["client_assertion_type"] == "" {
		return err
	}
	// Errors about the tenant and the application take precedence over errors about the assertion.
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
	// The headers do not distinguish the two kinds: GitHub's tokens have an x5t header too.
	if strings.HasPrefix(a.Issuer, "https://") {
		err = x.byIssuer(ctx, a)
	} else {
		err = x.byCertificate(ctx, a)
	}
	x.proved = err == nil
	return err
}

// inTime rejects an assertion outside its validity period, or with a period that is too long.
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

// ticks formats a time as Entra's messages do. The zero time becomes 1970.
func ticks(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format("2006-01-02T15:04:05.0000000Z")
}

// once rejects an assertion that was used before, unless the same network sends the same assertion again: MSAL for
// Python and for JavaScript sign one assertion and reuse it for nine minutes.
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

// sender reduces a client address to what stays the same for one machine: loopback, an IPv6 /64 network, or an IPv4 address.
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

// badAssertion returns AADSTS700027 with Entra's wording and the given reason.
func badAssertion(reason string) *fault.Error {
	return aadsts(700027, invalidClient, "Client assertion contains an invalid signature. [Reason - %s]", reason)
}

// isForThisPlace reports whether an assertion's audience is one of the tenant's token endpoints here, or its issuer.
// Clients take the audience from the discovery document.
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
