package command

import (
	"keyless.dev/keyless/internal/client"
)

// actAs selects the identity of the command.
type actAs struct {
	As string `help:"Act as this user or service principal of the developer server, by name. Default: the identity that DefaultAzureCredential finds." placeholder:"NAME"`
}

// cloudOption selects a cloud instead of the running server.
type cloudOption struct {
	Cloud string `help:"Use this cloud instead of the running server: azure, china, usgov, or the address of a Resource Manager." placeholder:"CLOUD"`
}

// selection returns the selected server.
func (s *Session) selection() *client.Selection {
	f := s.server
	return &client.Selection{Server: f.Server, Context: f.Context, CA: f.CA, SignIn: f.SignIn, Data: s.Data, DataGiven: s.dataGiven}
}

// findServer finds the selected server.
func (s *Session) findServer() (*client.Instance, error) { return s.selection().Find(s.Context) }

// openControl connects to the control plane of the selected server.
func (s *Session) openControl(as string) (*client.Control, error) {
	return s.selection().Open(s.Context, as)
}

// openReader is openControl for commands that only read.
func (s *Session) openReader(as string) (*client.Control, error) {
	return s.selection().OpenReader(s.Context, as, s.Err)
}

// openCloud connects to the control plane of the named cloud, or of the selected server if name is "".
func (s *Session) openCloud(name, as string) (*client.Control, error) {
	return s.selection().OpenCloud(s.Context, name, as)
}
