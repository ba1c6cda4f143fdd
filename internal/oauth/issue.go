package oauth

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/token"
)

// issue holds the tokens that a transaction prepared. They are signed after it, because signing takes a millisecond, for
// which other writers would have to wait.
type issue struct {
	access   token.Access
	id       *token.ID
	response Response
	appID    string // of the resource; "" for a sign-in alone
}

// finish signs the tokens.
func (x *exchange) finish(i *issue) (*Response, error) {
	s := x.server
	var err error
	if i.response.AccessToken, i.response.Claims, err = s.Signer.Access(i.access); err != nil {
		return nil, err
	}
	if i.id != nil {
		if i.response.IDToken, err = s.Signer.ID(*i.id); err != nil {
			return nil, err
		}
	}
	i.response.ExpiresIn = i.access.Lifetime
	return &i.response, nil
}

// newGrant returns a new sign-in of account at client.
func newGrant(account Account, client *Client, proof, scope, resource string, now time.Time) Grant {
	return Grant{
		ID: guid.New(), Tenant: account.Tenant.ID, User: account.User.ID, Client: client.ID, Proof: proof,
		Scope: scope, Resource: resource, Epoch: account.User.SessionEpoch, AuthTime: account.AuthTime, Methods: account.Methods, CreatedAt: now,
	}
}

// forUser prepares the tokens of a sign-in, and stores the next refresh token if refresh is set.
func (x *exchange) forUser(tx Tx, g Grant, ask Scopes, nonce string, refresh bool) (*issue, error) {
	tenant, err := x.home(tx, g)
	if err != nil {
		return nil, err
	}
	u, err := user(tx, g.Tenant, g.User)
	if err != nil {
		return nil, err
	}
	x.log.Tenant, x.log.Principal, x.log.Name = g.Tenant, u.ID, u.UserPrincipalName
	if g.Epoch != u.SessionEpoch || g.AuthTime.Before(u.SessionsValidFrom) {
		return nil, grantRevoked()
	}
	if g.Parent != "" {
		if parent, ok, err := tx.Grant(g.Parent); err != nil || ok && !parent.RevokedAt.IsZero() {
			if err == nil {
				err = grantRevoked()
			}
			return nil, err
		}
	}
	if err := assigned(tx, x.client, u); err != nil {
		return nil, err
	}
	i, err := x.delegate(tx, tenant, u, ask, g)
	if err != nil {
		return nil, err
	}
	if err := x.meet(tx, g, u, wanted(x.client.ID, i.appID, ask.OpenID)); err != nil {
		return nil, err
	}
	i.access.Methods, i.access.Grant = g.Methods, g.root()
	i.response.Tenant, i.response.User = g.Tenant, u.ID
	if ask.OpenID {
		if i.id, err = x.idToken(tx, tenant, g, u, nonce); err != nil {
			return nil, err
		}
	}
	if refresh {
		i.response.RefreshToken = secret()
		err = tx.PutRefresh(Refresh{Hash: Hash(i.response.RefreshToken), Grant: g.ID, CreatedAt: x.now, ExpiresAt: g.refreshEnd(x.now)})
	}
	return i, err
}

// refreshEnd returns the expiry of a refresh token issued at now. The refresh tokens of a single-page application expire a
// day after the sign-in, because other scripts in the page may read them.
func (g Grant) refreshEnd(now time.Time) time.Time {
	if g.Platform == SPA {
		return g.CreatedAt.Add(pageLifetime)
	}
	return now.Add(refreshLifetime)
}

// home checks that the grant is used in the user's own tenant, and returns the tenant.
func (x *exchange) home(tx Tx, g Grant) (*directory.Tenant, error) {
	if x.place.Tenant != nil {
		if x.place.Tenant.ID != g.Tenant {
			return nil, strangerTo(x.place.Tenant, x.client)
		}
		return x.place.Tenant, nil
	}
	place, err := FindPlace(tx, g.Tenant)
	if err != nil {
		return nil, err
	}
	x.client, err = x.client.In(tx, place.Tenant)
	return place.Tenant, err
}

func strangerTo(t *directory.Tenant, c *Client) error {
	return aadsts(50020, invalidGrant, "User account '{EmailHidden}' from identity provider '{EmailHidden}' does not exist in tenant '%s' and cannot access the application '%s'(%s) in that tenant. "+
		"The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.", t.DisplayName, c.ID, c.Name)
}

// delegate prepares an access token with delegated permissions.
func (x *exchange) delegate(tx Tx, tenant *directory.Tenant, u *directory.User, ask Scopes, g Grant) (*issue, error) {
	asked, name, names := ask.Resource, ask.Resource, ask.Names
	if name == "" {
		// With only reserved scopes, Entra issues a token for Graph that can read the user's own profile.
		name, names = graphID, []string{"User.Read"}
		ask.Resource = name
	}
	resource, err := x.server.Resources.Find(tx, tenant, name)
	if err != nil {
		return nil, err
	}
	x.log.Resource = resource.Audience
	granted, err := x.delegated(tx, tenant.ID, u.ID, resource, names)
	if err != nil {
		return nil, err
	}
	access, err := x.access(tx, tenant, resource, u)
	if err != nil {
		return nil, err
	}
	i := &issue{access: access, appID: resource.AppID}
	if asked == "" {
		i.appID = ""
	}
	i.access.Scope = strings.Join(granted, " ")
	if i.access.WIDs, err = roleTemplates(tx, tenant.ID, u.ID); err != nil {
		return nil, err
	}
	i.access.Optional = x.optionalFor(resource.App, forAccessToken, tenant, u, g)
	i.response.Scope, i.response.Resource = ask.answer(granted), name
	return i, nil
}

// access returns the claims that access tokens of users and of applications share.
func (x *exchange) access(tx Tx, tenant *directory.Tenant, resource Resource, principal directory.Object) (token.Access, error) {
	a := token.Access{
		Tenant: tenant.ID, Version: resource.Version, Audience: resource.Audience, Principal: principal, Client: x.client.ID, Proof: x.proof,
		IP: x.req.IP, Capabilities: capabilities(x.req.Form.Get("claims")), Lifetime: x.server.Lifetime,
	}
	groups, err := x.groupsFor(tx, resource.App, forAccessToken, principal)
	if err != nil {
		return a, err
	}
	if a.Groups, a.GroupsAt, a.Roles = groups.groups, groups.at, groups.roles; !groups.asRoles {
		a.Roles, err = resource.Roles(tx, principal)
	}
	return a, err
}

// idToken prepares the ID token, with the claims that the client's registration asks for and the user's app roles of
// the client.
func (x *exchange) idToken(tx Tx, tenant *directory.Tenant, g Grant, u *directory.User, nonce string) (*token.ID, error) {
	id := &token.ID{
		Tenant: g.Tenant, Version: token.V2, Client: x.client.ID, User: u, Nonce: nonce, AuthTime: g.AuthTime, Methods: g.Methods, Lifetime: x.server.Lifetime,
	}
	switch {
	case x.place.ADFS():
		id.Issuer = x.server.Login + "/" + ADFS
	case x.req.V1:
		id.Version = token.V1
	}
	if x.client.App == nil {
		return id, nil
	}
	groups, err := x.groupsFor(tx, x.client.App, forIDToken, u)
	if err != nil {
		return nil, err
	}
	id.Optional = x.optionalFor(x.client.App, forIDToken, tenant, u, g)
	if id.Groups, id.GroupsAt, id.Roles = groups.groups, groups.at, groups.roles; !groups.asRoles {
		if id.Roles, err = (Resource{AppID: x.client.ID}).Roles(tx, u); err != nil {
			return nil, err
		}
	}
	if groups.directoryRoles {
		id.WIDs, err = roleTemplates(tx, tenant.ID, u.ID)
	}
	return id, err
}

// roleTemplates returns the template ids of the directory roles that a user has.
func roleTemplates(r directory.Reader, tenant, user string) ([]string, error) {
	links, err := r.Links(tenant, directory.Member, "", user)
	if err != nil || len(links) == 0 {
		return nil, err
	}
	roles, err := r.Objects(directory.Query{Tenant: tenant, Kind: directory.KindDirectoryRole})
	if err != nil {
		return nil, err
	}
	var held []string
	for _, object := range roles {
		role, ok := object.(*directory.DirectoryRole)
		if ok && slices.ContainsFunc(links, func(l directory.Link) bool { return l.From == role.ID }) {
			held = append(held, role.TemplateID)
		}
	}
	return held, nil
}

// capabilities reads the client capabilities from a claims parameter. A claims parameter that cannot be parsed has none.
func capabilities(claims string) []string {
	if claims == "" || len(claims) > 4096 {
		return nil
	}
	var asked struct {
		AccessToken struct {
			Capabilities struct {
				Values []string `json:"values"`
			} `json:"xms_cc"`
		} `json:"access_token"`
	}
	if json.Unmarshal([]byte(claims), &asked) != nil {
		return nil
	}
	for _, value := range asked.AccessToken.Capabilities.Values {
		if ascii.EqualFold(value, "cp1") {
			return []string{value} // with the caller's capitalization, as in Entra
		}
	}
	return nil
}
