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
	List   keysListCommand   `cmd:"" help:"Show the keys that tokens are signed with."`
	Rotate keysRotateCommand `cmd:"" help:"Make the next signing key."`
	Rewrap keysRewrapCommand `cmd:"" help:"Seal what is in the store with a new key-encryption key."`
}

// keysPlace says whose keys.
type keysPlace struct {
	Config string `type:"existingfile" placeholder:"FILE" help:"The configuration of a production server. Without it, the developer server of the data folder."`
	JSON   bool   `help:"Print JSON."`
}

// open opens the keys. Servers that run on the same store need not be stopped.
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

// Help is shown below the flags.
func (*keysListCommand) Help() string {
	return `Examples:
  keyless keys list
  keyless keys list --config /etc/keyless/keyless.yaml --json

A key is waiting (published, so that everybody knows it before it signs), signing, or retiring (published until the last
token that it signed has ended).`
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
	Lead     time.Duration `default:"2h" help:"How long the new key is published before it signs. Clients keep a key set for up to an hour."`
	Withdraw bool          `help:"End all other keys now, as when one was stolen: every token so far stops working."`
}

// Help is shown below the flags.
func (*keysRotateCommand) Help() string {
	return `Examples:
  keyless keys rotate
  keyless keys rotate --lead 10s                 # for a test
  keyless keys rotate --withdraw                 # a key was stolen: everybody gets new tokens

Servers rotate by themselves, every 30 days unless keys.rotate says otherwise. A running server takes the new key over
within a second or two, and so does every replica of it.`
}

// Run makes a key.
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

// Help is shown below the flags.
func (*keysRewrapCommand) Help() string {
	return `Examples:
  keyless keys rewrap --config /etc/keyless/keyless.yaml

The configuration names the new key as keys.encryptionKeyFile and the old one in keys.otherEncryptionKeyFiles. Everything that
the old one has sealed is sealed with the new one; after that the old one can go. docs/backup.md has the steps, for replicas
too. Signing keys stay the same, and so do tokens.`
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
	fmt.Fprintf(s.Out, "Rewrapped signing keys: %d, resources: %d. Everything in the store opens with the key-encryption key alone.\n", keys, resources)
	return nil
}
