package command

import (
	"errors"
	"fmt"
	"os"

	"keyless.dev/keyless/internal/app"
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

// findServer finds the server that runs on the session's data folder.
func (s *Session) findServer() (*app.Place, error) {
	p, err := app.FindPlace(s.Data)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no server runs on the data folder %s\nStart one in another terminal with: keyless up", s.Data)
	}
	return p, err
}
