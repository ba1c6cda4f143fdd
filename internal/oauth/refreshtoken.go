package oauth

import (
	"context"
	"strings"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// refresh exchanges a refresh token for new tokens, of any resource, and another refresh token. As in Entra the used token
// stays valid until it expires, because several processes share a token cache and caches are copied. The refresh token of a
// single-page application works once, because other scripts may read it; see again.
func (x *exchange) refresh(ctx context.Context) (*Response, error) {
	raw, err := x.need("refresh_token")
	if err != nil {
		return nil, err
	}
	var prepared *issue
	err = x.server.update(ctx, func(tx Tx) error {
		if err := x.identify(tx); err != nil {
			return err
		}
		ask, err := x.scopes()
		if err != nil {
			return err
		}
		g, err := x.redeem(tx, raw)
		if err != nil {
			return err
		}
		if ask.Resource == "" {
			if ask, err = x.asBefore(g, ask); err != nil {
				return err
			}
		}
		g.IP = x.req.IP
		prepared, err = x.forUser(tx, g, ask, "", true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return x.finish(prepared)
}

// redeem marks the token used and returns its sign-in.
func (x *exchange) redeem(tx Tx, raw string) (Grant, error) {
	r, use, err := tx.UseRefresh(Hash(raw), x.now)
	if err != nil {
		return Grant{}, err
	}
	if use == Unknown {
		return Grant{}, badGrant()
	}
	g, ok, err := tx.Grant(r.Grant)
	if err != nil {
		return Grant{}, err
	}
	switch {
	case !ok:
		return g, badGrant()
	case !sameApp(g.Client, x.client.ID):
		// The transaction is rolled back, so that another client cannot use up the token.
		return g, aadsts(700003, invalidGrant, "The refresh token was not issued to the application '%s'.", x.client.ID).With("suberror", "client_mismatch")
	case use == Again && !g.RevokedAt.IsZero():
		return g, grantRevoked()
	case use == Again && g.Platform == SPA:
		if err := x.again(tx, r); err != nil {
			return g, err
		}
	case use == Again && !x.now.Before(r.ExpiresAt):
		return g, codeExpired().With("suberror", "bad_token")
	case use == Expired:
		return g, codeExpired().With("suberror", "bad_token")
	case use == Revoked:
		return g, grantRevoked()
	}
	if g.Proof != x.proof {
		return g, proofChanged(g.Proof)
	}
	return g, x.crossOrigin(g.Platform)
}

// reuseGrace is how long after its first use the refresh token of a page may be used again beside its successor: two tabs
// share it, or a request was retried.
const reuseGrace = 30 * time.Second

// again handles a page's refresh token that was used before.
//
// If a token issued after it has been used, two clients use tokens of one sign-in. One of them has stolen its token, and
// which one is unknown, so the sign-in is revoked. Otherwise an honest client may have lost the response, and the token works.
// After reuseGrace its successors are then withdrawn: using one of those revokes the sign-in.
func (x *exchange) again(tx Tx, r Refresh) error {
	used, err := tx.LaterRefreshUsed(r)
	switch {
	case err != nil:
		return err
	case used:
		return replayed{r.Grant, reused()}
	case !x.now.Before(r.ExpiresAt):
		return codeExpired().With("suberror", "bad_token")
	case x.now.Sub(r.UsedAt) <= reuseGrace:
		return nil
	}
	return tx.TakeBackLaterRefresh(r)
}

func reused() *fault.Error {
	return aadsts(70000, invalidGrant, "The refresh token was used before. Because it may have been stolen, all tokens of this sign-in have been revoked; sign in again.").With("suberror", "bad_token")
}

// proofChanged is the error for a client that authenticated when it got the grant and does not now, or the reverse.
func proofChanged(before string) error {
	if before == token.ClientPublic {
		return publicClient()
	}
	return noCredential()
}

// asBefore returns the scopes of the original request.
func (x *exchange) asBefore(g Grant, ask Scopes) (Scopes, error) {
	if g.Resource != "" && (x.req.V1 || x.place.ADFS()) {
		return ResourceScopes(g.Resource, g.Scope), nil
	}
	scope := g.Scope
	if g.Resource != "" {
		scope = g.Resource + "/" + defaultScope + " " + scope
	}
	return ParseScopes(strings.TrimSpace(strings.Join(ask.raw, " ") + " " + scope))
}
