package command

import (
	"fmt"

	"keyless.dev/keyless/internal/storeadmin"
)

type recoverCommand struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The configuration of the server."`
	Name   string `placeholder:"NAME" help:"User name of the administrator. Default: the only one."`
	JSON   bool   `help:"Print JSON."`
}

// Help is shown below the flags.
func (*recoverCommand) Help() string {
	return `Examples:
  keyless recover-admin --config /etc/keyless/keyless.yaml
  keyless recover-admin --config /etc/keyless/keyless.yaml --name ada@ai.example.com

It takes the key-encryption key and the store, as the server does; the server may go on running. The link works once, for
24 hours, and takes the place of every earlier one. The present password works until the link is used. The audit log says
who made the link, and when it is used.`
}

// Run makes a link.
func (c *recoverCommand) Run(s *Session) error {
	config, err := production(s, c.Config, false)
	if err != nil {
		return err
	}
	made, err := storeadmin.RecoverAdmin(s.Context, config.Target(), c.Name)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(made)
	}
	if made.Enabled {
		fmt.Fprintf(s.Out, "%s was disabled, and is enabled now.\n", made.Administrator)
	}
	fmt.Fprintf(s.Out, "%s (it works once, until %s)\n  %s\n", s.bold(made.Administrator+" opens this link:"), made.Expires.Local().Format("2006-01-02 15:04 MST"), made.Link)
	return nil
}
