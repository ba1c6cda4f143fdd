package command

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/world"
)

// place is a running server and the world that it started with.
type place struct {
	dir    string
	server *app.Server
	tenant world.TenantResult // the first one
}

// findServer finds the server that runs on the session's data folder.
func (s *Session) findServer() (*place, error) {
	server, err := app.ReadServer(s.Data)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no server runs on the data folder %s\nStart one in another terminal with: keyless up", s.Data)
	}
	if err != nil {
		return nil, err
	}
	return newPlace(s.Data, server)
}

func newPlace(dir string, server *app.Server) (*place, error) {
	known, err := app.ReadCredentials(dir)
	if err != nil {
		return nil, err
	}
	p := &place{dir: dir, server: server}
	if len(known.Tenants) > 0 {
		p.tenant = known.Tenants[0]
	}
	return p, nil
}

// account is the account called name, or the first one for "".
func (p *place) account(name string) (world.AccountResult, error) {
	for _, a := range p.tenant.Accounts {
		if name == "" || strings.EqualFold(a.Name, name) || strings.EqualFold(a.Subdomain, name) {
			return a, nil
		}
	}
	if name == "" {
		return world.AccountResult{}, errors.New("the server's world has no account")
	}
	// One that was made later is not in the file; its subdomain is its name unless it was given another.
	return world.AccountResult{Name: name, Subdomain: name}, nil
}

// identity is the managed identity called name.
func (p *place) identity(name string) (world.IdentityResult, error) {
	var names []string
	for _, i := range p.tenant.ManagedIdentities {
		if strings.EqualFold(i.Name, name) || strings.EqualFold(i.ClientID, name) {
			return i, nil
		}
		names = append(names, i.Name)
	}
	return world.IdentityResult{}, misused("there is no managed identity called %s; there is %s", name, listed(names))
}

// application is the service principal called name.
func (p *place) application(name string) (world.AppResult, error) {
	var names []string
	for _, a := range p.tenant.ServicePrincipals {
		if strings.EqualFold(a.DisplayName, name) || strings.EqualFold(a.AppID, name) {
			return a, nil
		}
		names = append(names, a.DisplayName)
	}
	return world.AppResult{}, misused("there is no service principal called %s; there is %s", name, listed(names))
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
