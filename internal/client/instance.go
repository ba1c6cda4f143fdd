package client

import (
	"errors"
	"fmt"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/world"
)

// Instance is a running server, as its clients on this machine see it, and the world that it started with.
type Instance struct {
	Dir    string
	Server *datadir.Server
	Tenant world.TenantResult // the first one
	Remote *Server            // nil for the developer server of a data folder
}

// FindInstance finds the server that runs on a data folder. It fails with os.ErrNotExist if none does.
func FindInstance(dir string) (*Instance, error) {
	server, err := datadir.ReadServer(dir)
	if err != nil {
		return nil, err
	}
	known, err := datadir.ReadCredentials(dir)
	if err != nil {
		return nil, fmt.Errorf("the server's world is not known: %w", err)
	}
	p := &Instance{Dir: dir, Server: server}
	if len(known.Tenants) > 0 {
		p.Tenant = known.Tenants[0]
	}
	now, err := datadir.ReadIdentities(dir)
	if err != nil {
		return nil, err
	}
	if now != nil {
		p.Tenant.ManagedIdentities = now
	}
	return p, nil
}

// RemoteInstance is a server that was found by its address. What its tenant holds has to be asked for.
func RemoteInstance(s *Server) *Instance {
	p := &Instance{Dir: s.Folder, Remote: s, Server: &datadir.Server{
		Origins: edge.Origins{Login: s.Cloud.Login, ARM: s.Cloud.ARM, Graph: s.Cloud.Graph, Accounts: s.Cloud.Accounts},
		CA:      s.Context.CA, Roots: s.Roots,
	}}
	if name := s.Context.Account; name != "" {
		p.Tenant.Accounts = []world.AccountResult{{Name: name, Subdomain: name}}
	}
	return p
}

// Account is the account called name, or the first one for "".
func (p *Instance) Account(name string) (world.AccountResult, error) {
	for _, a := range p.Tenant.Accounts {
		if name == "" || ascii.EqualFold(a.Name, name) || ascii.EqualFold(a.Subdomain, name) {
			return a, nil
		}
	}
	if name == "" {
		return world.AccountResult{}, errors.New("the server's world has no account")
	}
	// One that was made later is not in the file; its subdomain is its name unless it was given another.
	return world.AccountResult{Name: name, Subdomain: name}, nil
}

// Identity is the managed identity called name, or with that client id or resource id.
func (p *Instance) Identity(name string) (world.IdentityResult, error) {
	var names []string
	for _, i := range p.Tenant.ManagedIdentities {
		if goesBy(i, name) {
			return i, nil
		}
		names = append(names, i.Name)
	}
	return world.IdentityResult{}, fmt.Errorf("there is no managed identity called %s; there is %s", name, listed(names))
}

// Application is the service principal called name.
func (p *Instance) Application(name string) (world.AppResult, error) {
	var names []string
	for _, a := range p.Tenant.ServicePrincipals {
		if ascii.EqualFold(a.DisplayName, name) || ascii.EqualFold(a.AppID, name) {
			return a, nil
		}
		names = append(names, a.DisplayName)
	}
	return world.AppResult{}, fmt.Errorf("there is no service principal called %s; there is %s", name, listed(names))
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// goesBy reports whether an identity goes by a name: its own, its client id or its resource id.
func goesBy(i world.IdentityResult, name string) bool {
	return ascii.EqualFold(i.Name, name) || ascii.EqualFold(i.ClientID, name) || ascii.EqualFold(i.ResourceID, name)
}
