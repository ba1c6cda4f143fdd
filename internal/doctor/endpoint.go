package doctor

import (
	"fmt"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
)

// endpointForm is the kind of address that an endpoint is: each kind of client takes another.
type endpointForm string

const (
	formRoot    endpointForm = "the resource's root"
	formModels  endpointForm = "/models"
	formV1      endpointForm = "/openai/v1"
	formOpenAI  endpointForm = "/openai"
	formProject endpointForm = "/api/projects/NAME"
	formOther   endpointForm = "another path"
)

// endpoint is an address taken apart.
type endpoint struct {
	url        *url.URL
	root       string // of the resource, without a slash at the end
	rest       string // behind the root: "/models/chat/completions"
	form       endpointForm
	project    string
	deployment string // that the path names
	operation  bool   // the address is that of one operation, as curl's is, and not an endpoint
}

// readEndpoint takes an endpoint apart. An account of a developer server is /accounts/NAME.
func readEndpoint(text string) (*endpoint, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("the endpoint %q is no address: it is like https://NAME.services.ai.azure.com/models", text)
	}
	e := &endpoint{url: u, form: formRoot}
	parts := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	root := 0
	if len(parts) > 1 && parts[0] == "accounts" {
		root = 2
	}
	e.root = u.Scheme + "://" + u.Host
	for _, part := range parts[:root] {
		e.root += "/" + part
	}
	parts = parts[root:]
	if len(parts) > 0 {
		e.rest = "/" + strings.Join(parts, "/")
	}
	at := func(i int) string {
		if i < len(parts) {
			return ascii.ToLower(parts[i])
		}
		return ""
	}
	known := 0
	switch {
	case at(0) == "models":
		e.form, known = formModels, 1
	case at(0) == "openai" && at(1) == "v1":
		e.form, known = formV1, 2
	case at(0) == "openai" && at(1) == "deployments" && len(parts) > 2:
		e.form, e.deployment, known = formOpenAI, parts[2], 3
	case at(0) == "openai":
		e.form, known = formOpenAI, 1
	case at(0) == "api" && at(1) == "projects" && len(parts) > 2:
		e.form, e.project, known = formProject, parts[2], 3
	case len(parts) > 0:
		e.form = formOther
	}
	e.operation = e.form != formOther && len(parts) > known
	return e, nil
}

// name is the resource's name, as the address has it.
func (e *endpoint) name() string {
	if i := strings.LastIndex(e.root, "/accounts/"); i >= 0 {
		return e.root[i+len("/accounts/"):]
	}
	name, _, _ := strings.Cut(e.url.Hostname(), ".")
	return name
}

// azure reports whether the host is one of Azure's.
func (e *endpoint) azure() bool {
	return strings.HasSuffix(ascii.ToLower(e.url.Hostname()), ".azure.com")
}

// of is the address that clients of a form take. On Azure itself the OpenAI clients have a host of their own.
func (e *endpoint) of(form endpointForm) string {
	root := e.root
	if e.azure() && (form == formRoot || form == formOpenAI || form == formV1) {
		root = "https://" + e.name() + ".openai.azure.com"
	}
	if e.azure() && form == formModels {
		root = "https://" + e.name() + ".services.ai.azure.com"
	}
	switch form {
	case formRoot, formOther:
		return root
	case formProject:
		return root + "/api/projects/" + e.project
	}
	return root + string(form)
}

// sdk is a client library: what it takes as its endpoint, and where it then sends a chat.
type sdk struct {
	flag, name string
	form       endpointForm
	variable   string // the environment variable that people keep its endpoint in
	scope      string // what has to be said about the scope of tokens
}

func sdks() []sdk {
	return []sdk{
		{"inference", "azure-ai-inference", formModels, "AZURE_INFERENCE_ENDPOINT", `its own default scope is https://ml.azure.com/.default: set credential_scopes=["https://cognitiveservices.azure.com/.default"]`},
		{"azure-openai", "AzureOpenAI", formRoot, "AZURE_OPENAI_ENDPOINT", "give azure_ad_token_provider the scope https://cognitiveservices.azure.com/.default"},
		{"openai", "the OpenAI SDK", formV1, "OPENAI_BASE_URL", "give api_key a token for https://cognitiveservices.azure.com/.default"},
	}
}

func sdkNamed(flag string) (sdk, bool) {
	for _, one := range sdks() {
		if one.flag == flag {
			return one, true
		}
	}
	return sdk{}, false
}

// chat is where a chat is sent to, and the body's model; the deployment stands in the path where the form has it there.
func (e *endpoint) chat(form endpointForm, deployment string) (address, model string) {
	switch form {
	case formModels:
		return e.of(formModels) + "/chat/completions?api-version=" + client.ModelsVersion, deployment
	case formV1:
		return e.of(formV1) + "/chat/completions", deployment
	case formProject:
		return e.of(formProject) + "/openai/v1/chat/completions", deployment
	}
	return e.of(formRoot) + "/openai/deployments/" + url.PathEscape(deployment) + "/chat/completions?api-version=2024-10-21", ""
}
