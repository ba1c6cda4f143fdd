package token

import "encoding/json"

// Claims are the claims of an Entra access token of v1 or v2. Fields that the version or the kind of principal does not have
// are empty. Source: the Microsoft identity platform's access token reference.
type Claims struct {
	Issuer    string `json:"iss"`
	Audience  string `json:"aud"`
	IssuedAt  int64  `json:"iat"` // seconds since 1970, like all times here
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
	SessionID    string   `json:"sid,omitempty"`           // of the sign-in (oauth.Grant) that the token belongs to
	SessionEpoch int64    `json:"keyless_epoch,omitempty"` // directory.User.SessionEpoch when it was issued
	AIO          string   `json:"aio,omitempty"`
	RH           string   `json:"rh,omitempty"`

	// External is set by Verify for a token of a trusted foreign issuer, whose principals are not in this directory.
	External bool `json:"-"`
	// StandsFor is set by Verify to the audiences of this service that a foreign token's audience stands for.
	StandsFor []string `json:"-"`
}

// GroupOverage reports whether the token has only some or none of the principal's groups, because there are too many.
func (c *Claims) GroupOverage() bool {
	_, elsewhere := c.ClaimNames["groups"]
	return c.HasGroups || elsewhere
}

// Client returns the appId of the client that requested the token.
func (c *Claims) Client() string {
	if c.AppID != "" {
		return c.AppID
	}
	return c.Azp
}

// IsApp reports whether the token is an application's own, without a user.
func (c *Claims) IsApp() bool {
	return c.IDType == "app" || c.IDType == "" && c.Scope == "" && c.Subject == c.Object
}

// UserName returns the user's sign-in name, or "".
func (c *Claims) UserName() string {
	for _, name := range []string{c.UPN, c.PreferredUsername, c.UniqueName} {
		if name != "" {
			return name
		}
	}
	return ""
}
