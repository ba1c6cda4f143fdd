package token

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"keyless.dev/keyless/internal/directory"
)

// How a client authenticated, in the appidacr and azpacr claims.
const (
	ClientPublic    = "0"
	ClientSecret    = "1"
	ClientAssertion = "2" // a certificate, a federated credential, or the platform for a managed identity
)

// clockSkew is the tolerated difference to the clocks of clients and other replicas: nbf is this much before iat.
const clockSkew = 5 * time.Minute

// Signer mints tokens. It is safe for concurrent use.
type Signer struct {
	Keys  *Keys
	Login string // origin of the sign-in host
	Now   func() time.Time
}

// Access is the content of an access token.
type Access struct {
	Tenant   string
	Version  string // V1 or V2, chosen by the resource
	Audience string
	// Principal is a *directory.User or a *directory.ServicePrincipal.
	Principal directory.Object
	Client    string // appId of the client
	Proof     string // ClientPublic, ClientSecret or ClientAssertion
	Scope     string // delegated permissions, for a user
	Roles     []string
	WIDs      []string // role template ids, for a user
	Methods   []string // amr, for a user
	Grant     string   // id of the sign-in, for a user
	IP        string
	// Groups are the group ids; if there are too many, GroupsAt is the URL where they can be read.
	Groups   []string
	GroupsAt string
	// Capabilities are the client capabilities (xms_cc): "cp1" if it handles claims challenges.
	Capabilities []string
	// Optional are additional claims that the resource requests. They replace no other claim.
	Optional map[string]any
	Lifetime time.Duration
}

// Access mints an access token and returns it with its claims.
func (s *Signer) Access(a Access) (string, *Claims, error) {
	head := a.Principal.Head()
	issued := s.issued(a.Principal)
	c := &Claims{
		Issuer: IssuerOf(s.Login, a.Tenant, a.Version), Audience: a.Audience, Version: a.Version,
		IssuedAt: issued.Unix(), NotBefore: issued.Add(-clockSkew).Unix(), Expires: s.Now().Add(a.Lifetime).Unix(),
		Tenant: a.Tenant, Object: head.ID, Roles: a.Roles, Capabilities: a.Capabilities, TokenID: random(),
	}
	if c.Groups = a.Groups; a.GroupsAt != "" {
		c.ClaimNames, c.ClaimSources = overage(a.GroupsAt)
	}
	if a.Version == V2 {
		c.Azp, c.AzpAcr = a.Client, a.Proof
	} else {
		c.AppID, c.AppIDAcr = a.Client, a.Proof
	}
	switch p := a.Principal.(type) {
	case *directory.User:
		s.user(c, a, p)
	case *directory.ServicePrincipal:
		c.IDType, c.Subject, c.IDP, c.ResourceID = "app", head.ID, c.Issuer, p.ResourceID
	default:
		return "", nil, fmt.Errorf("a %s cannot hold a token", a.Principal.Kind())
	}
	payload, err := extended(c, a.Optional)
	if err != nil {
		return "", nil, err
	}
	raw, err := s.sign(payload)
	return raw, c, err
}

// extended adds optional claims to claims. Claims that are already present stay unchanged.
func extended(claims any, optional map[string]any) (any, error) {
	if len(optional) == 0 {
		return claims, nil
	}
	text, err := json.Marshal(claims)
	if err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	for name, value := range optional {
		if _, there := all[name]; there {
			continue
		}
		if all[name], err = json.Marshal(value); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Signer) user(c *Claims, a Access, u *directory.User) {
	c.IDType, c.Subject = "user", pairwise(a.Tenant, u.ID, a.Client)
	c.Name, c.Scope, c.WIDs = u.DisplayName, a.Scope, a.WIDs
	c.SessionID, c.SessionEpoch = a.Grant, u.SessionEpoch
	if a.Version == V2 {
		c.PreferredUsername = u.UserPrincipalName
		return
	}
	c.UPN, c.UniqueName, c.GivenName, c.FamilyName = u.UserPrincipalName, u.UserPrincipalName, u.GivenName, u.Surname
	c.Acr, c.Amr, c.IPAddr = "1", a.Methods, a.IP
}

// overage returns the claims that replace groups when there are too many. Source: the Microsoft identity platform's groups
// overage claim.
func overage(at string) (map[string]string, map[string]json.RawMessage) {
	source, _ := json.Marshal(map[string]string{"endpoint": at}) // a string cannot fail
	return map[string]string{"groups": "src1"}, map[string]json.RawMessage{"src1": source}
}

// issued returns the current time in whole seconds, or the next second if the principal's sessions were revoked in the
// current one: a token issued after the revocation must not appear older than it.
func (s *Signer) issued(principal directory.Object) time.Time {
	now := s.Now().Truncate(time.Second)
	var cut time.Time
	switch p := principal.(type) {
	case *directory.User:
		cut = p.SessionsValidFrom
	case *directory.ServicePrincipal:
		cut = p.SessionsValidFrom
	}
	if now.Before(cut) && !s.Now().Before(cut) {
		return now.Add(time.Second)
	}
	return now
}

// ID is the content of an ID token.
type ID struct {
	Tenant   string
	Version  string
	Issuer   string // "" means the tenant's issuer
	Client   string
	User     *directory.User
	Nonce    string
	AuthTime time.Time
	Methods  []string
	Groups   []string // as in Access
	GroupsAt string
	Roles    []string // app roles of the client
	WIDs     []string // template ids of directory roles
	// Optional are additional claims that the client requests. They replace no other claim.
	Optional map[string]any
	Lifetime time.Duration
}

// IDClaims are the claims of an ID token. Source: the Microsoft identity platform's ID token reference.
type IDClaims struct {
	Issuer            string   `json:"iss"`
	Audience          string   `json:"aud"`
	IssuedAt          int64    `json:"iat"`
	NotBefore         int64    `json:"nbf"`
	Expires           int64    `json:"exp"`
	AuthTime          int64    `json:"auth_time,omitempty"`
	Amr               []string `json:"amr,omitempty"`
	Name              string   `json:"name,omitempty"`
	GivenName         string   `json:"given_name,omitempty"`
	FamilyName        string   `json:"family_name,omitempty"`
	Email             string   `json:"email,omitempty"`
	Nonce             string   `json:"nonce,omitempty"`
	Object            string   `json:"oid"`
	PreferredUsername string   `json:"preferred_username,omitempty"`
	UPN               string   `json:"upn,omitempty"`
	UniqueName        string   `json:"unique_name,omitempty"`
	Groups            []string `json:"groups,omitempty"`
	Roles             []string `json:"roles,omitempty"`
	WIDs              []string `json:"wids,omitempty"`

	ClaimNames   map[string]string          `json:"_claim_names,omitempty"`
	ClaimSources map[string]json.RawMessage `json:"_claim_sources,omitempty"`

	Subject string `json:"sub"`
	Tenant  string `json:"tid"`
	TokenID string `json:"uti"`
	Version string `json:"ver"`
}

// ID mints an ID token.
func (s *Signer) ID(i ID) (string, error) {
	now := s.Now()
	c := &IDClaims{
		Issuer: i.Issuer, Audience: i.Client, IssuedAt: now.Unix(), NotBefore: now.Add(-clockSkew).Unix(), Expires: now.Add(i.Lifetime).Unix(),
		AuthTime: i.AuthTime.Unix(), Amr: i.Methods, Name: i.User.DisplayName, GivenName: i.User.GivenName, FamilyName: i.User.Surname,
		Email: i.User.Mail, Nonce: i.Nonce, Object: i.User.ID, PreferredUsername: i.User.UserPrincipalName, UPN: i.User.UserPrincipalName,
		Subject: pairwise(i.Tenant, i.User.ID, i.Client), Tenant: i.Tenant, TokenID: random(), Version: i.Version,
	}
	if c.Issuer == "" {
		c.Issuer = IssuerOf(s.Login, i.Tenant, i.Version)
	}
	if i.Version == V1 {
		c.UniqueName = i.User.UserPrincipalName
	}
	if c.Groups, c.Roles, c.WIDs = i.Groups, i.Roles, i.WIDs; i.GroupsAt != "" {
		c.ClaimNames, c.ClaimSources = overage(i.GroupsAt)
	}
	payload, err := extended(c, i.Optional)
	if err != nil {
		return "", err
	}
	return s.sign(payload)
}

func (s *Signer) sign(claims any) (string, error) {
	k, err := s.Keys.active()
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed, err := k.signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

// pairwise returns a user's subject for one client, so that clients cannot correlate users by it.
func pairwise(tenant, object, client string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{"sub", tenant, object, client}, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func random() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}
