package oauth

import (
	"slices"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// Only a page may redeem codes issued to a redirect URI of the platform "spa", and the refresh tokens that follow; and only
// a page whose origin is that of such a redirect URI of the same client. No other cross-origin page may call the token
// endpoint. A page that somebody visits can therefore neither try passwords from that person's network nor redeem the
// code of another client. Source: AADSTS9002326 and AADSTS9002327.

// isForeignPage reports whether the Origin header names a page of another origin.
func (x *exchange) isForeignPage() bool {
	return x.req.WebOrigin != "" && x.req.WebOrigin != x.server.Login
}

// crossOrigin checks that a code or refresh token issued to a platform is redeemed from that platform.
func (x *exchange) crossOrigin(made Platform) error {
	switch {
	case made == SPA && x.req.WebOrigin == "":
		return aadsts(9002327, invalidRequest, "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.")
	case made != SPA && x.isForeignPage():
		return notForPages()
	case made == SPA && !x.client.hasPageAt(x.req.WebOrigin):
		return notForPages()
	}
	return nil
}

// hasPageAt reports whether the client has a "spa" redirect URI at origin.
func (c *Client) hasPageAt(origin string) bool {
	wanted, ok := directory.PageOrigin(origin)
	return ok && slices.ContainsFunc(c.redirects()[SPA], func(uri string) bool {
		registered, ok := directory.PageOrigin(uri)
		return ok && registered == wanted
	})
}

func notForPages() *fault.Error {
	return aadsts(9002326, invalidRequest, "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.")
}
