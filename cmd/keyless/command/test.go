package command

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"keyless.dev/keyless/internal/accesstest"
	"keyless.dev/keyless/internal/accesstest/target"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/shell"
)

type testCommand struct {
	Files     []string `arg:"" name:"file" help:"Files with access tests, in YAML."`
	Against   string   `enum:"fresh,running,azure" default:"fresh" help:"What to test: fresh, a new server with the world of each file; running, the running server; azure, the role assignments in Azure, which are only read." placeholder:"WHERE"`
	JUnit     string   `name:"junit" help:"Also write the results to FILE as JUnit XML." placeholder:"FILE"`
	Watch     bool     `help:"Run the tests again whenever a file changes, until Ctrl-C."`
	FailUnder float64  `help:"Fail if fewer than this percentage of the role assignments are exercised." placeholder:"PERCENT"`
	JSON      bool     `help:"Print the results as JSON."`
	cloudOption
	actAs
}

// Help returns the text below the list of flags.
func (*testCommand) Help() string {
	return `Examples:
  keyless test access.test.yaml
  keyless test tests/*.yaml --junit results.xml
  keyless test access.test.yaml --watch
  keyless test access.test.yaml --against running
  keyless test access.test.yaml --against azure

A file:
  given:                              # role assignments in addition to those of the world (world: FILE)
    - {role: Cognitive Services User, principal: developers, scope: foundry}
  tests:
    - {who: cleo, call: chat, scope: foundry, expect: allow, because: through developers}
    - {who: bob, call: chat, scope: foundry, expect: deny, because: nothing grants it}
    - {who: cleo, action: Microsoft.CognitiveServices/accounts/regenerateKey/action, expect: deny}

Exit code 0: all tests pass. 1: a test fails or cannot be run. 2: a file cannot be read. See docs/access-tests.md.`
}

// tested is the output with --json.
type tested struct {
	Against  string                 `json:"against"`
	Passed   int                    `json:"passed"`
	Failed   int                    `json:"failed"`
	Errors   int                    `json:"errors"`
	Results  []*accesstest.Result   `json:"results"`
	Coverage []*accesstest.Coverage `json:"coverage"` // one for each server
}

// Run runs access tests.
func (c *testCommand) Run(s *Session) error {
	if c.Cloud != "" && c.Against != "azure" {
		return misused("--cloud is for --against azure")
	}
	if c.As != "" && c.Against == "fresh" {
		return misused("--as is for --against running: a fresh server is queried by its own administrator")
	}
	if c.FailUnder < 0 || c.FailUnder > 100 {
		return misused("--fail-under is a percentage from 0 to 100, not %g", c.FailUnder)
	}
	if c.Watch {
		return c.watch(s)
	}
	_, err := c.once(s)
	return err
}

// once runs every file once, and returns the paths of all files that were read.
func (c *testCommand) once(s *Session) (sources []string, err error) {
	sources = c.Files
	var files []*accesstest.File
	for _, name := range c.Files {
		f, err := accesstest.Read(name)
		if err != nil {
			return sources, misuse{err}
		}
		sources = append(sources, f.Sources...)
		files = append(files, f)
	}
	run := &testRun{Session: s, options: c, report: tested{Against: c.Against, Results: []*accesstest.Result{}, Coverage: []*accesstest.Coverage{}}}
	if c.Against == "fresh" {
		for _, f := range files {
			if err := run.onFresh(f); err != nil {
				return sources, err
			}
		}
	} else {
		opened, err := run.open()
		if err == nil {
			err = run.against(opened, files)
		}
		if err != nil {
			return sources, err
		}
	}
	return sources, run.finish()
}

// testRun is one run of all files.
type testRun struct {
	*Session
	options *testCommand
	report  tested
}

// onFresh runs a file on its own new server.
func (r *testRun) onFresh(f *accesstest.File) (err error) {
	dir, err := os.MkdirTemp("", "keyless-test-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	flags := serverOptions{Listen: "127.0.0.1:0", HTTP: "127.0.0.1:0", TokenLifetime: time.Hour}
	config, err := flags.config(r.Session, dir)
	if err != nil {
		return err
	}
	config.World = target.WithRunner(f.World)
	server, err := start(r.Context, config)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	defer func() { err = errors.Join(err, server.end()) }()
	to, err := client.Connect(server.place, target.Runner)
	if err != nil {
		return err
	}
	return r.against(&target.Server{Names: client.NewNames(to), Fresh: true}, []*accesstest.File{f})
}

// open connects to the running server, or to Azure.
func (r *testRun) open() (accesstest.Target, error) {
	if r.options.Against == "running" {
		to, err := r.openReader(r.options.As)
		if err != nil {
			return nil, err
		}
		_, err = to.Token(r.Context, to.ARMScope) // to fail once instead of in each test
		return &target.Server{Names: client.NewNames(to)}, err
	}
	cloud := r.options.Cloud
	if cloud == "" {
		cloud = "azure"
	}
	to, err := r.openCloud(cloud, r.options.As)
	if err != nil {
		return nil, err
	}
	_, err = to.Token(r.Context, to.ARMScope)
	return target.NewAzure(client.NewNames(to)), err
}

// against runs files on one target, and prints each result when it is available.
func (r *testRun) against(asked accesstest.Target, files []*accesstest.File) error {
	var results []*accesstest.Result
	for _, f := range files {
		if !r.options.JSON {
			fmt.Fprintf(r.Out, "%s\n", r.bold(f.Name))
		}
		some, err := accesstest.Run(r.Context, f, asked, r.printResult)
		if err != nil {
			return err
		}
		results = append(results, some...)
	}
	for _, one := range results {
		switch one.Outcome {
		case accesstest.Passed:
			r.report.Passed++
		case accesstest.Failed:
			r.report.Failed++
		case accesstest.Errored:
			r.report.Errors++
		}
	}
	r.report.Results = append(r.report.Results, results...)
	all, err := asked.Assignments(r.Context)
	if err != nil {
		return fmt.Errorf("the role assignments cannot be listed for the coverage: %w", err)
	}
	cover := accesstest.Cover(all, results)
	r.report.Coverage = append(r.report.Coverage, cover)
	if !r.options.JSON {
		r.printCoverage(cover)
	}
	return nil
}

// printResult prints a result and, for a failure, what to do.
func (r *testRun) printResult(result *accesstest.Result) {
	if r.options.JSON {
		return
	}
	switch result.Outcome {
	case accesstest.Passed:
		fmt.Fprintf(r.Out, "  ok    %s\n", result.Name)
		return
	case accesstest.Errored:
		fmt.Fprintf(r.Out, "  ERROR %s  (%s:%d)\n%s", result.Name, result.File, result.Line, indented(result.Error))
		return
	case accesstest.Failed:
	}
	fmt.Fprintf(r.Out, "  %s  %s  (%s:%d)\n", r.bold("FAIL"), result.Name, result.File, result.Line)
	because := ""
	if result.Because != "" {
		because = fmt.Sprintf(", because of %q", result.Because)
	}
	text := fmt.Sprintf("expected  %s%s\ngot       %s: %s\n", result.Expect, because, result.Got, strings.Join(result.Reasons, "\n          "))
	fmt.Fprint(r.Out, indented(text+r.advice(result)))
}

// indented indents text below the line of its test.
func indented(text string) string {
	return "        " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n        ") + "\n"
}

// advice returns what to do about a failure.
func (r *testRun) advice(result *accesstest.Result) string {
	a := result.Answer
	fresh := r.options.Against == "fresh"
	switch {
	case result.Got == result.Expect:
		return "It is decided for another reason. Write that into because, or change the role assignments."
	case a.Allowed && a.Explanation.Because.Grant != nil:
		grant := a.Explanation.Because.Grant
		if fresh {
			return fmt.Sprintf("If they may not, take this role assignment out of the world; if they may, write expect: allow.\n  %s for %s at %s", grant.Role, grantee(a), grant.Assignment.Scope)
		}
		return "If they may not, somebody who may remove role assignments types the following; if they may, write expect: allow.\n  az role assignment delete --ids " + shell.Word(grant.Assignment.ID())
	case fresh && a.Explanation.Smallest != nil && a.Explanation.Deny == nil:
		return fmt.Sprintf("If they may, add the smallest role that allows it to given; if they may not, write expect: deny.\n  - {role: %s, principal: %s, scope: %s}", a.Explanation.Smallest.Name, result.Who, orFirst(result.Scope, shortScope(a.Scope)))
	}
	t := &printedDecision{action: a.Action, scope: a.Scope, data: a.Data, names: a.Names, why: a.Explanation}
	t.who.Object, t.who.Name = a.PrincipalID, a.PrincipalName
	t.who.Type = rbac.PrincipalType(a.PrincipalType)
	return t.cure()
}

// grantee returns the principal of the assignment that decided.
func grantee(a *accesstest.Answer) string {
	id := a.Explanation.Because.Grant.Assignment.PrincipalID
	if name := a.Names[id]; name != "" {
		return name
	}
	if ascii.EqualFold(id, a.PrincipalID) {
		return a.PrincipalName
	}
	return id
}

// shortScope returns the name of a scope in a world file.
func shortScope(id string) string {
	parts := strings.Split(id, "/")
	if len(parts) == 9 {
		return parts[4] + "/" + parts[8]
	}
	return id
}

func orFirst(name, otherwise string) string {
	if name != "" {
		return name
	}
	return otherwise
}

func (r *testRun) printCoverage(c *accesstest.Coverage) {
	if c.Assignments == 0 {
		fmt.Fprintln(r.Out, "  There are no role assignments that tests could exercise.")
		return
	}
	fmt.Fprintf(r.Out, "\n  %d of %d role assignments exercised (%.0f %%)\n", c.Exercised, c.Assignments, c.Percent())
	for _, a := range c.Never {
		fmt.Fprintf(r.Out, "    never: %s for %s at %s\n", a.Role, a.Principal, a.Scope)
	}
	if len(c.NeverRoles) > 0 {
		fmt.Fprintf(r.Out, "    roles never exercised: %s\n", strings.Join(c.NeverRoles, ", "))
	}
	fmt.Fprintln(r.Out)
}

// finish prints the totals, writes the requested files, and fails if a test failed.
func (r *testRun) finish() error {
	if r.options.JUnit != "" {
		if err := writeJUnit(r.options.JUnit, r.report.Results); err != nil {
			return err
		}
	}
	if r.options.JSON {
		if err := r.printJSON(r.report); err != nil {
			return err
		}
	} else {
		line := fmt.Sprintf("%d passed, %d failed", r.report.Passed, r.report.Failed)
		if r.report.Errors > 0 {
			line += fmt.Sprintf(", %d could not be run", r.report.Errors)
		}
		fmt.Fprintln(r.Out, r.bold(line))
	}
	for _, c := range r.report.Coverage {
		if c.Percent() < r.options.FailUnder {
			return fmt.Errorf("%.0f %% of the role assignments are exercised, and --fail-under asks for %g %%", c.Percent(), r.options.FailUnder)
		}
	}
	if r.report.Failed+r.report.Errors > 0 {
		return exitWith(exitFailed)
	}
	return nil
}

func writeJUnit(name string, results []*accesstest.Result) (err error) {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return accesstest.WriteJUnit(file, results)
}
