package command

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"strings"

	"keyless.dev/keyless/internal/apply"
	"keyless.dev/keyless/internal/world"
)

type applyCommand struct {
	File   string `short:"f" required:"" help:"The world, in YAML; - reads standard input." placeholder:"FILE"`
	DryRun bool   `help:"Print the changes without making them."`
	Prune  bool   `help:"Delete objects that are missing from the lists of the file. Lists that the file omits are not changed, and you are never deleted."`
	JSON   bool   `help:"Print the changes, and generated secrets, as JSON."`
	actAs
}

// Help returns the text below the list of flags.
func (*applyCommand) Help() string {
	return `Examples:
  keyless apply -f world.yaml --dry-run
  keyless apply -f world.yaml --as ada
  keyless apply -f world.yaml --prune

The file lists users, groups, applications, resource groups, accounts, deployments and role assignments. The command prints
the differences, + for additions, ~ for changes and - for removals (only with --prune), and applies them. Running it again
changes nothing. All names are looked up before the first write. If a write is refused, the command reports which changes
were made; run it again to continue. It calls Resource Manager and Graph as you, so you need permission for each change.`
}

// applied is the output with --json.
type applied struct {
	DryRun  bool            `json:"dryRun"`
	Changes []*apply.Change `json:"changes"`
	Notes   []string        `json:"notes,omitempty"`
	Secrets []apply.Secret  `json:"secrets,omitempty"`
	Error   string          `json:"error,omitempty"`
}

// Run applies the file to the server.
func (c *applyCommand) Run(s *Session) error {
	text, err := c.read(s)
	if err != nil {
		return err
	}
	w, err := world.Parse(text)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	to, err := s.openControl(c.As)
	if err != nil {
		return err
	}
	plan, err := apply.Make(s.Context, to, w, apply.Options{
		Prune: c.Prune, Password: func() (string, error) { return world.NewPassword(rand.Reader) },
	})
	if err != nil {
		return fmt.Errorf("%s: nothing was changed:\n%w", c.File, err)
	}
	if c.JSON {
		return c.printed(s, plan)
	}
	for _, note := range plan.Notes {
		fmt.Fprintln(s.Err, "note: "+note)
	}
	if c.DryRun {
		for _, change := range plan.Changes {
			s.printChange(change)
		}
		s.printCounts(plan, "%d to add, %d to change, %d to remove. Nothing was changed: --dry-run.\n")
		return nil
	}
	err = plan.Do(s.Context, s.printChange)
	s.printSecrets(plan)
	if err != nil {
		return s.halfway(plan, err)
	}
	s.printCounts(plan, "%d added, %d changed, %d removed.\n")
	return nil
}

// read reads the file, up to the maximum size of a world.
func (c *applyCommand) read(s *Session) ([]byte, error) {
	from := s.In
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		from = file
	}
	return io.ReadAll(io.LimitReader(from, world.MaxSize+1))
}

func (c *applyCommand) printed(s *Session, plan *apply.Plan) error {
	out := applied{DryRun: c.DryRun, Changes: plan.Changes, Notes: plan.Notes}
	if out.Changes == nil {
		out.Changes = []*apply.Change{}
	}
	var err error
	if !c.DryRun {
		if err = plan.Do(s.Context, func(*apply.Change) {}); err != nil {
			out.Error = err.Error()
		}
		out.Secrets = plan.Secrets
	}
	if printed := s.printJSON(out); printed != nil {
		return printed
	}
	if err != nil {
		return s.halfway(plan, err)
	}
	return nil
}

// printChange prints a line for the change, and a line for each property that differs.
func (s *Session) printChange(c *apply.Change) {
	fmt.Fprintf(s.Out, "%s %s %s\n", c.Verb, c.Kind, s.bold(c.Name))
	for _, f := range c.Fields {
		fmt.Fprintf(s.Out, "    %s: %s → %s\n", f.Name, orNothing(f.From), orNothing(f.To))
	}
}

func orNothing(text string) string {
	if text == "" {
		return "(nothing)"
	}
	return text
}

func (s *Session) printCounts(plan *apply.Plan, form string) {
	added, changed, removed := plan.Counts()
	if added+changed+removed == 0 {
		fmt.Fprintln(s.Out, "Nothing differs.")
		return
	}
	fmt.Fprintf(s.Out, form, added, changed, removed)
}

func (s *Session) printSecrets(plan *apply.Plan) {
	if len(plan.Secrets) == 0 {
		return
	}
	fmt.Fprintln(s.Out, "\nCreated now, and shown only once:")
	for _, secret := range plan.Secrets {
		id := ""
		if secret.AppID != "" {
			id = " (" + secret.AppID + ")"
		}
		fmt.Fprintf(s.Out, "  %s of %s%s: %s\n", secret.Kind, secret.Of, id, secret.Value)
	}
	fmt.Fprintln(s.Out)
}

// halfway reports the changes that were made before one failed.
func (s *Session) halfway(plan *apply.Plan, err error) error {
	done := 0
	for _, c := range plan.Changes {
		if c.Done {
			done++
		}
	}
	var left strings.Builder
	for _, c := range plan.Changes[done:] {
		fmt.Fprintf(&left, "\n  %s %s %s", c.Verb, c.Kind, c.Name)
	}
	return fmt.Errorf("%w\n\n%d of %d changes are done, and stay. Not done:%s\nWhen you have removed the cause, run the same command again to continue", err, done, len(plan.Changes), left.String())
}
