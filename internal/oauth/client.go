package oauth

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// Client is an application that requests tokens.
type Client struct {
	ID   string
	Name string
	// FirstParty marks a developer tool that every tenant knows without registration, as in Entra. It is a public client.
	FirstParty bool
	// pages holds the redirect URIs of the portal, which is a first-party single-page application.
	pages     []string
	App       *directory.Application      // nil for first-party clients
	Principal *directory.ServicePrincipal // in the requested tenant; nil if there is none
}

// firstParty returns the name of a developer tool by its appId. The ids are those that Microsoft publishes; az and azd
// share theirs with the developer credentials of the Azure SDKs.
func firstParty(id string) (name string, ok bool) {
	switch id {
	case "04b07795-8ddb-461a-bbee-02f9e1bf7b46":
		return "Microsoft Azure CLI", true
	case "1950a258-227b-4e31-a9cf-717495945fc2":
		return "Microsoft Azure PowerShell", true
	case "14d82eec-204b-4c2f-b7e8-296a70dab67e":
		return "Microsoft Graph Command Line Tools", true
	case "aebc6443-996d-45c2-90f0-388ff96faa56":
		return "Visual Studio Code", true
	case "04f0c124-f2bc-4f59-8241-bf6df9866bbd", "872cd9fa-d31f-45e0-9eab-6e460a02d1f1":
		return "Visual Studio", true
	}
	return "", false
}

// PortalAppID is the appId of the portal. Every tenant of a server with a portal knows it without registration.
const PortalAppID = "6b65796c-6573-4370-8f72-74616c000001"

// findClient is FindClient, and also finds the portal.
func (s *Server) findClient(r directory.Reader, place Place, appID string) (*Client, error) {
	if id, ok := guid.Parse(appID); ok && id == PortalAppID && len(s.Portal) > 0 {
		return &Client{ID: id, Name: portalName, FirstParty: true, pages: s.Portal}, nil
	}
	return FindClient(r, place, appID)
}

// FindClient finds an application by its appId in the given place. It fails with AADSTS700016 or AADSTS7000112.
func FindClient(r directory.Reader, place Place, appID string) (*Client, error) {
	id, ok := guid.Parse(appID)
	if !ok {
		return nil, appNotFound(shown(appID), place.Name())
	}
	if name, ok := firstParty(id); ok {
		return &Client{ID: id, Name: name, FirstParty: true}, nil
	}
	c := &Client{ID: id}
	var err error
	if place.Shared() {
		err = c.findAnywhere(r)
	} else {
		err = c.findIn(r, place.Tenant.ID)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case c.Principal != nil && !c.Principal.AccountEnabled:
		return nil, appDisabled(id, c.Principal.DisplayName)
	case c.App != nil:
		c.Name = c.App.DisplayName
	case c.Principal != nil:
		c.Name = c.Principal.DisplayName
	default:
		return nil, appNotFound(id, place.Name())
	}
	return c, nil
}

// In returns the client as tenant knows it. It is for shared places, once the user's tenant is known.
func (c *Client) In(r directory.Reader, tenant *directory.Tenant) (*Client, error) {
	if c.FirstParty {
		return c, nil
	}
	in, err := FindClient(r, Place{Segment: tenant.ID, Tenant: tenant}, c.ID)
	if err == nil && !c.is(in) {
		err = appNotFound(c.ID, tenant.DisplayName)
	}
	return in, err
}

// is reports whether c and in are the same application. Two tenants may have different applications with the same appId,
// and the credentials of one must not authenticate the other.
func (c *Client) is(in *Client) bool {
	switch {
	case c.App != nil:
		return in.App != nil && in.App.Tenant == c.App.Tenant && in.App.ID == c.App.ID
	case c.Principal != nil:
		return in.Principal != nil && in.Principal.Tenant == c.Principal.Tenant && in.Principal.ID == c.Principal.ID
	}
	return c.FirstParty == in.FirstParty
}

func (c *Client) findIn(r directory.Reader, tenant string) error {
	principal, err := byAppID[*directory.ServicePrincipal](r, tenant, c.ID)
	if err != nil {
		return err
	}
	home := tenant
	if principal != nil {
		c.Principal = principal
		if principal.AppOwnerTenant != "" {
			home = principal.AppOwnerTenant
		}
	}
	return c.findApp(r, home)
}

func (c *Client) findAnywhere(r directory.Reader) error {
	tenants, err := r.Tenants()
	if err != nil {
		return err
	}
	for _, t := range tenants {
		if err := c.findApp(r, t.ID); err != nil || c.App != nil {
			return err
		}
		// A managed identity has no application: its service principal is all there is.
		principal, err := byAppID[*directory.ServicePrincipal](r, t.ID, c.ID)
		if err != nil {
			return err
		}
		if principal != nil && principal.Type == directory.TypeManagedIdentity {
			c.Principal = principal
			return nil
		}
	}
	return nil
}

func (c *Client) findApp(r directory.Reader, tenant string) error {
	app, err := byAppID[*directory.Application](r, tenant, c.ID)
	if app != nil {
		c.App = app
	}
	return err
}

// byAppID is directory.FindByAppID, except that it returns nil if there is no such object.
func byAppID[T directory.Object](r directory.Reader, tenant, appID string) (T, error) {
	found, err := directory.FindByAppID[T](r, tenant, appID)
	if fault.Is(err, fault.NotFound) {
		var none T
		return none, nil
	}
	return found, err
}

// AllowsPublic reports whether the client may use the grants of public clients. The portal may not: it redeems codes and
// refresh tokens from its own page, and a device code in its name could only serve phishing.
func (c *Client) AllowsPublic() bool {
	return c.FirstParty && len(c.pages) == 0 || c.App != nil && c.App.IsFallbackPublicClient
}

// checkSecret compares a client secret with every registered one, in time that does not depend on them. A managed identity
// has no secret: any password credential of its service principal is ignored.
func (c *Client) checkSecret(secret string, now time.Time) error {
	if c.FirstParty {
		return publicClient()
	}
	var known []directory.PasswordCredential
	if c.App != nil {
		known = append(known, c.App.Passwords...)
	}
	if c.Principal != nil && c.Principal.Type != directory.TypeManagedIdentity {
		known = append(known, c.Principal.Passwords...)
	}
	sum := sha256.Sum256([]byte(secret))
	valid, expired := 0, 0
	for _, k := range known {
		same := subtle.ConstantTimeCompare(sum[:], k.Hash)
		switch {
		case !k.End.IsZero() && !now.Before(k.End):
			expired |= same
		case !now.Before(k.Start):
			valid |= same
		}
	}
	switch {
	case valid == 1:
		return nil
	case expired == 1:
		return expiredSecret(c.ID)
	}
	return badSecret(c.ID)
}

// redirects returns the registered redirect URIs by platform.
func (c *Client) redirects() map[Platform][]string {
	if len(c.pages) > 0 {
		return map[Platform][]string{SPA: c.pages}
	}
	if c.FirstParty {
		return map[Platform][]string{Native: {"http://localhost", "http://localhost/", "http://127.0.0.1", "http://127.0.0.1/"}}
	}
	if c.App == nil {
		return nil
	}
	return map[Platform][]string{Web: c.App.RedirectURIs.Web, SPA: c.App.RedirectURIs.SPA, Native: c.App.RedirectURIs.PublicClient}
}

// match returns the platform that a redirect URI is registered for.
func (c *Client) match(redirect string) (Platform, bool) {
	registered := c.redirects()
	for _, platform := range []Platform{Web, SPA, Native} {
		if MatchRedirect(registered[platform], redirect) {
			return platform, true
		}
	}
	return "", false
}

// Platform is the kind of client that a redirect URI belongs to.
type Platform string

// The platforms.
const (
	Web    Platform = "web"    // a confidential client
	SPA    Platform = "spa"    // a single-page application
	Native Platform = "native" // a program on the user's machine
)

// sameApp compares appIds.
func sameApp(a, b string) bool { return ascii.EqualFold(a, b) }
