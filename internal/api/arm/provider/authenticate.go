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

// audience reports whether aud is an audience of Azure Resource Manager: one of its names at Azure, which clients request by
// default, or the origin of this host. It compares byte by byte.
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

// AzureTime is the layout of times in error messages of Azure Resource Manager.
const AzureTime = "1/2/2006 3:04:05 PM"

// refusal returns Azure's error for a token that was not accepted. It quotes claims of the token without trusting them.
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

// challenge adds the WWW-Authenticate header, from which clients learn the authority. Its URL ends with the tenant's id: tools
// find out the tenant of a subscription from it.
//
// It opens a transaction, so it must not be called within one: two such callers could wait for each other's connection.
func (d *Host) challenge(r *edge.Request, err *fault.Error) error {
	return d.challengeOf(d.authority(r), err)
}

// challengeOf is challenge for a known tenant.
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

// authority returns the tenant of the subscription in the path, else the only tenant, else "common".
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
