package doctor

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/jwt"
)

// Options are what a run is given. Only Server, Data and Listeners are required.
type Options struct {
	Endpoint   string    // the address that the code calls; "" is that of the environment, else that of the running server
	Deployment string    // the deployment that the code calls; "" is one that exists
	SDK        string    // inference, azure-openai, openai, rest or ""
	Token      string    // examined in place of a token of the caller's own
	Key        string    // an account key, if the code sends one
	As         string    // a user or service principal of the developer server, whose credential is used
	Cloud      string    // the cloud of the endpoint, by name or by the address of its Resource Manager; "" is Azure
	Curl       *CurlLine // examined in place of an endpoint; nil if there is none

	Server    *client.Selection // the server that the command line names
	Data      string            // the data folder of keyless up
	Listeners []Listener        // what keyless up listens on
}

// Listener is a flag of keyless up and the address that it has by default.
type Listener struct{ Flag, Address string }

// Step is one thing that was examined.
type Step struct {
	Name  string `json:"name"`
	State string `json:"state"` // ok, wrong, note or skipped
	Said  string `json:"said"`
}

// Finding is what is wrong, in one sentence, and what to type.
type Finding struct {
	Code     string   `json:"code"`
	Sentence string   `json:"sentence"`
	Type     []string `json:"type"` // command lines, the first of which is enough
	Hint     string   `json:"hint,omitempty"`
}

// Report is the result of a run.
type Report struct {
	Endpoint string   `json:"endpoint"` // "" if the installation was examined
	Finding  *Finding `json:"finding"`  // nil if nothing is wrong
	Steps    []Step   `json:"steps"`
}

// diagnosis is one run.
type diagnosis struct {
	ctx        context.Context
	options    Options
	place      *client.Instance // of the endpoint; nil if the endpoint is not that of a known server
	cloud      client.Cloud
	endpoint   *endpoint
	curl       *CurlLine
	sdk        string
	client     *http.Client
	credential azcore.TokenCredential // nil if none answered
	token      string
	jwt        *jwt.Token
	deployment string
	account    *client.AccountResource // as Resource Manager shows it; nil if it could not be read
	answer     *answer
	now        func() time.Time
	steps      []Step
	found      *Finding
	refusal    string // why the last credential did not answer
}

// Run examines a call, or the installation if there is no endpoint, and stops at the first thing that is wrong. It fails
// with a client.UsageError if the options contradict each other.
func Run(ctx context.Context, options Options) (*Report, error) {
	p := &diagnosis{
		ctx: ctx, options: options, sdk: options.SDK, deployment: options.Deployment, token: options.Token, curl: options.Curl,
		client: &http.Client{Timeout: 30 * time.Second}, now: time.Now,
	}
	if err := p.prepare(); err != nil {
		return nil, err
	}
	if p.endpoint == nil {
		p.checkInstallation()
		return p.report(), nil
	}
	p.checkAll(
		p.checkEndpoint, p.checkVersions, p.checkEnvironment, p.checkProxy, p.checkName, p.checkTrust, p.checkClock, p.checkAz,
		p.checkCredential, p.checkToken, p.checkResource, p.checkDeployment, p.checkCall, p.checkForm,
	)
	return p.report(), nil
}

// checkAll runs checks until one of them finds something wrong.
func (p *diagnosis) checkAll(checks ...func()) {
	for _, check := range checks {
		if p.found == nil {
			check()
		}
	}
}

func (p *diagnosis) report() *Report {
	r := &Report{Finding: p.found, Steps: p.steps}
	if p.endpoint != nil {
		r.Endpoint = p.endpoint.url.Redacted()
	}
	return r
}

// prepare finds the endpoint and its cloud. The endpoint stays nil if there is none to examine.
func (p *diagnosis) prepare() error {
	o := p.options
	place, err := o.Server.FindAny(p.ctx)
	if err != nil {
		return err
	}
	if place != nil && place.Remote != nil {
		p.client = place.Remote.HTTP
	}
	address := o.Endpoint
	if p.curl != nil {
		address, p.sdk = p.curl.URL, "rest"
	}
	for _, name := range []string{"KEYLESS_ENDPOINT", "AZURE_INFERENCE_ENDPOINT", "AZURE_OPENAI_ENDPOINT"} {
		if address == "" {
			address = os.Getenv(name)
		}
	}
	if address == "" && place != nil {
		if address, err = p.addressAt(place); err != nil {
			return err
		}
	}
	if address == "" {
		if p.token != "" || o.Key != "" || o.SDK != "" || o.Deployment != "" {
			return client.Misused("there is no endpoint to look at: give one with --endpoint")
		}
		return nil
	}
	if p.endpoint, err = readEndpoint(address); err != nil {
		return client.Misused("%w", err)
	}
	if place != nil && p.endpoint.root == place.Server.Origins.Account(p.endpoint.name()) {
		p.place = place
	}
	return p.chooseCloud()
}

// addressAt returns the endpoint of a server's first account.
func (p *diagnosis) addressAt(place *client.Instance) (string, error) {
	account, err := place.Account("")
	if place.Remote != nil {
		to, opened := p.options.Server.Open(p.ctx, p.options.As)
		if opened != nil {
			return "", opened
		}
		account, err = to.Account(p.ctx, "")
	}
	if err != nil {
		return "", fmt.Errorf("%w\nOr name the address that the code calls with --endpoint", err)
	}
	return place.Server.Origins.Account(account.Subdomain) + "/models", nil
}

// chooseCloud finds the cloud of the endpoint: the running server, the one that is named, or Azure.
func (p *diagnosis) chooseCloud() (err error) {
	switch {
	case p.place != nil:
		o := p.place.Server.Origins
		p.cloud = client.Cloud{Login: o.Login, ARM: o.ARM, Graph: o.Graph, ARMAudience: o.ARM}
	case p.options.Cloud != "":
		p.cloud, err = client.FindCloud(p.ctx, p.client, p.options.Cloud)
	default:
		p.cloud, _ = client.KnownCloud("azure")
	}
	return err
}

func (p *diagnosis) say(name, state, format string, args ...any) {
	p.steps = append(p.steps, Step{name, state, fmt.Sprintf(format, args...)})
}

// wrong ends the run with a finding.
func (p *diagnosis) wrong(name, said string, f Finding) {
	p.say(name, "wrong", "%s", said)
	if policy, ok := policyFinding(p.refusal); ok && name == "credential" {
		f = policy
	}
	p.found = &f
}
