package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"keyless.dev/keyless/internal/datadir"
)

type healthCommand struct {
	Config  string        `type:"existingfile" placeholder:"FILE" help:"The configuration of a production server, which names its data folder. Default: --data."`
	Live    bool          `help:"Check only whether the process responds, not whether it serves calls."`
	Timeout time.Duration `default:"3s" help:"Timeout of the check." placeholder:"TIME"`
	JSON    bool          `help:"Print JSON."`
}

// Help returns the text below the list of flags.
func (*healthCommand) Help() string {
	return `Examples:
  keyless health
  keyless health --config /etc/keyless/keyless.yaml
  HEALTHCHECK CMD ["/usr/bin/keyless", "health"]        # in a Dockerfile

The command requests /readyz (with --live, /healthz) at the address that the server has written to its data folder. Exit code
0: the server serves calls. 1: it does not; standard error says why.`
}

// health is the output with --json.
type health struct {
	Healthy bool   `json:"healthy"`
	Listen  string `json:"listen,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// Run checks the server's health.
func (c *healthCommand) Run(s *Session) error {
	if c.Timeout <= 0 || c.Timeout > time.Minute {
		return misused("--timeout is from 1ms to 1m, not %s", c.Timeout)
	}
	dir := s.Data
	if c.Config != "" {
		config, err := production(s, c.Config, false)
		if err != nil {
			return err
		}
		dir = config.DataDir
	}
	listen, err := c.ask(s.Context, dir)
	if c.JSON {
		state := health{Healthy: err == nil, Listen: listen}
		if err != nil {
			state.Reason = err.Error()
		}
		if err := s.printJSON(state); err != nil {
			return err
		}
		if err != nil {
			return exitWith(exitFailed)
		}
		return nil
	}
	if err == nil {
		fmt.Fprintf(s.Out, "The server at %s answers.\n", listen)
	}
	return err
}

func (c *healthCommand) ask(ctx context.Context, dir string) (listen string, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	server, err := datadir.ReadServer(dir)
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("no server is running on %s: start it, or specify --data or --config", dir)
	}
	if err != nil {
		return "", err
	}
	return server.Listen, datadir.Probe(ctx, server, !c.Live)
}
