package command

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"

	"keyless.dev/keyless/internal/client"
)

type portalCommand struct {
	Print bool `help:"Print the address and open nothing."`
}

// Help is shown below the flags.
func (*portalCommand) Help() string {
	return `Examples:
  keyless portal            # opens the portal of the running server
  keyless portal --print    # prints its address, for a browser elsewhere

The portal is a page for people: who may do what and why, a playground, resources and their keys. Without a browser on
this machine the address is printed.`
}

// Run opens the portal in the browser.
func (c *portalCommand) Run(s *Session) error {
	place, err := s.findServer()
	if err != nil {
		return err
	}
	address, err := portalOf(place)
	if err != nil {
		return err
	}
	if c.Print {
		fmt.Fprintln(s.Out, address)
		return nil
	}
	fmt.Fprintf(s.Out, "Opening %s\n", address)
	return s.browse(address)
}

func portalOf(place *client.Instance) (string, error) {
	if place.Remote != nil {
		return place.Server.Origins.Login, nil // which leads there, wherever it is
	}
	if place.Server.Portal == "" {
		return "", errors.New("this server has no portal: its configuration says portal: off")
	}
	return place.Server.Portal, nil
}

// browse opens an address in the person's browser. The program that does it is the platform's own; the address is one of
// this server, and never goes through a shell.
func (s *Session) browse(address string) error {
	name, args := opener()
	if _, err := exec.LookPath(name); err != nil {
		return fmt.Errorf("no browser can be opened from here (%s is not installed): open %s yourself", name, address)
	}
	command := exec.CommandContext(s.Context, name, append(args, address)...)
	if err := command.Run(); err != nil {
		return fmt.Errorf("no browser was opened (%s: %w): open %s yourself", name, err, address)
	}
	return nil
}

// opener is the program that opens addresses as the person's desktop would.
func opener() (name string, args []string) {
	switch runtime.GOOS {
	case "darwin":
		return "open", nil
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	}
	return "xdg-open", nil
}
