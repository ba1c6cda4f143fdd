package command

import (
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/storeadmin"
)

type keysCommand struct {
	List   keysListCommand   `cmd:"" help:"List the signing keys."`
	Rotate keysRotateCommand `cmd:"" help:"Create the next signing key."`
	Rewrap keysRewrapCommand `cmd:"" help:"Seal the secrets in the store with a new key-encryption key."`
}

// keysPlace selects the store of the keys.
type keysPlace struct {
	Config string `type:"existingfile" placeholder:"FILE" help:"The configuration of a production server. Without it, the developer server of the data folder."`
	JSON   bool   `help:"Print JSON."`
}

// open opens the keys. Servers on the store need not be stopped.
func (p *keysPlace) open(s *Session) (*storeadmin.KeyRing, error) {
	config := app.Developer(s.Data)
	if p.Config != "" {
		var err error
		if config, err = production(s, p.Config, false); err != nil {
			return nil, err
		}
	}
	return storeadmin.OpenKeyRing(s.Context, config.Target())
}

type keysListCommand struct{ keysPlace }

// Help returns the text below the list of flags.
func (*keysListCommand) Help() string {
	return `Examples:
  keyless keys list
  keyless keys list --config /etc/keyless/keyless.yaml --json

A key is waiting (published before it signs, so that clients have it), signing, or retiring (published until the last token
that it signed has expired).`
}

// Run shows the keys.
func (c *keysListCommand) Run(s *Session) (err error) {
	ring, err := c.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ring.Close()) }()
	if c.JSON {
		return s.printJSON(ring.List())
	}
	s.printKeys(ring.List())
	return nil
}

func (s *Session) printKeys(keys []storeadmin.SigningKey) {
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KEY\tSTATUS\tSIGNS FROM\tENDS")
	for _, k := range keys {
		ends := "-"
		if k.EndsAt != nil {
			ends = k.EndsAt.Format(time.RFC3339)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", k.ID, k.Status, k.SignsFrom.Format(time.RFC3339), ends)
	}
	_ = table.Flush()
}

type keysRotateCommand struct {
	keysPlace
	Lead     time.Duration `default:"2h" help:"How long the new key is published before it signs. Clients cache a key set for up to an hour."`
	Withdraw bool          `help:"Withdraw all other keys now, such as after a theft: all existing tokens become invalid."`
}

// Help returns the text below the list of flags.
func (*keysRotateCommand) Help() string {
	return `Examples:
  keyless keys rotate
  keyless keys rotate --lead 10s                 # for a test
  keyless keys rotate --withdraw                 # a key was stolen: all tokens become invalid

Servers rotate their keys automatically, every 30 days unless keys.rotate specifies another interval. All running replicas use
the new key within two seconds.`
}

// Run creates a key.
func (c *keysRotateCommand) Run(s *Session) (err error) {
	if c.Lead < 0 || c.Lead > 7*24*time.Hour {
		return misused("--lead is from 0s to 168h, not %s", c.Lead)
	}
	ring, err := c.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ring.Close()) }()
	if c.Withdraw {
		_, err = ring.Withdraw(s.Context)
	} else {
		_, err = ring.Rotate(s.Context, c.Lead)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(ring.List())
	}
	s.printKeys(ring.List())
	return nil
}

type keysRewrapCommand struct{ keysPlace }

// Help returns the text below the list of flags.
func (*keysRewrapCommand) Help() string {
	return `Examples:
  keyless keys rewrap --config /etc/keyless/keyless.yaml

Set keys.encryptionKeyFile in the configuration to the new key, and keys.otherEncryptionKeyFiles to the old one. The command
seals everything with the new key; then the old one can be removed. See docs/backup.md for the steps, also with replicas.
Signing keys do not change, and tokens stay valid.`
}

// Run rewraps the store.
func (c *keysRewrapCommand) Run(s *Session) (err error) {
	ring, err := c.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ring.Close()) }()
	keys, resources, err := ring.Rewrap(s.Context)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(map[string]int{"signingKeys": keys, "resources": resources})
	}
	fmt.Fprintf(s.Out, "Rewrapped signing keys: %d, resources: %d. Everything in the store is now sealed with the present key-encryption key.\n", keys, resources)
	return nil
}
