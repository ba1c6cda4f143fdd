package command

import (
	"cmp"
	"fmt"
	"path/filepath"
	"text/tabwriter"

	"keyless.dev/keyless/internal/client"
)

type contextCommand struct {
	Add    contextAddCommand    `cmd:"" help:"Add a server under a name."`
	Use    contextUseCommand    `cmd:"" help:"Select the server that commands use."`
	List   contextListCommand   `cmd:"" help:"List the servers."`
	Remove contextRemoveCommand `cmd:"" help:"Remove a server and its stored sign-in."`
}

type contextAddCommand struct {
	Name    string `arg:"" help:"The name."`
	Account string `help:"The default account of commands." placeholder:"NAME"`
	Use     bool   `help:"Select it, as keyless context use does."`
	Replace bool   `help:"Replace an existing context."`
}

// Help returns the text below the list of flags.
func (*contextAddCommand) Help() string {
	return `Examples:
  keyless context add prod --server https://arm.ai.example.com --sign-in browser --use
  keyless context add lab --server https://localhost:8443 --ca /etc/keyless/ca.crt --sign-in device-code --account models

The command asks the server for the addresses of its hosts, and fails if the server does not respond. Contexts are stored in
contexts.json in your configuration folder, or in $KEYLESS_CONTEXTS. Sign-ins are stored beside it, readable only by you.`
}

// Run adds a context.
func (c *contextAddCommand) Run(s *Session) error {
	if s.server.Server == "" {
		return misused("name the server: keyless context add %s --server https://…", c.Name)
	}
	all, err := client.OpenContexts()
	if err != nil {
		return err
	}
	added := &client.Context{Name: c.Name, Server: s.server.Server, SignIn: s.server.SignIn, Account: c.Account}
	if s.server.CA != "" {
		if added.CA, err = filepath.Abs(s.server.CA); err != nil {
			return err
		}
	}
	found, err := client.Find(s.Context, added, all.FolderOf(added.Server))
	if err != nil {
		return err
	}
	if err := added.Check(); err != nil {
		return err
	}
	if err := all.Add(added, c.Replace); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "Added %s: Resource Manager at %s, sign-in at %s.\n", c.Name, found.Cloud.ARM, found.Cloud.Login)
	if !c.Use {
		fmt.Fprintf(s.Out, "Choose it with: keyless context use %s\n", c.Name)
		return nil
	}
	return (&contextUseCommand{Name: c.Name}).Run(s)
}

type contextUseCommand struct {
	Name string `arg:"" help:"The name; local is the server of the data folder."`
}

// Help returns the text below the list of flags.
func (*contextUseCommand) Help() string {
	return `Examples:
  keyless context use prod
  keyless context use local       # the developer server of the data folder again

--server, --context and --data, and the variables KEYLESS_SERVER, KEYLESS_CONTEXT and KEYLESS_DATA, override the selected context.`
}

// Run selects a context.
func (c *contextUseCommand) Run(s *Session) error {
	all, err := client.OpenContexts()
	if err != nil {
		return err
	}
	if err := all.Use(c.Name); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "Commands now use %s.\n", c.Name)
	return nil
}

type contextListCommand struct {
	JSON bool `help:"Print JSON."`
}

// Help returns the text below the list of flags.
func (*contextListCommand) Help() string {
	return `Examples:
  keyless context list
  keyless context list --json | jq -r .current`
}

// Run lists the contexts.
func (c *contextListCommand) Run(s *Session) error {
	all, err := client.OpenContexts()
	if err != nil {
		return err
	}
	if c.JSON {
		if all.List == nil {
			all.List = []*client.Context{}
		}
		return s.printJSON(all)
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\tNAME\tSERVER\tSIGN-IN\tACCOUNT")
	row := func(current bool, cells ...any) {
		mark := " "
		if current {
			mark = "*"
		}
		fmt.Fprintf(table, mark+"\t%s\t%s\t%s\t%s\n", cells...)
	}
	row(all.Current == "", client.Local, "(of the data folder)", "-", "-")
	for _, one := range all.List {
		row(all.Current == one.Name, one.Name, one.Server, cmp.Or(string(one.SignIn), string(client.Default)), cmp.Or(one.Account, "-"))
	}
	return table.Flush()
}

type contextRemoveCommand struct {
	Name string `arg:"" help:"The name."`
}

// Help returns the text below the list of flags.
func (*contextRemoveCommand) Help() string {
	return `Examples:
  keyless context remove lab`
}

// Run removes a context.
func (c *contextRemoveCommand) Run(s *Session) error {
	all, err := client.OpenContexts()
	if err != nil {
		return err
	}
	if err := all.Remove(c.Name); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "Removed %s and its stored sign-in.\n", c.Name)
	return nil
}
