package command

import (
	"fmt"
	"io"
	"strings"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/world"
)

type envCommand struct {
	Shell string `enum:"sh,bash,zsh,fish,powershell,pwsh,cmd,dotenv,json" default:"sh" help:"One of sh, bash, zsh, fish, powershell, pwsh, cmd, dotenv, json." placeholder:"SHELL"`
	JSON  bool   `help:"The same as --shell json: the environment, ids, endpoints, people and their passwords."`
	asOptions
}

// Help is shown below the flags.
func (*envCommand) Help() string {
	return `Examples:
  eval "$(keyless env)"                               # sh, bash, zsh
  keyless env --shell fish | source
  keyless env --shell powershell | Out-String | Invoke-Expression
  keyless env --json | jq -r '.users[0].password'
  eval "$(keyless env --as ci-pipeline)"              # with a service principal's secret
  eval "$(keyless env --identity app-identity)"       # with a managed identity's endpoint
  eval "$(keyless env --workload app-identity)"       # with its token file`
}

// Run prints the environment.
func (c *envCommand) Run(s *Session) error {
	p, err := s.findServer()
	if err != nil {
		return err
	}
	vars, err := p.Environment(c.as())
	if err != nil {
		return err
	}
	if c.JSON || c.Shell == "json" {
		return s.printJSON(describe(p, vars))
	}
	return writeShell(s.Out, c.Shell, vars, p.Foreign())
}

// writeShell writes the commands by which a shell takes over vars and forgets drop.
func writeShell(out io.Writer, shell string, vars []app.Variable, drop []string) error {
	var lines strings.Builder
	set := func(format string, quote func(string) string) {
		for _, v := range vars {
			fmt.Fprintf(&lines, format+"\n", v.Name, quote(v.Value))
		}
	}
	unset := func(format string) {
		for _, name := range drop {
			fmt.Fprintf(&lines, format+"\n", name)
		}
	}
	switch shell {
	case "fish":
		unset("set -e %s")
		set("set -gx %s %s", quoteFish)
	case "powershell", "pwsh":
		unset("Remove-Item Env:%s")
		set("$env:%s = %s", quotePowerShell)
	case "cmd":
		unset(`set "%s="`)
		set(`set "%s=%s"`, func(v string) string { return strings.ReplaceAll(v, "%", "%%") })
	case "dotenv":
		set("%s=%s", func(v string) string { return v })
	default:
		unset("unset %s")
		set("export %s=%s", quoteSh)
	}
	_, err := io.WriteString(out, lines.String())
	return err
}

func quoteSh(v string) string { return "'" + strings.ReplaceAll(v, "'", `'\''`) + "'" }

func quoteFish(v string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
}

func quotePowerShell(v string) string { return "'" + strings.ReplaceAll(v, "'", "''") + "'" }

// description is all that a test or a tool wants to know of a running developer server.
type description struct {
	Env               map[string]string      `json:"env"`
	TenantID          string                 `json:"tenantId"`
	SubscriptionID    string                 `json:"subscriptionId"`
	ResourceID        string                 `json:"resourceId"`
	Endpoints         map[string]string      `json:"endpoints"`
	Users             []world.UserResult     `json:"users"`
	Groups            []world.GroupResult    `json:"groups"`
	ServicePrincipals []world.AppResult      `json:"servicePrincipals"`
	ManagedIdentities []world.IdentityResult `json:"managedIdentities"`
}

func describe(p *app.Place, vars []app.Variable) description {
	d := description{
		Env: map[string]string{}, TenantID: p.Tenant.ID,
		Endpoints: map[string]string{"login": p.Server.Origins.Login, "arm": p.Server.Origins.ARM, "graph": p.Server.Origins.Graph},
		Users:     p.Tenant.Users, Groups: p.Tenant.Groups, ServicePrincipals: p.Tenant.ServicePrincipals, ManagedIdentities: p.Tenant.ManagedIdentities,
	}
	for _, v := range vars {
		d.Env[v.Name] = v.Value
	}
	if len(p.Tenant.Subscriptions) > 0 {
		d.SubscriptionID = p.Tenant.Subscriptions[0].ID
	}
	if account, err := p.Account(""); err == nil {
		d.ResourceID, d.Endpoints["account"] = account.ResourceID, p.Server.Origins.Account(account.Subdomain)
	}
	if p.Server.Origins.Metadata != "" {
		d.Endpoints["metadata"] = p.Server.Origins.Metadata
	}
	return d
}
