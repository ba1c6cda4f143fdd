package command

import (
	"keyless.dev/keyless/internal/client"
)

// asOptions choose whom code finds itself to be.
type asOptions struct {
	Identity string `xor:"who" help:"Let code find this managed identity, as on an Azure host." placeholder:"NAME"`
	Workload string `xor:"who" help:"Let code find a token file of this user-assigned identity, as in a Kubernetes cluster." placeholder:"NAME"`
	As       string `xor:"who" help:"Let code find the credentials of this service principal." placeholder:"NAME"`
}

func (o asOptions) as() client.As {
	return client.As{Identity: o.Identity, Workload: o.Workload, ServicePrincipal: o.As}
}

// serverFlags choose the server that a command talks to.
type serverFlags struct {
	Server  string        `group:"Server:" xor:"server" placeholder:"URL" help:"Talk to this server: the address of its Resource Manager. Default: $$KEYLESS_SERVER."`
	Context string        `group:"Server:" xor:"server" placeholder:"NAME" help:"Talk to the server of this context; local is that of the data folder. Default: $$KEYLESS_CONTEXT, else what keyless context use chose."`
	CA      string        `group:"Server:" name:"ca" type:"path" placeholder:"FILE" help:"Trust the certificate authorities in this file too."`
	SignIn  client.SignIn `group:"Server:" placeholder:"HOW" help:"How to sign in: default (as DefaultAzureCredential does), browser or device-code."`
}
