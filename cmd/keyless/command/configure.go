package command

import (
	"fmt"
	"time"

	"keyless.dev/keyless/internal/configure"
	"keyless.dev/keyless/internal/humantime"
)

type configureCommand struct {
	Resource      string        `required:"" help:"The Foundry resource." placeholder:"NAME"`
	ResourceGroup string        `short:"g" required:"" help:"Its resource group." placeholder:"RG"`
	Subscription  string        `help:"Its subscription. Default: $$AZURE_SUBSCRIPTION_ID, else the only one that has the resource." placeholder:"ID"`
	Assignee      string        `required:"" help:"The principal that will call models: me, a user's name, the name of a group or service principal, or an object id." placeholder:"WHO"`
	Role          string        `default:"Cognitive Services User" help:"The role to assign." placeholder:"ROLE"`
	DisableKeys   bool          `help:"Disable the account keys at the end."`
	DryRun        bool          `help:"Print the equivalent az commands without making changes."`
	Wait          time.Duration `default:"6m" help:"How long to wait until the role takes effect." placeholder:"TIME"`
	JSON          bool          `help:"Print the result as JSON."`
	cloudOption
	actAs
}

// Help returns the text below the list of flags.
func (*configureCommand) Help() string {
	return `Examples:
  keyless configure --resource foundry --resource-group rg-keyless --assignee me
  keyless configure --resource foundry -g rg-keyless --assignee developers --disable-keys
  keyless configure --cloud azure --resource NAME -g RG --assignee someone@example.com
  keyless configure --resource foundry -g rg-keyless --assignee me --dry-run

The command finds the resource and the principal, assigns the role at the resource unless it is already assigned, waits until
it takes effect and, if it can act as the assignee, makes a test call. Running it again changes nothing. You need
Microsoft.Authorization/roleAssignments/write at the resource, which Owner includes.`
}

// Run configures keyless access.
func (c *configureCommand) Run(s *Session) error {
	to, err := s.openCloud(c.Cloud, c.As)
	if err != nil {
		return err
	}
	options := configure.Options{
		Resource: c.Resource, ResourceGroup: c.ResourceGroup, Subscription: c.Subscription, Assignee: c.Assignee, Role: c.Role,
		DisableKeys: c.DisableKeys, Wait: c.Wait, As: c.As,
	}
	if c.DryRun {
		lines, err := configure.Plan(s.Context, to, options)
		for _, line := range lines {
			fmt.Fprintln(s.Out, line)
		}
		return err
	}
	waiting := false
	if isTerminal(s.Err) {
		options.Waiting = func(since time.Duration) {
			waiting = true
			fmt.Fprintf(s.Err, "\x1b[Gwaiting until the role is in force: %s ", humantime.Age(since))
		}
	}
	options.Said = func(line string) {
		if waiting {
			waiting = false
			fmt.Fprint(s.Err, "\x1b[G\x1b[K")
		}
		if !c.JSON {
			fmt.Fprintln(s.Out, line)
		}
	}
	result, err := configure.Run(s.Context, to, options)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(result)
	}
	return nil
}
