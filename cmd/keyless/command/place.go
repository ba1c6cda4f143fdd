package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
)

// asOptions choose whom code finds itself to be.
type asOptions struct {
	Identity string `xor:"who" help:"Let code find this managed identity, as on an Azure host." placeholder:"NAME"`
	Workload string `xor:"who" help:"Let code find a token file of this user-assigned identity, as in a Kubernetes cluster." placeholder:"NAME"`
	As       string `xor:"who" help:"Let code find the credentials of this service principal." placeholder:"NAME"`
}

func (o asOptions) as() app.As {
	return app.As{Identity: o.Identity, Workload: o.Workload, ServicePrincipal: o.As}
}

// serverFlags choose the server that a command talks to.
type serverFlags struct {
	Server  string        `group:"Server:" xor:"server" placeholder:"URL" help:"Talk to this server: the address of its Resource Manager. Default: $$KEYLESS_SERVER."`
	Context string        `group:"Server:" xor:"server" placeholder:"NAME" help:"Talk to the server of this context; local is that of the data folder. Default: $$KEYLESS_CONTEXT, else what keyless context use chose."`
	CA      string        `group:"Server:" name:"ca" type:"path" placeholder:"FILE" help:"Trust the certificate authorities in this file too."`
	SignIn  client.SignIn `group:"Server:" placeholder:"HOW" help:"How to sign in: default (as DefaultAzureCredential does), browser or device-code."`
}

// chosen returns the context of the flags, of the environment, or of the file of contexts, in this order; nil is the
// server of the data folder. given reports whether the data folder was named by whoever typed the command.
func (f *serverFlags) chosen(all *client.Contexts, given bool) (*client.Context, error) {
	server, name := f.Server, f.Context
	if server == "" && name == "" && !given {
		if server, name = os.Getenv("KEYLESS_SERVER"), os.Getenv("KEYLESS_CONTEXT"); server == "" && name == "" && os.Getenv("KEYLESS_DATA") == "" {
			name = all.Current
		}
	}
	var at client.Context
	switch {
	case name == client.Local, server == "" && name == "":
		return nil, f.withoutServer()
	case server != "":
		at.Server = server
	default:
		known, err := all.Find(name)
		if err != nil {
			return nil, err
		}
		at = *known
	}
	if f.CA != "" {
		at.CA = f.CA
	}
	if f.SignIn != "" {
		at.SignIn = f.SignIn
	}
	return &at, nil
}

// withoutServer refuses flags that say something of a server that is not named.
func (f *serverFlags) withoutServer() error {
	if f.CA != "" || f.SignIn != "" {
		return misused("--ca and --sign-in go with --server or --context: the server of a data folder needs neither")
	}
	return nil
}

// contexts reads the person's contexts.
func contexts() (*client.Contexts, error) {
	path, err := client.ContextsFile()
	if err != nil {
		return nil, err
	}
	return client.ReadContexts(path)
}

// findServer finds the server that the command talks to: one that is named, that of the current context, or the one that
// runs on the session's data folder.
func (s *Session) findServer() (*app.Place, error) {
	all, err := contexts()
	if err != nil {
		return nil, err
	}
	at, err := s.server.chosen(all, s.dataGiven)
	if err != nil {
		return nil, err
	}
	if at == nil {
		return s.findLocal(all)
	}
	folder := all.FolderOf(at.Server)
	if at.Name != "" {
		folder = all.Folder(at.Name)
	}
	found, err := client.Find(s.Context, at, folder)
	if err != nil {
		return nil, err
	}
	return app.RemotePlace(found), nil
}

// findLocal finds the server that runs on the session's data folder. A production server gives no secrets away there: it
// is talked to as from elsewhere.
func (s *Session) findLocal(all *client.Contexts) (*app.Place, error) {
	p, err := app.FindPlace(s.Data)
	if !errors.Is(err, os.ErrNotExist) {
		return p, err
	}
	server, err := app.ReadServer(s.Data)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no server runs on the data folder %s\nStart one in another terminal with: keyless up\nOr name a server that runs elsewhere: --server https://…, or keyless context add NAME --server https://…", s.Data)
	}
	if err != nil {
		return nil, err
	}
	at := &client.Context{Server: server.Origins.ARM}
	found, err := client.Find(s.Context, at, all.FolderOf(at.Server))
	if err != nil {
		return nil, fmt.Errorf("a production server runs on the data folder %s. Talk to it as from elsewhere, with --server %s and, for an authority of its own, --ca FILE\n%w", filepath.Clean(s.Data), at.Server, err)
	}
	return app.RemotePlace(found), nil
}
