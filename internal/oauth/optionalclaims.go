package oauth

import (
	"encoding/json"
	"slices"

	"keyless.dev/keyless/internal/directory"
)

// The kinds of token for which an application can list optional claims.
const (
	forIDToken     = "idToken"
	forAccessToken = "accessToken"
)

// claimOption is an item of an application's optionalClaims. Source: Graph's optionalClaim.
type claimOption struct {
	Name                 string   `json:"name"`
	AdditionalProperties []string `json:"additionalProperties"`
}

// optionalClaims returns the claims that an application lists for a kind of token; none if they cannot be parsed.
func optionalClaims(app *directory.Application, kind string) []claimOption {
	var lists map[string]json.RawMessage
	var out []claimOption
	if app == nil || json.Unmarshal(app.Extra["optionalClaims"], &lists) != nil || json.Unmarshal(lists[kind], &out) != nil {
		return nil
	}
	return out
}

func optionalClaim(app *directory.Application, kind, name string) claimOption {
	all := optionalClaims(app, kind)
	if i := slices.IndexFunc(all, func(o claimOption) bool { return o.Name == name }); i >= 0 {
		return all[i]
	}
	return claimOption{}
}

// optionalFor returns the values of the optional claims of a user's token. Claims that carry permissions are never among
// them. Source: the Microsoft identity platform's reference of optional claims.
func (x *exchange) optionalFor(app *directory.Application, kind string, tenant *directory.Tenant, u *directory.User, g Grant) map[string]any {
	out := map[string]any{}
	put := func(name, value string) {
		if value != "" {
			out[name] = value
		}
	}
	for _, option := range optionalClaims(app, kind) {
		switch option.Name {
		case "acct":
			if out["acct"] = 0; u.IsGuest() {
				out["acct"] = 1
			}
		case "auth_time":
			out["auth_time"] = g.AuthTime.Unix()
		case "ctry":
			put("ctry", text(u, "usageLocation"))
		case "email":
			put("email", u.Mail)
		case "family_name":
			put("family_name", u.Surname)
		case "given_name":
			put("given_name", u.GivenName)
		case "ipaddr":
			put("ipaddr", x.req.IP)
		case "login_hint":
			put("login_hint", u.UserPrincipalName)
		case "sid":
			put("sid", g.ID)
		case "tenant_ctry":
			put("tenant_ctry", tenant.CountryCode)
		case "upn":
			put("upn", u.UserPrincipalName)
		case "verified_primary_email":
			if u.Mail != "" {
				out["verified_primary_email"] = []string{u.Mail}
			}
		case "xms_pl":
			put("xms_pl", text(u, "preferredLanguage"))
		}
	}
	return out
}

// text returns a string property of a user that keyless stores without interpreting it.
func text(u *directory.User, property string) string {
	var value string
	_ = json.Unmarshal(u.Extra[property], &value) // a property that is not a string yields no claim
	return value
}
