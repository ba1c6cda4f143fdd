package command

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/jwt"
)

type doctorCommand struct {
	Endpoint   string `help:"The address that the code calls. Default: $$KEYLESS_ENDPOINT, else the running server's." placeholder:"URL"`
	Deployment string `help:"The deployment that the code asks. Default: one that is there." placeholder:"NAME"`
	SDK        string `name:"sdk" enum:",inference,azure-openai,openai,rest" default:"" help:"What calls: inference (azure-ai-inference), azure-openai (AzureOpenAI), openai, rest." placeholder:"SDK"`
	Token      string `help:"Look at this token instead of one of your own; - reads it from standard input." placeholder:"TOKEN"`
	Key        string `help:"An account key, where the code sends one." placeholder:"KEY"`
	JSON       bool   `help:"Print JSON."`
	actAs
	cloudOption
	Curl string `arg:"" optional:"" help:"- reads a curl line from standard input and looks at what it does."`
}

// Help is shown below the flags.
func (*doctorCommand) Help() string {
	return `Examples:
  keyless doctor                                       # after installing: will keyless up work? then: does the call work?
  keyless doctor --endpoint https://NAME.services.ai.azure.com/models
  keyless doctor --endpoint https://NAME.openai.azure.com --sdk azure-openai --deployment gpt-4o
  pbpaste | keyless doctor --endpoint https://NAME.services.ai.azure.com/models --token -
  keyless doctor - <<'END'
  curl https://NAME.services.ai.azure.com/models/chat/completions -H "Authorization: Bearer …" …
  END

It goes from the name of the host to the role at the resource, makes one short call, and says in one sentence what is
wrong and what to type. It works on keyless and on Azure. Exit code 0: nothing is wrong. 1: something is.`
}

// step is one thing that was looked at.
type step struct {
	Name  string `json:"name"`
	State string `json:"state"` // ok, wrong, note or skipped
	Said  string `json:"said"`
}

// finding is what is wrong, in one sentence, and what to type.
type finding struct {
	Code     string   `json:"code"`
	Sentence string   `json:"sentence"`
	Type     []string `json:"type"` // command lines, the first of which is enough
	Hint     string   `json:"hint,omitempty"`
}

// diagnosis is a run of doctor: what it was given and what it has found.
type diagnosis struct {
	*Session
	options    *doctorCommand
	place      *client.Instance // of the endpoint; nil elsewhere
	cloud      client.Cloud
	endpoint   *endpoint
	curl       *curlLine
	sdk        string
	client     *http.Client
	credential azcore.TokenCredential // nil if none answered
	token      string
	jwt        *jwt.Token
	deployment string
	account    *client.AccountResource // as Resource Manager shows it; nil if it could not be read
	answer     *answer
	now        func() time.Time
	steps      []step
	found      *finding
	refusal    string // why the last credential did not answer
}

// Run examines.
func (c *doctorCommand) Run(s *Session) error {
	p := &diagnosis{Session: s, options: c, sdk: c.SDK, deployment: c.Deployment, client: &http.Client{Timeout: 30 * time.Second}, now: time.Now}
	if err := p.prepare(); err != nil {
		return err
	}
	if p.endpoint == nil {
		p.checkInstallation()
		return p.report()
	}
	for _, look := range []func(){
		p.checkEndpoint, p.checkVersions, p.checkEnvironment, p.checkProxy, p.checkName, p.checkTrust, p.checkClock, p.checkAz,
		p.checkCredential, p.checkToken, p.checkResource, p.checkDeployment, p.checkCall, p.checkForm,
	} {
		if p.found == nil {
			look()
		}
	}
	return p.report()
}

// prepare reads what the doctor is given.
func (p *diagnosis) prepare() error {
	c := p.options
	if c.Curl != "" && c.Curl != "-" {
		return misused("the only word that doctor takes is -, for a curl line on standard input")
	}
	if c.Curl == "-" && c.Token == "-" {
		return misused("standard input is either a curl line or a token")
	}
	place, err := p.selection().FindAny(p.Context)
	if err != nil {
		return err
	}
	if place != nil && place.Remote != nil {
		p.client = place.Remote.HTTP
	}
	address := c.Endpoint
	if c.Curl == "-" || c.Token == "-" {
		text, err := io.ReadAll(io.LimitReader(p.In, jwt.MaxSize))
		if err != nil {
			return err
		}
		if c.Token == "-" {
			p.token = strings.TrimSpace(string(text))
		} else if p.curl, err = readCurl(string(text)); err != nil {
			return err
		} else {
			address, p.sdk = p.curl.URL, "rest"
		}
	} else {
		p.token = c.Token
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
		if p.token != "" || c.Key != "" || c.SDK != "" || c.Deployment != "" {
			return misused("there is no endpoint to look at: give one with --endpoint")
		}
		return nil // it looks at the installation
	}
	if p.endpoint, err = readEndpoint(address); err != nil {
		return misuse{err}
	}
	if place != nil && p.endpoint.root == place.Server.Origins.Account(p.endpoint.name()) {
		p.place = place
	}
	return p.chooseCloud()
}

// addressAt is the endpoint of a server's first account.
func (p *diagnosis) addressAt(place *client.Instance) (string, error) {
	account, err := place.Account("")
	if place.Remote != nil {
		to, opened := p.openControl(p.options.As)
		if opened != nil {
			return "", opened
		}
		account, err = to.Account(p.Context, "")
	}
	if err != nil {
		return "", fmt.Errorf("%w\nOr name the address that the code calls with --endpoint", err)
	}
	return place.Server.Origins.Account(account.Subdomain) + "/models", nil
}

// chooseCloud finds out where the endpoint's cloud is: that of the running server, one that is named, or Azure.
func (p *diagnosis) chooseCloud() (err error) {
	switch {
	case p.place != nil:
		o := p.place.Server.Origins
		p.cloud = client.Cloud{Login: o.Login, ARM: o.ARM, Graph: o.Graph, ARMAudience: o.ARM}
	case p.options.Cloud != "":
		p.cloud, err = client.FindCloud(p.Context, p.client, p.options.Cloud)
	default:
		p.cloud, _ = client.KnownCloud("azure")
	}
	return err
}

func (p *diagnosis) say(name, state, format string, args ...any) {
	p.steps = append(p.steps, step{name, state, fmt.Sprintf(format, args...)})
}

// wrong ends the examination with what was found.
func (p *diagnosis) wrong(name, said string, f finding) {
	p.say(name, "wrong", "%s", said)
	if policy, ok := policyFinding(p.refusal); ok && name == "credential" {
		f = policy
	}
	p.found = &f
}

// report prints what was looked at and what was found.
func (p *diagnosis) report() error {
	if p.options.JSON {
		endpoint := ""
		if p.endpoint != nil {
			endpoint = p.endpoint.url.Redacted()
		}
		if err := p.printJSON(map[string]any{"endpoint": endpoint, "steps": p.steps, "finding": p.found}); err != nil {
			return err
		}
	} else {
		for _, s := range p.steps {
			mark := map[string]string{"ok": "ok     ", "wrong": "WRONG  ", "note": "note   ", "skipped": "skipped"}[s.State]
			fmt.Fprintf(p.Out, "%s  %-12s  %s\n", mark, s.Name, s.Said)
		}
		p.printFinding()
	}
	if p.found != nil {
		return exitWith(exitFailed)
	}
	return nil
}

func (p *diagnosis) printFinding() {
	if p.found == nil && p.endpoint == nil {
		fmt.Fprintf(p.Out, "\n%s\nType:\n  keyless up\n", p.bold("Nothing is missing, and no server runs."))
		return
	}
	if p.found == nil {
		fmt.Fprintf(p.Out, "\n%s\n", p.bold("Nothing is wrong: the call works."))
		return
	}
	fmt.Fprintf(p.Out, "\n%s\n", p.bold(p.found.Sentence))
	if len(p.found.Type) > 0 {
		fmt.Fprint(p.Out, "Type:\n")
	}
	for _, line := range p.found.Type {
		fmt.Fprintf(p.Out, "  %s\n", line)
	}
	if p.found.Hint != "" {
		fmt.Fprintf(p.Out, "%s\n", p.found.Hint)
	}
}
