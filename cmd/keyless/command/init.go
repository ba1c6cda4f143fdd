package command

import (
	"fmt"
	"time"

	"keyless.dev/keyless/internal/setup"
	"keyless.dev/keyless/internal/shell"
)

type initCommand struct {
	Dir           string `default:"." placeholder:"DIR" help:"Folder for the files. It is created."`
	Address       string `required:"" placeholder:"URL" help:"The address for clients: https://ai.example.com, or https://*.ai.example.com for separate host names of sign-in, Resource Manager, Graph and accounts."`
	Domain        string `placeholder:"DOMAIN" help:"The domain of the tenant and its user names. Default: that of the address."`
	Administrator string `default:"admin" placeholder:"NAME" help:"User name of the first administrator."`
	Store         string `placeholder:"URL" help:"postgres://user@host/database. Default: SQLite in the folder, for a single server."`
	Cert          string `placeholder:"FILE" help:"An existing certificate. Default: a new one, from a new authority that clients must trust."`
	Key           string `placeholder:"FILE" help:"Its private key."`
	JSON          bool   `help:"Print JSON."`
}

// Help returns the text below the list of flags.
func (*initCommand) Help() string {
	return `Examples:
  keyless init --dir /etc/keyless --address https://ai.example.com
  keyless init --dir /etc/keyless --address 'https://*.ai.example.com' --store postgres://keyless@db/keyless --cert tls.crt --key tls.key

The command writes a configuration, a key-encryption key, a certificate unless you provide one, and a world with one
administrator, who sets a password or a passkey with the printed link. The link is valid once, for 24 hours. Existing files
are not overwritten. Keep a copy of the key-encryption key elsewhere: without it the store cannot be read.`
}

// Run writes the files of a production server.
func (c *initCommand) Run(s *Session) error {
	w, err := setup.Write(setup.Options{
		Dir: c.Dir, Address: c.Address, Domain: c.Domain, Administrator: c.Administrator, Store: c.Store, Cert: c.Cert, Key: c.Key, Now: time.Now(),
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(w)
	}
	fmt.Fprintln(s.Out, "Wrote:")
	for _, path := range w.Files {
		fmt.Fprintln(s.Out, "  "+path)
	}
	fmt.Fprintf(s.Out, "\n%s\n  keyless serve --config %s\n", s.bold("Start the server:"), shell.Word(w.Config))
	fmt.Fprintf(s.Out, "\n%s (valid once, until %s)\n  %s\n", s.bold("Then "+w.Administrator+" opens this link:"), w.Expires.Local().Format("2006-01-02 15:04 MST"), w.Link)
	ca := ""
	if w.Authority != "" {
		ca = " --ca " + shell.Word(w.Authority)
	}
	fmt.Fprintf(s.Out, "\n%s\n  keyless context add prod --server %s%s --sign-in browser --use\n  keyless chat Hello\n", s.bold("And from any machine:"), w.ARM, ca)
	return nil
}
