package oauth

import "keyless.dev/keyless/internal/fault"

// A page of another origin may redeem only what was made for pages: the codes of redirect URIs of the platform "spa" and
// their refresh tokens, which in turn nobody but a page may redeem. So a page that somebody happens to visit can neither
// try passwords here with that person's network, nor use a code that was meant for a server.
// Source: AADSTS9002326 and 9002327.

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
	}
	return nil
}

func notForPages() *fault.Error {
	return aadsts(9002326, invalidRequest, "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.")
}
