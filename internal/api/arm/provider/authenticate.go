package provider

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/token"
)

// audience reports whether a token's audience is Azure Resource Manager: byte by byte one of its names at Azure, which
// clients ask for when they are not told otherwise, or this host's address.
func (d *Host) audience(aud string) bool { return slices.Contains(d.audiences, aud) }

func (d *Host) authenticate(r *edge.Request) (edge.Caller, error) {
	raw, ok := edge.Bearer(r.Request)
	if !ok {
		if len(r.Header["Authorization"]) > 0 {
			return edge.Caller{}, d.challenge(r, fault.New(fault.Unauthenticated, "AuthenticationFailedInvalidHeader",
				"Authentication failed. The 'Authorization' header is provided in an invalid format."))
		}
		return edge.Caller{}, d.challenge(r, fault.New(fault.Unauthenticated, "AuthenticationFailed",
			"Authentication failed. The 'Authorization' header is missing."))
	}
	claims, err := d.Verify(r.Context(), raw, d.audience)
	if err == nil {
		if err := edge.CheckConditions(d.Conditions, claims, r); err != nil {
			return edge.CallerOf(claims), d.challenge(r, d.refusal(raw, fault.Of(err)))
		}
	}
	if fault.Is(err, fault.Unauthenticated) {
		return edge.Caller{}, d.challenge(r, d.refusal(raw, fault.Of(err)))
	}
	if err != nil {
		return edge.Caller{}, err
	}
	if r.URL.Query().Get("api-version") == "" {
		return edge.Caller{}, fault.New(fault.Invalid, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
	}
	return edge.CallerOf(claims), nil
}

// AzureTime is how Azure Resource Manager prints a time in the text of an expired token.
const AzureTime = "1/2/2006 3:04:05 PM"

// refusal puts a reason into Azure's words. What it quotes of the token is not trusted, only told back to who sent it.
func (d *Host) refusal(raw string, err *fault.Error) *fault.Error {
	var said struct {
		Audience json.RawMessage `json:"aud"`
		Issuer   string          `json:"iss"`
		Expires  int64           `json:"exp"`
	}
	if parts := strings.Split(raw, "."); len(parts) == 3 {
		payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
		_ = json.Unmarshal(payload, &said)
	}
	switch err.Code {
	case token.ReasonExpired:
		return fault.New(fault.Unauthenticated, "ExpiredAuthenticationToken",
			"The access token expiry UTC time '%s' is earlier than current UTC time '%s'.",
			time.Unix(said.Expires, 0).UTC().Format(AzureTime), d.Now().UTC().Format(AzureTime)).Because(err)
	case token.ReasonAudience:
		return fault.New(fault.Unauthenticated, "InvalidAuthenticationTokenAudience",
			"The access token has been obtained for wrong audience or resource '%s'. It should exactly match with one of the allowed audiences '%s'.",
			Clip(strings.Trim(string(said.Audience), `"`)), strings.Join(d.audiences, "','")).Because(err)
	case token.ReasonIssuer, token.ReasonTenant:
		return fault.New(fault.Unauthenticated, "InvalidAuthenticationTokenTenant",
			"The access token is from the wrong issuer '%s'. It must match the tenant associated with this subscription.", Clip(said.Issuer)).Because(err)
	case token.ReasonRevoked:
		return fault.New(fault.Unauthenticated, "InvalidAuthenticationToken", "The access token has been revoked. Please sign in again.").
			With("revoked", true).Because(err)
	case token.ReasonConditions:
		return fault.New(fault.Unauthenticated, "InvalidAuthenticationToken", "%s", err.Message).With("revoked", true).Because(err)
	}
	return fault.New(fault.Unauthenticated, "InvalidAuthenticationToken", "The access token is invalid.").Because(err)
}

// challenge adds the header by which clients find the authority. The tenant's id stands last in its address: tools
// learn a subscription's tenant from there.
//
// It reads the store, and is not for use within a transaction: whoever holds one handle of it and waits for another may
// wait for those who do the same.
func (d *Host) challenge(r *edge.Request, err *fault.Error) error {
	return d.challengeOf(d.authority(r), err)
}

// challengeOf is challenge for a tenant that is known.
func (d *Host) challengeOf(tenant string, err *fault.Error) error {
	authority := d.Origins.Login + "/" + tenant
	if err.Fields["revoked"] != nil {
		return err.With("challenge", edge.ClaimsChallenge(authority, d.Now()))
	}
	text := "The authentication failed because of missing 'Authorization' header."
	if err.Code != "AuthenticationFailed" {
		text = strings.NewReplacer(`"`, "'", "\\", "").Replace(err.Message)
	}
	return err.With("challenge", fmt.Sprintf(`Bearer authorization_uri="%s", error="invalid_token", error_description="%s"`, authority, printableASCII(text)))
}

// authority is the tenant of the subscription that the request names, or the only tenant, or "common".
func (d *Host) authority(r *edge.Request) string {
	tenant := "common"
	_ = d.Store.View(r.Context(), func(tx Tx) error {
		if id, ok := guid.Parse(r.Vars["subscription"]); ok {
			if found, err := tx.Resource(resource.MustScope("/subscriptions/" + id)); err == nil {
				tenant = found.Tenant
				return nil
			}
		}
		if all, err := tx.Tenants(); err == nil && len(all) == 1 {
			tenant = all[0].ID
		}
		return nil
	})
	return tenant
}
