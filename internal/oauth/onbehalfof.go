package oauth

import (
	"context"
	"slices"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// onBehalfOfGrant is the grant type of the on-behalf-of flow.
const onBehalfOfGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

// onBehalfOf exchanges the access token that a user's client sent to this client for a token of the same user for another
// service. Source: the on-behalf-of flow reference of the Microsoft identity platform, v2.0 and v1.0.
func (x *exchange) onBehalfOf(ctx context.Context) (*Response, error) {
	var ask Scopes
	var names []string
	if err := x.server.DB.View(ctx, func(tx Tx) (err error) {
		if err := x.identify(tx); err != nil {
			return err
		}
		if x.proof == token.ClientPublic {
			return noCredential() // a client must authenticate to exchange another client's token
		}
		if names, err = x.ownNames(tx); err != nil {
			return err
		}
		ask, err = x.scopes()
		return err
	}); err != nil {
		return nil, err
	}
	claims, err := x.assertedUser(ctx, names)
	if err != nil {
		return nil, err
	}
	var prepared *issue
	err = x.server.update(ctx, func(tx Tx) error {
		account, err := x.asserted(tx, claims)
		if err != nil {
			return err
		}
		g := newGrant(*account, x.client, x.proof, x.req.Form.Get("scope"), x.req.Form.Get("resource"), x.now)
		g.Parent, g.IP = claims.SessionID, x.req.IP
		if err := tx.PutGrant(g); err != nil {
			return err
		}
		prepared, err = x.forUser(tx, g, ask, "", ask.Offline)
		return err
	})
	if err != nil {
		return nil, err
	}
	return x.finish(prepared)
}

// ownNames returns the audiences of tokens that are for this client.
func (x *exchange) ownNames(tx Tx) ([]string, error) {
	var uris []string
	if x.client.App != nil {
		uris = x.client.App.IdentifierURIs
	}
	if x.place.Tenant != nil || x.place.ADFS() {
		tenant, err := x.applicationTenant(tx)
		if err != nil {
			return nil, err
		}
		principal, err := byAppID[*directory.ServicePrincipal](tx, tenant.ID, x.client.ID)
		if err != nil {
			return nil, err
		}
		if principal != nil {
			uris = append(uris[:len(uris):len(uris)], principal.Names...)
		}
	}
	return x.server.Resources.own(x.client.ID, uris...), nil
}

// assertedUser verifies the access token in the assertion parameter.
func (x *exchange) assertedUser(ctx context.Context, names []string) (*token.Claims, error) {
	use, err := x.need("requested_token_use")
	if err != nil {
		return nil, err
	}
	if use != "on_behalf_of" {
		return nil, aadsts(90023, invalidRequest, "The value '%s' of the parameter 'requested_token_use' is not supported.", shown(use))
	}
	raw, err := x.need("assertion")
	if err != nil {
		return nil, err
	}
	audience := ""
	claims, err := x.server.Verify(ctx, raw, func(aud string) bool {
		audience = aud
		return slices.Contains(names, aud)
	})
	switch f := fault.Of(err); {
	case err == nil:
	case !fault.Is(err, fault.Unauthenticated):
		return nil, err
	case f.Code == token.ReasonAudience:
		return nil, aadsts(500131, invalidGrant, "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '%s' "+
			"and the expected audience is '%s' or one of the Application Uris of this application with App ID '%s'(%s).", shown(audience), names[len(names)-1], x.client.ID, x.client.Name).Because(err)
	case f.Code == token.ReasonExpired || f.Code == token.ReasonNotYetValid:
		return nil, aadsts(500133, invalidGrant, "Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, "+
			"or request a new token. Current time: %s.", ticks(x.now)).Because(err)
	case f.Code == token.ReasonRevoked:
		return nil, grantRevoked().Because(err)
	default:
		return nil, aadsts(50013, invalidGrant, "Assertion failed signature validation.").Because(err)
	}
	if claims.IsApp() {
		return nil, aadsts(7000114, invalidGrant, "Application '%s' is not allowed to make application on-behalf-of calls.", x.client.ID)
	}
	return claims, nil
}

// asserted returns the user of the token, with the time and methods of the original sign-in.
func (x *exchange) asserted(tx Tx, c *token.Claims) (*Account, error) {
	place, err := FindPlace(tx, c.Tenant)
	if err != nil {
		return nil, err
	}
	u, err := user(tx, c.Tenant, c.Object)
	if err != nil {
		return nil, err
	}
	if u.SessionEpoch != c.SessionEpoch { // revoked since the token was verified
		return nil, grantRevoked()
	}
	account := &Account{Tenant: place.Tenant, User: u, AuthTime: time.Unix(c.IssuedAt, 0), Methods: c.Amr}
	// The grant has the time and methods also where the token does not: tokens of version 2 have no amr claim.
	if g, ok, err := tx.Grant(c.SessionID); err != nil {
		return nil, err
	} else if ok && g.User == u.ID && g.Tenant == u.Tenant {
		account.AuthTime, account.Methods = g.AuthTime, g.Methods
	}
	return account, nil
}
