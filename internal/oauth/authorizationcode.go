package oauth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"keyless.dev/keyless/internal/token"
)

// code exchanges an authorization code for tokens. A code that is used twice was intercepted, so its grant is revoked.
// A code presented with the wrong client, redirect URI or verifier is used up.
func (x *exchange) code(ctx context.Context) (*Response, error) {
	var prepared *issue
	err := x.server.update(ctx, func(tx Tx) error {
		if err := x.identify(tx); err != nil {
			return err
		}
		p, err := x.params("code", "redirect_uri", "code_verifier")
		if err != nil {
			return err
		}
		if p["code"] == "" {
			return Missing("code")
		}
		ask, err := x.scopes()
		if err != nil {
			return err
		}
		c, g, err := x.redeemCode(tx, p["code"], p["redirect_uri"], p["code_verifier"])
		if err != nil {
			return err
		}
		if ask.Resource == "" {
			if ask, err = x.asBefore(g, ask); err != nil {
				return err
			}
		}
		prepared, err = x.forUser(tx, g, ask, c.Nonce, ask.Offline)
		return err
	})
	if err != nil {
		return nil, err
	}
	return x.finish(prepared)
}

func (x *exchange) redeemCode(tx Tx, raw, redirect, verifier string) (Code, Grant, error) {
	c, use, err := tx.UseCode(Hash(raw), x.now)
	if err != nil {
		return c, Grant{}, err
	}
	if use == Unknown {
		return c, Grant{}, badGrant()
	}
	g, ok, err := tx.Grant(c.Grant)
	if err != nil {
		return c, g, err
	}
	switch {
	case !ok:
		return c, g, badGrant()
	case use == Again:
		return c, g, replayed{g.ID, codeAgain()}
	case use == Expired:
		return c, g, codeExpired()
	case use == Revoked:
		return c, g, grantRevoked()
	case !sameApp(g.Client, x.client.ID):
		return c, g, anyway{aadsts(700005, invalidGrant, "The provided authorization code is intended to use against another application, thus rejected.")}
	case c.Redirect != redirect:
		return c, g, anyway{aadsts(500112, invalidGrant, "The reply address '%s' does not match the reply address '%s' provided when requesting Authorization code.", shown(redirect), c.Redirect)}
	case !verified(c.Challenge, verifier):
		return c, g, anyway{badVerifier()}
	case c.Platform == Web && x.proof == token.ClientPublic:
		return c, g, noCredential()
	case c.Platform != Web && c.Challenge == "":
		return c, g, anyway{badVerifier()}
	}
	if err := x.crossOrigin(c.Platform); err != nil {
		return c, g, anyway{err}
	}
	// From now on the client must authenticate as it did when it redeemed the code.
	g.Proof, g.Platform = x.proof, c.Platform
	return c, g, tx.PutGrant(g)
}

// verified compares a code verifier with the S256 challenge of the authorization request. A verifier without a
// challenge is rejected: somebody may have removed the challenge on the way.
func verified(challenge, verifier string) bool {
	if challenge == "" {
		return verifier == ""
	}
	if len(verifier) < 43 || len(verifier) > 128 || strings.Trim(verifier, unreserved) != "" {
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

// unreserved lists the characters that RFC 3986 calls unreserved, which a verifier may contain.
const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
