package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"keyless.dev/keyless/internal/datadir"
)

// Selection says which server to talk to, as a command line does.
type Selection struct {
	Server    string // the address of its Resource Manager
	Context   string // the name of a context
	CA        string // file of certificate authorities that are trusted too
	SignIn    SignIn
	Data      string // the data folder, absolute
	DataGiven bool   // whoever typed the command named it
}

// chosen returns the context of the flags, of the environment, or of the file of contexts, in this order; nil is the
// server of the data folder.
func (f *Selection) chosen(all *Contexts) (*Context, error) {
	server, name := f.Server, f.Context
	if server == "" && name == "" && !f.DataGiven {
		if server, name = os.Getenv("KEYLESS_SERVER"), os.Getenv("KEYLESS_CONTEXT"); server == "" && name == "" && os.Getenv("KEYLESS_DATA") == "" {
			name = all.Current
		}
	}
	var at Context
	switch {
	case name == Local, server == "" && name == "":
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
func (f *Selection) withoutServer() error {
	if f.CA != "" || f.SignIn != "" {
		return Misused("--ca and --sign-in go with --server or --context: the server of a data folder needs neither")
	}
	return nil
}

// OpenContexts reads the person's contexts.
func OpenContexts() (*Contexts, error) {
	path, err := ContextsFile()
	if err != nil {
		return nil, err
	}
	return ReadContexts(path)
}

// Find finds the server: one that is named, that of the current context, or the one that
// runs on the data folder.
func (f *Selection) Find(ctx context.Context) (*Instance, error) {
	all, err := OpenContexts()
	if err != nil {
		return nil, err
	}
	at, err := f.chosen(all)
	if err != nil {
		return nil, err
	}
	if at == nil {
		return f.findLocal(ctx, all)
	}
	folder := all.FolderOf(at.Server)
	if at.Name != "" {
		folder = all.Folder(at.Name)
	}
	found, err := Find(ctx, at, folder)
	if err != nil {
		return nil, err
	}
	return RemoteInstance(found), nil
}

// findLocal finds the server that runs on the data folder. A production server gives no secrets away there: it
// is talked to as from elsewhere.
func (f *Selection) findLocal(ctx context.Context, all *Contexts) (*Instance, error) {
	p, err := FindInstance(f.Data)
	if !errors.Is(err, os.ErrNotExist) {
		return p, err
	}
	server, err := datadir.ReadServer(f.Data)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no server runs on the data folder %s\nStart one in another terminal with: keyless up\nOr name a server that runs elsewhere: --server https://…, or keyless context add NAME --server https://…", f.Data)
	}
	if err != nil {
		return nil, err
	}
	at := &Context{Server: server.Origins.ARM}
	found, err := Find(ctx, at, all.FolderOf(at.Server))
	if err != nil {
		return nil, fmt.Errorf("a production server runs on the data folder %s. Talk to it as from elsewhere, with --server %s and, for an authority of its own, --ca FILE\n%w", filepath.Clean(f.Data), at.Server, err)
	}
	return RemoteInstance(found), nil
}

// FindAny is Find where there need be no server: it returns nil if none is named and none runs here.
func (f *Selection) FindAny(ctx context.Context) (*Instance, error) {
	all, err := OpenContexts()
	if err != nil {
		return nil, err
	}
	if at, err := f.chosen(all); err != nil {
		return nil, err
	} else if at != nil {
		return f.Find(ctx)
	}
	found, err := FindInstance(f.Data)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil
	}
	return found, err
}

// OpenCloud reaches the cloud called name, or the selected server for "".
func (f *Selection) OpenCloud(ctx context.Context, name, as string) (*Control, error) {
	if name == "" {
		return f.Open(ctx, as)
	}
	if as != "" {
		return nil, Misused("--as is for the developer server: on a cloud you are whom DefaultAzureCredential finds")
	}
	over := &http.Client{Timeout: 2 * time.Minute}
	found, err := FindCloud(ctx, over, name)
	if err != nil {
		return nil, err
	}
	credential, err := azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{
		ClientOptions: found.Options(over), DisableInstanceDiscovery: !found.Microsoft,
	})
	if err != nil {
		return nil, err
	}
	return NewControl(found, over, credential), nil
}

// Open reaches the control plane of the selected server, as somebody of the developer server or, for "", as whoever is
// signed in.
func (f *Selection) Open(ctx context.Context, as string) (*Control, error) {
	p, err := f.Find(ctx)
	if err != nil {
		return nil, err
	}
	return Connect(p, as)
}

// OpenReader is Open for what only reads. On a developer server that needs no sign-in of whoever owns the data folder:
// without one it acts as the administrator whose password the folder holds, and says so to tell.
func (f *Selection) OpenReader(ctx context.Context, as string, tell io.Writer) (*Control, error) {
	c, err := f.Open(ctx, as)
	if err != nil || as != "" {
		return c, err
	}
	administrator, ok := administratorOf(c.Instance)
	if !ok {
		return c, nil
	}
	owner, err := DeveloperCredential(c.Instance, c.HTTP, administrator)
	if err != nil {
		return nil, err
	}
	c.Credential = &ownerCredential{
		signedIn: c.Credential,
		owner:    owner,
		say: func() {
			fmt.Fprintf(tell, "Nobody is signed in: this asks as %s, the administrator in %s.\n", administrator, c.Instance.Dir)
		},
	}
	return c, nil
}
