package oauth

import (
	"slices"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// A page of another origin may redeem only codes of redirect URIs of the platform "spa" and their refresh tokens, and only
// if its origin is that of such a redirect URI of the same client. Nobody but a page may redeem these. A page that somebody
// happens to visit can therefore neither try passwords from that person's network nor use a code that was made for another
// client. Source: AADSTS9002326 and AADSTS9002327.

// isForeignPage reports whether the request comes from a page of another origin, as the browser says.
func (x *exchange) isForeignPage() bool {
	return x.req.WebOrigin != "" && x.req.WebOrigin != x.server.Login
}

// crossOrigin checks where something that was made for a platform is redeemed from.
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

// hasPageAt reports whether the client has registered a page at an origin.
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
