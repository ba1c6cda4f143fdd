package command

import (
	"keyless.dev/keyless/internal/client"
)

// asOptions select the identity that code finds.
type asOptions struct {
	Identity string `xor:"who" help:"Provide this managed identity, as on an Azure host." placeholder:"NAME"`
	Workload string `xor:"who" help:"Provide a token file of this user-assigned identity, as in a Kubernetes cluster." placeholder:"NAME"`
	As       string `xor:"who" help:"Provide the credentials of this service principal." placeholder:"NAME"`
}

func (o asOptions) as() client.As {
	return client.As{Identity: o.Identity, Workload: o.Workload, ServicePrincipal: o.As}
}

// serverFlags select the server.
type serverFlags struct {
	Server  string        `group:"Server:" xor:"server" placeholder:"URL" help:"Use this server: the address of its Resource Manager. Default: $$KEYLESS_SERVER."`
	Context string        `group:"Server:" xor:"server" placeholder:"NAME" help:"Use the server of this context; local is the one in the data folder. Default: $$KEYLESS_CONTEXT, else the selected context."`
	CA      string        `group:"Server:" name:"ca" type:"path" placeholder:"FILE" help:"Also trust the certificate authorities in this file."`
	SignIn  client.SignIn `group:"Server:" placeholder:"HOW" help:"How to sign in: default (as DefaultAzureCredential does), browser or device-code."`
}
