package directory

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// fromApplication fills a new service principal from its application, which must belong to the same tenant or be available to
// other tenants. Source of the text: what az retries on.
func fromApplication(r Reader, p *ServicePrincipal) error {
	a, err := ApplicationByAppID(r, p.Tenant, p.AppID)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Invalid, "NoBackingApplicationObject",
			"The appId '%s' of the service principal does not reference a valid application object.", p.AppID)
	}
	if err != nil {
		return err
	}
	p.Type, p.AppID, p.AppOwnerTenant = TypeApplication, a.AppID, a.Tenant
	mirror(p, a)
	return nil
}

// ApplicationByAppID returns the application with an appId: of the tenant itself, or of another tenant if it is available to
// other tenants. It fails with fault.NotFound.
func ApplicationByAppID(r Reader, tenant, appID string) (*Application, error) {
	a, err := FindByAppID[*Application](r, tenant, appID)
	if !fault.Is(err, fault.NotFound) {
		return a, err
	}
	tenants, err := r.Tenants()
	if err != nil {
		return nil, err
	}
	for _, t := range tenants {
		a, err := FindByAppID[*Application](r, t.ID, appID)
		if err == nil && strings.HasPrefix(a.SignInAudience, "AzureADMultipleOrgs") {
			return a, nil
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	return nil, notFound(appID)
}

// mirror copies to a service principal what it takes from its application.
func mirror(p *ServicePrincipal, a *Application) {
	p.DisplayName = a.DisplayName
	own := func(name string) bool {
		return ascii.EqualFold(name, a.AppID) || slices.Contains(a.IdentifierURIs, name)
	}
	names := append([]string{a.AppID}, a.IdentifierURIs...)
	for _, name := range p.Names {
		// Keep names that only the service principal has; drop identifier URIs that the application no longer has.
		if !own(name) && !strings.Contains(name, ":") {
			names = append(names, name)
		}
	}
	p.Names, p.AppRoles, p.Scopes = names, a.AppRoles, a.Scopes
}

// toServicePrincipal updates the service principal of a changed application in its home tenant.
func toServicePrincipal(w Writer, a *Application) error {
	p, err := FindByAppID[*ServicePrincipal](w, a.Tenant, a.AppID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	mirror(p, a)
	if err := validate(w, p, nil); err != nil {
		return err
	}
	return w.PutObject(p)
}

// RevokeSessions revokes every token and session of a user that was issued before at.
func RevokeSessions(w Writer, tenant, user string, at time.Time) error {
	_, err := Update(w, tenant, user, func(u *User) error {
		u.CutSessions(at)
		return nil
	})
	return err
}

// SetPassword sets a user's password, hashed by the caller, and revokes all earlier sessions and tokens, so that the old
// password and tokens obtained with it become useless.
func SetPassword(w Writer, tenant, user, hash string, forceChange bool, at time.Time) error {
	_, err := Update(w, tenant, user, func(u *User) error {
		u.PasswordHash, u.ForceChangePassword, u.Invitation = hash, forceChange, nil
		u.CutSessions(at)
		return nil
	})
	return err
}
