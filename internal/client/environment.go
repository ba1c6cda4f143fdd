package client

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/imds"
)

// Variable is one variable of an environment.
type Variable struct{ Name, Value string }

// As chooses whom code finds itself to be. At most one of its members is set.
type As struct {
	Identity         string // a managed identity, as on an Azure host
	Workload         string // a user-assigned managed identity, by a token file, as in a cluster
	ServicePrincipal string // one whose secret is known
}

// adfsTenant is what AZURE_TENANT_ID says. The credential classes of Azure's SDKs ask login.microsoftonline.com whether
// an authority that they do not know is genuine, and only code can tell them not to. An authority whose tenant is
// "adfs" they do not ask about, so that EnvironmentCredential and WorkloadIdentityCredential work unchanged. The tenant
// itself is in "keyless env --shell json", for whoever needs its id.
const adfsTenant = "adfs"

// Environment is what points az and every SDK at the server.
func (p *Instance) Environment(as As) ([]Variable, error) {
	profile := filepath.Join(p.Dir, "azure")
	if err := writeAzureProfile(profile, p.Server.Origins); err != nil {
		return nil, err
	}
	vars := append(p.selection(),
		Variable{"AZURE_AUTHORITY_HOST", p.Server.Origins.Login},
		Variable{"AZURE_TENANT_ID", adfsTenant},
		Variable{"AZURE_CONFIG_DIR", profile},
		Variable{"AZURE_CORE_INSTANCE_DISCOVERY", "false"},
	)
	if p.Server.CA != "" {
		vars = append(
			vars,
			Variable{"REQUESTS_CA_BUNDLE", p.Server.Roots},
			Variable{"SSL_CERT_FILE", p.Server.Roots},
			Variable{"CURL_CA_BUNDLE", p.Server.Roots}, // Debian's curl ignores SSL_CERT_FILE where SSL_CERT_DIR is set
			Variable{"NODE_EXTRA_CA_CERTS", p.Server.CA},
		)
	}
	if subscriptions := p.Tenant.Subscriptions; len(subscriptions) > 0 {
		vars = append(vars, Variable{"AZURE_SUBSCRIPTION_ID", subscriptions[0].ID})
	}
	if account, err := p.Account(""); err == nil {
		root := p.Server.Origins.Account(account.Subdomain)
		vars = append(vars, Variable{"KEYLESS_ENDPOINT", root + "/models"}, Variable{"AZURE_OPENAI_ENDPOINT", root})
	}
	if p.Remote == nil {
		vars = append(vars, noProxy(p.Server.Origins)...)
	}
	return p.addPrincipal(vars, as)
}

// selection lets keyless commands find the server again. What would lead them to another one is emptied.
func (p *Instance) selection() []Variable {
	var chosen Variable
	switch {
	case p.Remote == nil:
		chosen = Variable{"KEYLESS_DATA", p.Dir}
	case p.Remote.Context.Name != "":
		chosen = Variable{"KEYLESS_CONTEXT", p.Remote.Context.Name}
	default:
		chosen = Variable{"KEYLESS_SERVER", p.Remote.Context.Server}
	}
	vars := []Variable{chosen}
	for _, other := range []string{"KEYLESS_CONTEXT", "KEYLESS_SERVER"} {
		if other != chosen.Name && os.Getenv(other) != "" {
			vars = append(vars, Variable{other, ""})
		}
	}
	return vars
}

func (p *Instance) addPrincipal(vars []Variable, as As) ([]Variable, error) {
	if p.Remote != nil && as != (As{}) {
		return nil, errors.New("--as, --identity and --workload are for the developer server, which knows the secrets of its own: on another server, set the variables of the credential yourself")
	}
	if as.Identity != "" {
		identity, err := p.Identity(as.Identity)
		if err != nil {
			return nil, err
		}
		if identity.Header == "" || p.Server.Origins.Metadata == "" {
			return nil, errNoMetadata()
		}
		vars = append(vars, Variable{"IDENTITY_ENDPOINT", imds.Endpoint(p.Server.Origins.Metadata, identity.ID)}, Variable{"IDENTITY_HEADER", identity.Header})
	}
	if as.Workload != "" {
		identity, err := p.Identity(as.Workload)
		if err != nil {
			return nil, err
		}
		made, err := p.askWorkload(identity)
		if err != nil {
			return nil, err
		}
		vars = append(vars, Variable{"AZURE_CLIENT_ID", made.ClientID}, Variable{"AZURE_FEDERATED_TOKEN_FILE", made.File})
	}
	if as.ServicePrincipal != "" {
		app, err := p.Application(as.ServicePrincipal)
		if err != nil {
			return nil, err
		}
		if app.Secret == "" {
			return nil, fmt.Errorf("the secret of %s is not known here: set AZURE_CLIENT_ID and AZURE_CLIENT_SECRET yourself", as.ServicePrincipal)
		}
		vars = append(vars, Variable{"AZURE_CLIENT_ID", app.AppID}, Variable{"AZURE_CLIENT_SECRET", app.Secret})
	}
	return vars, nil
}

// noProxy keeps what is for this machine away from a proxy, where the user's shell has one. That includes the metadata
// address of Azure's hosts: a proxy's refusal looks like the answer of a host, and ends the search for credentials. A server
// with a public name is for containers too, whose proxies this shell does not know.
func noProxy(origins edge.Origins) []Variable {
	local := []string{"localhost", "127.0.0.1", "::1", "169.254.169.254"}
	if u, err := url.Parse(origins.Login); err == nil && !origins.IsLoopback() {
		local = append(local, u.Hostname())
	} else if os.Getenv("HTTPS_PROXY")+os.Getenv("https_proxy")+os.Getenv("HTTP_PROXY")+os.Getenv("http_proxy")+os.Getenv("ALL_PROXY")+os.Getenv("all_proxy") == "" {
		return nil
	}
	hosts := os.Getenv("NO_PROXY")
	if hosts == "" {
		hosts = os.Getenv("no_proxy")
	}
	for _, host := range local {
		if !slices.Contains(strings.Split(hosts, ","), host) {
			hosts = strings.TrimPrefix(hosts+","+host, ",")
		}
	}
	return []Variable{{"NO_PROXY", hosts}, {"no_proxy", hosts}}
}

// hijackers are variables that lead clients to another cloud or to another identity than the server's.
func hijackers() []string {
	return []string{
		"AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
		"AZURE_FEDERATED_TOKEN_FILE", "AZURE_USERNAME", "AZURE_PASSWORD", "AZURE_TOKEN_CREDENTIALS", "AZURE_REGIONAL_AUTHORITY_NAME",
		"AZURE_POD_IDENTITY_AUTHORITY_HOST", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN", "ARM_CLOUD_METADATA_URL",
		"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET",
	}
}

// Foreign are the hijackers that are set, unless the shell points at this server already: then they were set for it.
func (p *Instance) Foreign() []string {
	if os.Getenv("AZURE_AUTHORITY_HOST") == p.Server.Origins.Login {
		return nil
	}
	return slices.DeleteFunc(hijackers(), func(name string) bool { return os.Getenv(name) == "" })
}

// Surround is the environment of a child: the user's own without what is foreign, with vars.
func (p *Instance) Surround(vars []Variable) []string {
	drop := p.Foreign()
	for _, v := range vars {
		drop = append(drop, v.Name)
	}
	var env []string
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); !slices.Contains(drop, name) {
			env = append(env, pair)
		}
	}
	for _, v := range vars {
		env = append(env, v.Name+"="+v.Value)
	}
	return env
}
