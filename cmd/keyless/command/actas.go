package command

import (
	"keyless.dev/keyless/internal/client"
)

// actAs chooses who asks.
type actAs struct {
	As string `help:"Act as this person or service principal of the developer server, by name. Default: whom DefaultAzureCredential finds." placeholder:"NAME"`
}

// cloudOption chooses a cloud that is not the running server.
type cloudOption struct {
	Cloud string `help:"Work on this cloud instead of the running server: azure, china, usgov, or the address of a Resource Manager." placeholder:"CLOUD"`
}

// selection is the server that the command talks to.
func (s *Session) selection() *client.Selection {
	f := s.server
	return &client.Selection{Server: f.Server, Context: f.Context, CA: f.CA, SignIn: f.SignIn, Data: s.Data, DataGiven: s.dataGiven}
}

// findServer finds the server that the command talks to.
func (s *Session) findServer() (*client.Instance, error) { return s.selection().Find(s.Context) }

// openControl reaches its control plane.
func (s *Session) openControl(as string) (*client.Control, error) {
	return s.selection().Open(s.Context, as)
}

// openReader reaches its control plane to read.
func (s *Session) openReader(as string) (*client.Control, error) {
	return s.selection().OpenReader(s.Context, as, s.Err)
}

// openCloud reaches the running server, or the cloud that is named.
func (s *Session) openCloud(name, as string) (*client.Control, error) {
	return s.selection().OpenCloud(s.Context, name, as)
}
