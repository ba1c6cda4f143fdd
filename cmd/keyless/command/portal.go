package command

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"

	"keyless.dev/keyless/internal/client"
)

type portalCommand struct {
	Print bool `help:"Print the address instead of opening it."`
}

// Help returns the text below the list of flags.
func (*portalCommand) Help() string {
	return `Examples:
  keyless portal            # opens the portal of the running server
  keyless portal --print    # prints its address, for a browser elsewhere

The portal shows who may do what and why, and has a playground, resources and their keys. If this machine has no browser, the
address is printed.`
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
		return place.Server.Origins.Login, nil // it redirects to the portal
	}
	if place.Server.Portal == "" {
		return "", errors.New("this server has no portal: its configuration says portal: off")
	}
	return place.Server.Portal, nil
}

// browse opens an address of this server in the user's browser. It runs the platform's program for that, without a
// shell.
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

// opener returns the program that opens addresses on this platform.
func opener() (name string, args []string) {
	switch runtime.GOOS {
	case "darwin":
		return "open", nil
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	}
	return "xdg-open", nil
}
