package command

import (
	"fmt"
	"io"
	"text/tabwriter"

	"keyless.dev/keyless/internal/jwt"
)

type tokenCommand struct {
	Decode tokenDecode `cmd:"" help:"Print the content of a token in plain words, without verifying it."`
	Verify tokenVerify `cmd:"" help:"Check whether the running server accepts a token, and if not, why."`
}

type tokenDecode struct {
	Token string `arg:"" optional:"" help:"The token. If omitted, or -, it is read from standard input."`
	JSON  bool   `help:"Print header and claims as JSON."`
}

// Help returns the text below the list of flags.
func (*tokenDecode) Help() string {
	return `Examples:
  az account get-access-token --resource https://ai.azure.com --query accessToken -o tsv | keyless token decode
  keyless token decode eyJ0eXAi… --json

The token may be from any issuer. Its signature is not verified, so its content may be false.`
}

// Run prints the content of a token.
func (c *tokenDecode) Run(s *Session) error {
	t, err := s.readToken(c.Token)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(map[string]any{"header": t.Header, "claims": t.Claims})
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, name := range t.Names() {
		fmt.Fprintf(table, "%s\t%s\t%s\n", name, jwt.Format(name, t.Claims[name]), s.dim(jwt.Meaning(name, t.Claims)))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "\nSigned with %v by key %v, according to its header. The signature was not verified: see keyless token verify.\n", t.Header["alg"], t.Header["kid"])
	return nil
}

func (s *Session) readToken(given string) (*jwt.Token, error) {
	if given == "" || given == "-" {
		if isTerminal(s.In) {
			fmt.Fprintln(s.Err, "Paste the token, then Enter and Ctrl-D:")
		}
		text, err := io.ReadAll(io.LimitReader(s.In, jwt.MaxSize+1))
		if err != nil {
			return nil, err
		}
		if len(text) > jwt.MaxSize {
			return nil, fmt.Errorf("standard input holds more than %d MiB: this is not a token", jwt.MaxSize>>20)
		}
		given = string(text)
	}
	return jwt.Parse(given)
}
