package command

import (
	"fmt"
	"slices"
	"time"

	"keyless.dev/keyless/internal/client"
)

type tokenVerify struct {
	Token string `arg:"" optional:"" help:"The token. If omitted, or -, it is read from standard input."`
	JSON  bool   `help:"Print JSON."`
}

// Help returns the text below the list of flags.
func (*tokenVerify) Help() string {
	return `Examples:
  az account get-access-token --resource https://ai.azure.com --query accessToken -o tsv | keyless token verify

Exit code 0: the inference endpoint of the running server accepts the token. 1: it does not. Whether you may call a model also
depends on role assignments.`
}

// Run reports whether the running server accepts a token.
func (c *tokenVerify) Run(s *Session) error {
	t, err := s.readToken(c.Token)
	if err != nil {
		return err
	}
	p, err := s.findServer()
	if err != nil {
		return err
	}
	keys, err := client.SigningKeys(s.Context, p)
	if err != nil {
		return err
	}
	checks := client.CheckToken(p, t, keys, time.Now())
	refused := slices.ContainsFunc(checks, func(c client.Check) bool { return !c.OK })
	if c.JSON {
		err = s.printJSON(map[string]any{"accepted": !refused, "checks": checks})
	} else {
		for _, c := range checks {
			if c.OK {
				_, err = fmt.Fprintf(s.Out, "ok       %s\n", c.Name)
			} else {
				_, err = fmt.Fprintf(s.Out, "REFUSED  not %s: %s\n", c.Name, c.Why)
			}
		}
	}
	if err == nil && refused {
		return exitWith(exitFailed)
	}
	return err
}
