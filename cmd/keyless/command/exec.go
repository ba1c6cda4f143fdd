package command

import (
	"fmt"
	"os/exec"
	"strings"

	"keyless.dev/keyless/internal/client"
)

type execCommand struct {
	asOptions
	Command []string `arg:"" passthrough:"" help:"The command and its arguments, after --."`
}

// Help returns the text below the list of flags.
func (*execCommand) Help() string {
	return `Examples:
  keyless exec -- az login
  keyless exec -- python app.py
  keyless exec --as ci-pipeline -- npm test
  keyless exec --identity app-identity -- ./service       # ManagedIdentityCredential
  keyless exec --workload app-identity -- ./service       # WorkloadIdentityCredential

Variables of your shell that refer to another cloud (such as AZURE_CLIENT_ID) are not passed on, unless they were set for this
server by keyless env.`
}

// Run replaces the process with the command, or runs it on platforms where that is impossible.
func (c *execCommand) Run(s *Session) error {
	words, err := afterDashes(c.Command)
	if err != nil {
		return err
	}
	p, err := s.findServer()
	if err != nil {
		return err
	}
	vars, err := p.Environment(c.as())
	if err != nil {
		return err
	}
	path, err := exec.LookPath(words[0])
	if err != nil {
		return notFoundCommand(words[0])
	}
	s.sayForeign(p)
	return become(s, path, words, p.Surround(vars))
}

// notFoundCommand returns the error for a command that does not exist, with the exit code that shells use.
func notFoundCommand(name string) error {
	return coded{fmt.Errorf("the command %s is not on your PATH", name), 127}
}

// sayForeign reports which variables are not passed on, unless standard error is not a terminal.
func (s *Session) sayForeign(p *client.Instance) {
	if names := p.Foreign(); len(names) > 0 && isTerminal(s.Err) {
		fmt.Fprintf(s.Err, "keyless: not passed on, since they are for another cloud: %s\n", strings.Join(names, ", "))
	}
}
