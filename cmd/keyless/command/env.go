package command

import (
	"fmt"
	"io"
	"strings"

	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/shell"
	"keyless.dev/keyless/internal/world"
)

type envCommand struct {
	Shell string `enum:"sh,bash,zsh,fish,powershell,pwsh,cmd,dotenv,json" default:"sh" help:"One of sh, bash, zsh, fish, powershell, pwsh, cmd, dotenv, json." placeholder:"SHELL"`
	JSON  bool   `help:"The same as --shell json: the environment, ids, endpoints, users and their passwords."`
	asOptions
}

// Help returns the text below the list of flags.
func (*envCommand) Help() string {
	return `Examples:
  eval "$(keyless env)"                               # sh, bash, zsh
  keyless env --shell fish | source
  keyless env --shell powershell | Out-String | Invoke-Expression
  keyless env --shell cmd > env.cmd                   # then: call env.cmd
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

// writeShell writes the commands with which a shell sets vars and unsets drop. If the shell cannot represent one of the
// values, it writes nothing.
func writeShell(out io.Writer, name string, vars []client.Variable, drop []string) error {
	unset, set, quote := "unset %s\n", "export %s=%s\n", shell.Quote
	switch name {
	case "fish":
		unset, set, quote = "set -e %s\n", "set -gx %s %s\n", quoteFish
	case "powershell", "pwsh":
		unset, set, quote = "Remove-Item Env:%s\n", "$env:%s = %s\n", quotePowerShell
	case "cmd":
		unset, set, quote = "set \"%s=\"\n", "set \"%s=%s\"\n", quoteCmd
	case "dotenv":
		unset, set, quote = "", "%s=%s\n", func(v string) string { return v }
	}
	var lines strings.Builder
	if unset != "" {
		for _, name := range drop {
			fmt.Fprintf(&lines, unset, name)
		}
	}
	for _, v := range vars {
		if bad := unsayable[name]; strings.ContainsAny(v.Value, bad) {
			return fmt.Errorf("%s cannot be written in %s: its value has a quotation mark or a line break. Use another shell, or another --data", v.Name, name)
		}
		fmt.Fprintf(&lines, set, v.Name, quote(v.Value))
	}
	_, err := io.WriteString(out, lines.String())
	return err
}

// unsayable lists the characters that a value must not contain. cmd cannot escape a quotation mark, and neither cmd nor
// docker's --env-file can represent a line break.
var unsayable = map[string]string{"cmd": "\"\r\n", "dotenv": "\r\n"} //nolint:gochecknoglobals // a table

func quoteFish(v string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
}

// quotePowerShell doubles quotation marks. PowerShell treats the four typographic ones like the straight one.
func quotePowerShell(v string) string {
	return "'" + strings.NewReplacer("'", "''", "\u2018", "\u2018\u2018", "\u2019", "\u2019\u2019", "\u201a", "\u201a\u201a", "\u201b", "\u201b\u201b").Replace(v) + "'"
}

// quoteCmd doubles percent signs, as batch files require. Within quotation marks no other character is special.
func quoteCmd(v string) string { return strings.ReplaceAll(v, "%", "%%") }

// description describes a running developer server for tests and tools.
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

func describe(p *client.Instance, vars []client.Variable) description {
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
