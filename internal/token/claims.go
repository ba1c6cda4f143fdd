package token

import "encoding/json"

// Claims are the claims of an Entra access token, v1 and v2 in one struct: absent members are of the other version
// or kind of principal. Source: wire formats of the Microsoft identity platform's access token reference.
type Claims struct {
	Issuer    string `json:"iss"`
	Audience  string `json:"aud"`
	IssuedAt  int64  `json:"iat"` // seconds since 1970, as all times here
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp"`
	Version   string `json:"ver"`

	Tenant  string `json:"tid"`
	Object  string `json:"oid"`
	Subject string `json:"sub"`
	IDType  string `json:"idtyp,omitempty"` // user or app

	// The client application: appid and appidacr in v1, azp and azpacr in v2.
	AppID    string `json:"appid,omitempty"`
	AppIDAcr string `json:"appidacr,omitempty"` // 0 public, 1 secret, 2 certificate or assertion
	Azp      string `json:"azp,omitempty"`
	AzpAcr   string `json:"azpacr,omitempty"`

	UniqueName        string   `json:"unique_name,omitempty"` // v1
	UPN               string   `json:"upn,omitempty"`         // v1
	PreferredUsername string   `json:"preferred_username,omitempty"`
	Name              string   `json:"name,omitempty"`
	GivenName         string   `json:"given_name,omitempty"`
	FamilyName        string   `json:"family_name,omitempty"`
	Acr               string   `json:"acr,omitempty"`
	Amr               []string `json:"amr,omitempty"`
	IPAddr            string   `json:"ipaddr,omitempty"`
	IDP               string   `json:"idp,omitempty"`

	Scope string   `json:"scp,omitempty"`
	Roles []string `json:"roles,omitempty"`
	WIDs  []string `json:"wids,omitempty"`

	Groups       []string                   `json:"groups,omitempty"`
	HasGroups    bool                       `json:"hasgroups,omitempty"`
	ClaimNames   map[string]string          `json:"_claim_names,omitempty"`
	ClaimSources map[string]json.RawMessage `json:"_claim_sources,omitempty"`

	Capabilities []string `json:"xms_cc,omitempty"`
	ResourceID   string   `json:"xms_mirid,omitempty"` // a managed identity's
	TokenID      string   `json:"uti,omitempty"`
	SessionID    string   `json:"sid,omitempty"`           // of the sign-in (oauth.Grant) that the token came of
	SessionEpoch int64    `json:"keyless_epoch,omitempty"` // directory.User.SessionEpoch when it was issued
	AIO          string   `json:"aio,omitempty"`
	RH           string   `json:"rh,omitempty"`

	// External is set by Verify for a token of a trusted foreign issuer, whose principals this directory does not hold.
	External bool `json:"-"`
	// StandsFor are audiences of this service that the audience of a foreign token stands for. Set by Verify.
	StandsFor []string `json:"-"`
}

// GroupOverage reports whether the principal is in more groups than the token names: what it does name then is not the
// whole, and no groups at all does not mean that there are none.
func (c *Claims) GroupOverage() bool {
	_, elsewhere := c.ClaimNames["groups"]
	return c.HasGroups || elsewhere
}

// Client is the application that asked for the token.
func (c *Claims) Client() string {
	if c.AppID != "" {
		return c.AppID
	}
	return c.Azp
}

// IsApp reports whether the token is an application's own, with no user in it.
func (c *Claims) IsApp() bool {
	return c.IDType == "app" || c.IDType == "" && c.Scope == "" && c.Subject == c.Object
}

// UserName is the name that a user signs in with, or "".
func (c *Claims) UserName() string {
	for _, name := range []string{c.UPN, c.PreferredUsername, c.UniqueName} {
		if name != "" {
			return name
		}
	}
	return ""
}
