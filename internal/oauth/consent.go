package oauth

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// Consent is the permission that a user, or an administrator for everyone, gives to an application. The store keeps it as
// a Graph oauth2PermissionGrant.
type Consent struct {
	Tenant   string
	Client   string // appId
	User     string // object id; "" for everyone
	Resource Resource
	Scopes   []string
}

// ConsentRequest is the content of a consent page.
type ConsentRequest struct {
	Scopes []ConsentScope
	// Everyone reports whether the user may consent on behalf of the whole tenant.
	Everyone bool
	// Blocked reports whether only an administrator can consent.
	Blocked bool
	consent Consent
}

// Digest identifies what the page asks: the client, the user, the resource and every scope.
func (r *ConsentRequest) Digest() string {
	c := r.consent
	asked := []string{c.Tenant, c.Client, c.User, c.Resource.AppID}
	for _, s := range r.Scopes {
		asked = append(asked, s.Value, s.Name)
	}
	return Hash(strings.Join(asked, "\x00"))
}

// ConsentScope is one line of a consent page.
type ConsentScope struct{ Value, Name, Description string }

// Consent returns what account must consent to before the client gets what it requested; nil if nothing is missing. With
// forced it asks again for scopes that were consented to before.
func (s *Server) Consent(ctx context.Context, client *Client, account *Account, v1 bool, resource, scope string, forced bool) (*ConsentRequest, error) {
	var request *ConsentRequest
	err := s.DB.View(ctx, func(tx Tx) error {
		known, err := client.In(tx, account.Tenant)
		if err != nil || known.FirstParty || s.KeepConsent == nil {
			return err
		}
		ask, err := readScopes(v1, resource, scope)
		if err != nil {
			return err
		}
		if ask.Resource == "" {
			ask.Resource, ask.Names = graphID, []string{"User.Read"}
		}
		res, err := s.Resources.Find(tx, account.Tenant, ask.Resource)
		if err != nil {
			return err
		}
		wanted, given, err := s.consented(tx, known, account.Tenant.ID, account.User.ID, res, ask.Names)
		if err != nil {
			return err
		}
		missing := slices.DeleteFunc(slices.Clone(wanted), func(name string) bool { return slices.Contains(given, name) })
		if forced {
			missing = wanted
		}
		if len(missing) > 0 {
			request, err = consentRequest(tx, known, account, res, missing)
		}
		return err
	})
	return request, err
}

// Agree stores the consent of account, for account alone or for everyone. It fails with AADSTS90094 if only an administrator
// can consent.
func (s *Server) Agree(ctx context.Context, request *ConsentRequest, everyone bool) error {
	if request.Blocked || everyone && !request.Everyone {
		return NeedsAdministrator()
	}
	consent := request.consent
	if everyone {
		consent.User = ""
	}
	return s.KeepConsent(ctx, consent)
}

// NeedsAdministrator is the error for a consent that only an administrator can give.
func NeedsAdministrator() error {
	return aadsts(90094, "access_denied", "The grant requires administrator permission: an administrator has to agree to what the application asks for.")
}

func noConsent(client *Client) *fault.Error {
	return aadsts(65001, invalidGrant, "The user or administrator has not consented to use the application with ID '%s' named '%s'. "+
		"Send an interactive authorization request for this user and resource.", client.ID, client.Name).With("suberror", "consent_required")
}

// NoConsent is the error for a request with prompt=none when consent is missing.
func NoConsent(client *Client) error {
	f := noConsent(client)
	f.Code = "consent_required"
	return f
}

// consented returns the scopes of res that a client requests, and those that it was granted for a user.
func (s *Server) consented(r directory.Reader, client *Client, tenant, user string, res Resource, names []string) (wanted, given []string, err error) {
	for _, name := range names {
		if name == defaultScope {
			wanted = append(wanted, defaults(client, res)...)
		} else if !res.offers(name) {
			return nil, nil, aadsts(650053, invalidScope, "The application '%s' asked for scope '%s' that doesn't exist on the resource '%s'. Contact the app vendor.", client.Name, shown(name), res.AppID)
		} else {
			wanted = append(wanted, name)
		}
	}
	if sameApp(client.ID, res.AppID) { // an application needs no consent to itself
		return wanted, wanted, nil
	}
	if client.Principal == nil {
		return wanted, nil, nil
	}
	resource, err := byAppID[*directory.ServicePrincipal](r, tenant, res.AppID)
	if err != nil || resource == nil {
		return wanted, nil, err
	}
	for _, g := range client.Principal.Grants {
		if g.ResourceID == resource.ID && (g.ConsentType == directory.ForEveryone || g.PrincipalID == user) {
			given = append(given, strings.Fields(g.Scope)...)
		}
	}
	return wanted, given, nil
}

// defaults returns the scopes of res that the application's registration requires.
func defaults(client *Client, res Resource) []string {
	var required []struct {
		ResourceAppID string `json:"resourceAppId"`
		Access        []struct {
			ID   string `json:"id"`
			Type string `json:"type"`
		} `json:"resourceAccess"`
	}
	var names []string
	if client.App != nil && json.Unmarshal(client.App.RequiredResourceAccess, &required) == nil {
		for _, r := range required {
			for _, a := range r.Access {
				if name := res.scopeName(a.ID); sameApp(r.ResourceAppID, res.AppID) && ascii.EqualFold(a.Type, "Scope") && name != "" {
					names = append(names, name)
				}
			}
		}
	}
	switch {
	case len(names) > 0:
		return names
	case res.AppID == graphID:
		return []string{"User.Read"}
	case res.App == nil:
		return []string{"user_impersonation"}
	}
	for _, scope := range res.App.Scopes {
		if scope.IsEnabled {
			names = append(names, scope.Value)
		}
	}
	return names
}

// scopeName returns the scope with an id, or "".
func (res Resource) scopeName(id string) string {
	if res.AppID == graphID {
		for _, p := range directory.GraphPermissions() {
			if ascii.EqualFold(p.Scope, id) {
				return p.Value
			}
		}
	}
	if res.App != nil {
		for _, s := range res.App.Scopes {
			if s.IsEnabled && ascii.EqualFold(s.ID, id) {
				return s.Value
			}
		}
	}
	return ""
}

// consentRequest builds a consent page and decides what account may consent to. Administrators who may write
// oauth2PermissionGrants in Graph may consent for everyone. Application permissions are never part of a page. Source: Entra's
// documentation of Application Administrator, which excludes only application permissions of Microsoft Graph.
func consentRequest(r directory.Reader, client *Client, account *Account, res Resource, names []string) (*ConsentRequest, error) {
	request := &ConsentRequest{consent: Consent{Tenant: account.Tenant.ID, Client: client.ID, User: account.User.ID, Resource: res, Scopes: names}}
	admin := false
	for _, name := range names {
		scope, needsAdmin := res.describe(name)
		request.Scopes, admin = append(request.Scopes, scope), admin || needsAdmin
	}
	held, err := directory.RolesOf(r, account.Tenant.ID, account.User.ID)
	if err != nil {
		return nil, err
	}
	for _, role := range held {
		switch role.ID {
		case directory.GlobalAdministrator, directory.PrivilegedRoleAdministrator,
			directory.ApplicationAdministrator, directory.CloudApplicationAdministrator:
			request.Everyone = true
		}
	}
	request.Blocked = admin && !request.Everyone
	return request, nil
}

// describe returns the text of a scope, and whether only an administrator can consent to it.
func (res Resource) describe(name string) (ConsentScope, bool) {
	if res.AppID == graphID {
		for _, p := range directory.GraphPermissions() {
			if p.Value == name {
				return ConsentScope{name, p.Purpose, "Microsoft Graph"}, name != "User.Read" && name != "User.ReadBasic.All"
			}
		}
		return ConsentScope{name, name, "Microsoft Graph"}, true
	}
	if res.App != nil {
		for _, s := range res.App.Scopes {
			if s.Value != name {
				continue
			}
			text := ConsentScope{name, s.UserConsentDisplayName, s.UserConsentDescription}
			if text.Name == "" {
				text.Name, text.Description = s.AdminConsentDisplayName, s.AdminConsentDescription
			}
			if text.Name == "" {
				text.Name = name
			}
			return text, !ascii.EqualFold(s.Type, "User")
		}
	}
	return ConsentScope{name, "Access " + res.Name + " as you", ""}, false
}

// delegated returns the scopes that the token carries: for a first-party client those it requests, for any other
// application those it was granted. It fails with AADSTS650053 or AADSTS65001.
func (x *exchange) delegated(tx Tx, tenant, user string, res Resource, names []string) ([]string, error) {
	if x.client.FirstParty || x.server.KeepConsent == nil {
		return res.delegated(x.client, names)
	}
	wanted, given, err := x.server.consented(tx, x.client, tenant, user, res, names)
	if err != nil {
		return nil, err
	}
	for _, name := range wanted {
		if !slices.Contains(given, name) {
			return nil, noConsent(x.client)
		}
	}
	if len(wanted)+len(given) == 0 && !sameApp(x.client.ID, res.AppID) {
		return nil, noConsent(x.client) // the token would still carry app roles: that no scope is missing is not consent
	}
	slices.Sort(given)
	return slices.Compact(given), nil
}
