package command

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/localmodels"
)

type upCommand struct {
	serverOptions
	LocalModels bool `default:"true" negatable:"" help:"Without --upstream, serve the models of Ollama, LM Studio, llama.cpp and vLLM if they run at their default port on this machine."`
	Ollama      bool `default:"true" negatable:"" hidden:"" help:"Former name of --local-models."`
	Open        bool `help:"Open the portal in the browser."`
	Picker      bool `default:"true" negatable:"" help:"Let seeded users sign in on the sign-in page with one click, without a password."`
	StopWith    int  `help:"Stop when the process with this id has exited. For test harnesses." placeholder:"PID"`
	JSON        bool `help:"When ready, print one JSON object, as keyless env --json does."`
}

// Help returns the text below the list of flags.
func (*upCommand) Help() string {
	return `Examples:
  keyless up                                           # with the models of Ollama, LM Studio, llama.cpp or vLLM on this machine
  keyless up --open                                    # opens the portal in the browser
  keyless up --no-local-models                         # only with the built-in model
  keyless up --upstream http://127.0.0.1:9000/v1       # with the models of an OpenAI-compatible server
  keyless up --data ./state --listen 127.0.0.1:0 --http 127.0.0.1:0
  keyless up --rbac-delay 2s                           # delays role assignments, as Azure does
  keyless up --listen 0.0.0.0:8443 --name host.docker.internal   # also for containers

The first run creates a certificate authority, a database and the default world in the data folder; later runs use them. The
server is reachable only from this machine, unless --name and --listen open it to others. Ctrl-C stops it.`
}

// Run runs the developer server until it is stopped.
func (c *upCommand) Run(s *Session) error {
	config, err := c.config(s, s.Data)
	if err != nil {
		return err
	}
	var local []localmodels.Found
	if c.LocalModels && c.Ollama && len(config.Upstreams) == 0 && config.Replay == "" && config.Record == "" {
		servers := localmodels.Servers()
		local = localmodels.Find(s.Context, servers)
		config.Upstreams = localUpstreams(servers, local)
	}
	config.Picker = c.Picker
	ctx, cancel := stopWith(s.Context, c.StopWith)
	defer cancel()
	r, err := start(ctx, config)
	if err != nil {
		return err
	}
	if c.JSON {
		vars, err := r.place.Environment(client.As{})
		if err == nil {
			err = s.printJSON(describe(r.place, vars))
		}
		if err != nil {
			_ = r.end()
			return err
		}
	} else {
		s.printLocal(local)
		s.welcome(r.place)
	}
	s.sayOpened(config.PublicName, r.place.Server)
	if c.Open {
		go func() { // some of these programs return only when the browser is closed
			if err := s.browse(r.place.Server.Portal); err != nil {
				fmt.Fprintf(s.Err, "keyless: %v\n", err)
			}
		}()
	}
	if err := r.wait(); err != nil {
		return err
	}
	if !c.JSON {
		fmt.Fprintln(s.Out, "Stopped. Run keyless up to continue with the same data.")
	}
	return nil
}

// welcome prints the addresses, the users and the next commands.
func (s *Session) welcome(p *client.Instance) {
	origins := p.Server.Origins
	fmt.Fprintf(s.Out, "%s is running. Ctrl-C stops it.\n\n", s.bold("keyless"))
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	row := func(cells ...string) { fmt.Fprintln(table, "  "+strings.Join(cells, "\t")) }
	row("portal", p.Server.Portal)
	row("sign-in", origins.Login)
	row("Resource Manager", origins.ARM)
	row("Graph", origins.Graph)
	for _, a := range p.Tenant.Accounts {
		row(a.Name, origins.Account(a.Subdomain)+"/models", "deployments: "+strings.Join(a.Deployments, ", "))
	}
	if origins.Metadata != "" {
		row("managed identity", origins.Metadata)
	}
	row("data", p.Dir)
	fmt.Fprintln(table)
	for _, u := range p.Tenant.Users {
		row(u.UserPrincipalName, secretOr(u.Password))
	}
	for _, a := range p.Tenant.ServicePrincipals {
		row(a.DisplayName, secretOr(a.Secret), "client id "+a.AppID)
	}
	_ = table.Flush()
	fmt.Fprintf(s.Out, "\n%s\n", s.bold("In another terminal:"))
	for _, line := range nextLines(p) {
		fmt.Fprintf(s.Out, "  %s\n", line)
	}
}

func secretOr(secret string) string {
	if secret == "" {
		return "(set by you)"
	}
	return secret
}

// nextLines returns the commands of the tutorial's main task.
func nextLines(p *client.Instance) []string {
	lines := []string{client.EvalLine(p)}
	if len(p.Tenant.Users) > 0 {
		lines = append(lines, "az login                    # as "+p.Tenant.Users[0].UserPrincipalName+", say")
	}
	return append(lines, `keyless chat "Hello"        # refused until somebody assigns the role; the answer says how`)
}
