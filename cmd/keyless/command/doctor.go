package command

import (
	"fmt"
	"io"
	"strings"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/doctor"
	"keyless.dev/keyless/internal/jwt"
)

type doctorCommand struct {
	Endpoint   string `help:"The endpoint that the code calls. Default: $$KEYLESS_ENDPOINT, else the running server's." placeholder:"URL"`
	Deployment string `help:"The deployment that the code uses. Default: an existing one." placeholder:"NAME"`
	SDK        string `name:"sdk" enum:",inference,azure-openai,openai,rest" default:"" help:"The client: inference (azure-ai-inference), azure-openai (AzureOpenAI), openai, rest." placeholder:"SDK"`
	Token      string `help:"Check this token instead of requesting one; - reads it from standard input." placeholder:"TOKEN"`
	Key        string `help:"An account key, if the code sends one." placeholder:"KEY"`
	JSON       bool   `help:"Print JSON."`
	actAs
	cloudOption
	Curl string `arg:"" optional:"" help:"- reads a curl command from standard input and diagnoses it."`
}

// Help returns the text below the list of flags.
func (*doctorCommand) Help() string {
	return `Examples:
  keyless doctor                                       # checks the installation or, if a server runs, a call
  keyless doctor --endpoint https://NAME.services.ai.azure.com/models
  keyless doctor --endpoint https://NAME.openai.azure.com --sdk azure-openai --deployment gpt-4o
  pbpaste | keyless doctor --endpoint https://NAME.services.ai.azure.com/models --token -
  keyless doctor - <<'END'
  curl https://NAME.services.ai.azure.com/models/chat/completions -H "Authorization: Bearer …" …
  END

The command checks every step from name resolution to the role at the resource, makes one short call, and reports what is
wrong and how to correct it. It supports keyless and Azure. Exit code 0: no problem found. 1: a problem was found.`
}

// Run diagnoses a call or the installation.
func (c *doctorCommand) Run(s *Session) error {
	options, err := c.read(s)
	if err != nil {
		return err
	}
	report, err := doctor.Run(s.Context, *options)
	if err != nil {
		return err
	}
	if c.JSON {
		err = s.printJSON(report)
	} else {
		s.printDiagnosis(report)
	}
	if err == nil && report.Finding != nil {
		err = exitWith(exitFailed)
	}
	return err
}

// read returns the options from the command line and standard input.
func (c *doctorCommand) read(s *Session) (*doctor.Options, error) {
	if c.Curl != "" && c.Curl != "-" {
		return nil, misused("the only word that doctor takes is -, for a curl line on standard input")
	}
	if c.Curl == "-" && c.Token == "-" {
		return nil, misused("standard input is either a curl line or a token")
	}
	options := &doctor.Options{
		Endpoint: c.Endpoint, Deployment: c.Deployment, SDK: c.SDK, Token: c.Token, Key: c.Key, As: c.As, Cloud: c.Cloud,
		Server: s.selection(), Data: s.Data, Listeners: []doctor.Listener{{Flag: "--listen", Address: app.DeveloperListen}, {Flag: "--http", Address: app.DeveloperHTTPListen}},
	}
	if c.Curl != "-" && c.Token != "-" {
		return options, nil
	}
	text, err := io.ReadAll(io.LimitReader(s.In, jwt.MaxSize))
	if err != nil {
		return nil, err
	}
	if c.Token == "-" {
		options.Token = strings.TrimSpace(string(text))
		return options, nil
	}
	options.Curl, err = doctor.ReadCurl(string(text))
	return options, err
}

// printDiagnosis prints what was checked, what is wrong, and the commands that correct it.
func (s *Session) printDiagnosis(r *doctor.Report) {
	for _, step := range r.Steps {
		mark := map[string]string{"ok": "ok     ", "wrong": "WRONG  ", "note": "note   ", "skipped": "skipped"}[step.State]
		fmt.Fprintf(s.Out, "%s  %-12s  %s\n", mark, step.Name, step.Said)
	}
	switch {
	case r.Finding == nil && r.Endpoint == "":
		fmt.Fprintf(s.Out, "\n%s\nType:\n  keyless up\n", s.bold("Nothing is missing, but no server is running."))
	case r.Finding == nil:
		fmt.Fprintf(s.Out, "\n%s\n", s.bold("Nothing is wrong: the call works."))
	default:
		fmt.Fprintf(s.Out, "\n%s\n", s.bold(r.Finding.Sentence))
		if len(r.Finding.Type) > 0 {
			fmt.Fprint(s.Out, "Type:\n")
		}
		for _, line := range r.Finding.Type {
			fmt.Fprintf(s.Out, "  %s\n", line)
		}
		if r.Finding.Hint != "" {
			fmt.Fprintf(s.Out, "%s\n", r.Finding.Hint)
		}
	}
}
