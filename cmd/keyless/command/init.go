package command

import (
	"fmt"
	"time"

	"keyless.dev/keyless/internal/setup"
	"keyless.dev/keyless/internal/shell"
)

type initCommand struct {
	Dir           string `default:"." placeholder:"DIR" help:"Folder for the files. It is made."`
	Address       string `required:"" placeholder:"URL" help:"What clients call: https://ai.example.com, or https://*.ai.example.com for a host name for each of sign-in, Resource Manager, Graph and accounts."`
	Domain        string `placeholder:"DOMAIN" help:"The tenant's domain, which people's user names end with. Default: that of the address."`
	Administrator string `default:"admin" placeholder:"NAME" help:"User name of the first administrator."`
	Store         string `placeholder:"URL" help:"postgres://user@host/database. Default: SQLite in the folder, for a single server."`
	Cert          string `placeholder:"FILE" help:"A certificate of your own. Default: one by an authority that is made now, which clients have to trust."`
	Key           string `placeholder:"FILE" help:"Its private key."`
	JSON          bool   `help:"Print JSON."`
}

// Help is shown below the flags.
func (*initCommand) Help() string {
	return `Examples:
  keyless init --dir /etc/keyless --address https://ai.example.com
  keyless init --dir /etc/keyless --address 'https://*.ai.example.com' --store postgres://keyless@db/keyless --cert tls.crt --key tls.key

It writes a configuration, a key-encryption key, a certificate unless you bring one, and a world with one administrator,
who chooses a password or a passkey by the link that is printed. The link works once, for 24 hours. Nothing is
overwritten. Keep the key-encryption key elsewhere too: without it the store cannot be read.`
}

// Run writes what a production server starts from.
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
	fmt.Fprintf(s.Out, "\n%s (it works once, until %s)\n  %s\n", s.bold("Then "+w.Administrator+" opens this link:"), w.Expires.Local().Format("2006-01-02 15:04 MST"), w.Link)
	ca := ""
	if w.Authority != "" {
		ca = " --ca " + shell.Word(w.Authority)
	}
	fmt.Fprintf(s.Out, "\n%s\n  keyless context add prod --server %s%s --sign-in browser --use\n  keyless chat Hello\n", s.bold("And from any machine:"), w.ARM, ca)
	return nil
}
