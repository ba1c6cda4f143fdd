package app

import (
	"context"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

// setPassword sets a user's new password from the sign-in page. It is in force on all replicas when setPassword
// returns.
func (a *App) setPassword(ctx context.Context, tenant, user, was, hash string) error {
	return a.db.Update(ctx, func(tx *store.Tx) error {
		u, err := directory.Find[*directory.User](tx, tenant, user)
		if err != nil {
			return err
		}
		if u.PasswordHash != was {
			return fault.New(fault.Conflict, "Conflict", "the password was changed by somebody else meanwhile")
		}
		return directory.SetPassword(tx, tenant, user, hash, false, a.now())
	})
}

// keepConsent stores a consent as a permission grant. It creates the service principals of the client and the resource
// in the tenant if they do not exist.
func (a *App) keepConsent(ctx context.Context, c oauth.Consent) error {
	return a.db.Update(ctx, func(tx *store.Tx) error {
		client, err := a.principalOf(tx, c.Tenant, c.Client, "")
		if err != nil {
			return err
		}
		resource, err := a.principalOf(tx, c.Tenant, c.Resource.AppID, c.Resource.Name)
		if err != nil {
			return err
		}
		for _, g := range client.Grants {
			if g.ResourceID == resource.ID && g.PrincipalID == c.User {
				scopes := strings.Fields(g.Scope)
				for _, scope := range c.Scopes {
					if !slices.Contains(scopes, scope) {
						scopes = append(scopes, scope)
					}
				}
				return directory.RescopeGrant(tx, c.Tenant, g.ID, strings.Join(scopes, " "))
			}
		}
		grant := directory.PermissionGrant{ClientID: client.ID, ResourceID: resource.ID, ConsentType: directory.ForOne, PrincipalID: c.User, Scope: strings.Join(c.Scopes, " ")}
		if c.User == "" {
			grant.ConsentType = directory.ForEveryone
		}
		_, err = directory.GrantPermission(tx, c.Tenant, grant)
		return err
	})
}

// principalOf returns an application's service principal in the tenant. It creates the service principal for an
// application of another tenant or, if name is given, for a resource that every tenant has.
func (a *App) principalOf(tx *store.Tx, tenant, appID, name string) (*directory.ServicePrincipal, error) {
	found, err := directory.FindByAppID[*directory.ServicePrincipal](tx, tenant, appID)
	if !fault.Is(err, fault.NotFound) {
		return found, err
	}
	p := &directory.ServicePrincipal{Header: directory.Header{Tenant: tenant, ID: guid.New()}, AppID: appID, AccountEnabled: true}
	if _, err := directory.ApplicationByAppID(tx, tenant, appID); err == nil || name == "" {
		return p, directory.Create(tx, p, a.now())
	}
	p.ID, p.DisplayName, p.CreatedAt = guid.Derive("servicePrincipal", tenant, appID), name, a.now()
	p.Type, p.Names, p.AppOwnerTenant = directory.TypeApplication, []string{appID}, directory.MicrosoftTenant
	p.Scopes = []directory.PermissionScope{{ID: guid.Derive("scope", appID, "user_impersonation"), Value: "user_impersonation", Type: "User", IsEnabled: true}}
	return p, tx.PutObject(p)
}
