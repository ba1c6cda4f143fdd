package app

import (
	"net"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/login"
	"keyless.dev/keyless/internal/api/portal"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/oauth"
)

// PortalOff is the value of Config.Portal that serves no portal.
const PortalOff = "off"

// portalOrigin is the origin that the portal is served at; "" if it is not.
func (a *App) portalOrigin() string {
	switch a.config.Portal {
	case PortalOff:
		return ""
	case "":
		return a.origins.Login
	}
	return a.config.Portal
}

// portalAddresses are the addresses that sign-ins to the portal come back to.
func (a *App) portalAddresses() []string {
	if origin := a.portalOrigin(); origin != "" {
		return []string{portal.Redirect(origin)}
	}
	return nil
}

// mountPortal adds the portal to the hosts: at an origin of its own, or in front of sign-in, whose handler is login.
func (a *App) mountPortal(mounts []edge.Mount, login http.Handler) ([]edge.Mount, error) {
	origin := a.portalOrigin()
	if origin == "" {
		return append(mounts, edge.Mount{Origin: a.origins.Login, Handler: login}), nil
	}
	page, err := portal.New(portal.Deps{Origins: a.origins, Portal: origin, ClientID: oauth.PortalAppID})
	if err != nil {
		return nil, err
	}
	if origin == a.origins.Login {
		login = besideLogin(page, login)
	} else {
		mounts = append(mounts, edge.Mount{Origin: origin, Handler: page})
	}
	return append(mounts, edge.Mount{Origin: a.origins.Login, Handler: login}), nil
}

// besideLogin gives the page to browsers that open the origin of sign-in. Programs get there what they always got.
func besideLogin(page, login http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		isPage := r.URL.Path == "/" && strings.Contains(r.Header.Get("Accept"), "text/html")
		if isPage || strings.HasPrefix(r.URL.Path, portal.Prefix) {
			page.ServeHTTP(w, r)
			return
		}
		login.ServeHTTP(w, r)
	})
}

// isPortal reports whether origin is the portal's.
func (a *App) isPortal(origin string) bool { return origin != "" && origin == a.portalOrigin() }

// seededPeople are the people whose passwords a developer server made up and printed, for the picker of the sign-in page.
// It is nil, and the sign-in page has no picker, unless only this machine reaches the server and everything of it was made
// up: in production nobody signs in without a proof.
func (a *App) seededPeople() func() []login.SeededPerson {
	if a.config.production() || !a.config.Picker || !a.origins.IsLoopback() || !isLoopbackAddress(a.sockets.tls.Addr()) {
		return nil
	}
	return func() []login.SeededPerson {
		known, err := datadir.ReadCredentials(a.config.DataDir)
		if err != nil {
			return nil
		}
		var all []login.SeededPerson
		for _, t := range known.Tenants {
			for _, u := range t.Users {
				if u.Password != "" {
					all = append(all, login.SeededPerson{UserName: u.UserPrincipalName, Password: u.Password})
				}
			}
		}
		return all
	}
}

func isLoopbackAddress(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
