package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"keyless.dev/keyless/internal/devtls"
	"keyless.dev/keyless/internal/textfile"
)

// Server is a server that was found by its address.
type Server struct {
	Context *Context
	Folder  string // of what belongs to the server: the token cache, the roots, the profile of az
	Cloud   Cloud
	Roots   string // file of the authorities that are trusted; "" is the system's
	HTTP    *http.Client
}

// Find asks the server of a context where its hosts are. folder is made, readable by its owner only.
func Find(ctx context.Context, at *Context, folder string) (*Server, error) {
	s := &Server{Context: at, Folder: folder}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if err := s.openRoots(); err != nil {
		return nil, err
	}
	var err error
	if s.HTTP, err = NewHTTP(s.Roots); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	s.Cloud, err = Discover(ctx, s.HTTP, at.Server)
	return s, err
}

// openRoots makes the file of the system's authorities and the context's own.
func (s *Server) openRoots() error {
	if s.Context.CA == "" {
		return nil
	}
	own, err := textfile.Read(s.Context.CA, textfile.MaxPEM)
	if err != nil {
		return fmt.Errorf("the certificate authorities of the server: %w", err)
	}
	if !strings.Contains(string(own), "BEGIN CERTIFICATE") {
		return fmt.Errorf("%s holds no certificates in PEM", s.Context.CA)
	}
	s.Roots = filepath.Join(s.Folder, "roots.pem")
	return devtls.WriteRoots(s.Roots, os.Getenv("SSL_CERT_FILE"), own)
}

// Credential signs in as the context says. What a person has to do is written to tell. For Default, the environment must
// have been set up for the server.
func (s *Server) Credential(tell io.Writer) (azcore.TokenCredential, error) {
	switch s.Context.SignIn {
	case Browser, DeviceCode:
		return NewInteractive(s.Cloud.Login, s.Folder, s.Context.SignIn, s.HTTP, tell)
	case Default, "":
		return azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{
			DisableInstanceDiscovery: true, ClientOptions: azcore.ClientOptions{Transport: s.HTTP},
		})
	}
	return nil, s.Context.Check()
}

// Check refuses a way to sign in that there is not.
func (c *Context) Check() error {
	switch c.SignIn {
	case Default, Browser, DeviceCode, "":
		return nil
	}
	return Misused("there is no way to sign in called %q: it is %s, %s or %s", c.SignIn, Default, Browser, DeviceCode)
}

// FolderOf is where what belongs to a server without a context is kept.
func (c *Contexts) FolderOf(address string) string {
	name := address
	if u, err := url.Parse(address); err == nil {
		name = u.Host + u.Path
	}
	return filepath.Join(filepath.Dir(c.path), "servers", url.PathEscape(strings.TrimSuffix(name, "/")))
}
