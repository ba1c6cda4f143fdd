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

// Help returns the text below the list of flags.
func (*recoverCommand) Help() string {
	return `Examples:
  keyless recover-admin --config /etc/keyless/keyless.yaml
  keyless recover-admin --config /etc/keyless/keyless.yaml --name ada@ai.example.com

The command needs the key-encryption key and the store. The server may keep running. The link is valid once, for 24 hours, and
replaces all earlier links. The present password stays valid until the link is used. The audit log records who created the
link, and when it is used.`
}

// Run creates a link.
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
	fmt.Fprintf(s.Out, "%s (valid once, until %s)\n  %s\n", s.bold(made.Administrator+" opens this link:"), made.Expires.Local().Format("2006-01-02 15:04 MST"), made.Link)
	return nil
}
