package command

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"keyless.dev/keyless/cmd/keyless/grammar"
)

var update = flag.Bool("update", false, "write docs/cli.md anew") //nolint:gochecknoglobals // a flag of the test

const referencePage = "../../../docs/cli.md"

// TestReferenceListsEveryCommand compares docs/cli.md with the commands. Update it with -update.
func TestReferenceListsEveryCommand(t *testing.T) {
	s := &Session{Context: t.Context()}
	root := grammar.New("keyless", "", &Grammar{}, s, func() error { return nil })
	var page bytes.Buffer
	fmt.Fprint(&page, "# Command line\n\nEvery command with its flags and examples, as `keyless COMMAND --help` prints them. Exit code 0: done. 1: refused or\n"+
		"failed. 2: wrong usage. This page is written by `go test ./cmd/keyless/command -run Reference -update`.\n\n")
	fmt.Fprint(&page, "## Flags of every command\n\n")
	writeFlags(&page, grammar.GlobalFlags(root))
	commands := 0
	writeCommands(&page, root, &commands)
	if commands < 25 {
		t.Fatalf("only %d commands were found", commands)
	}
	if *update {
		if err := os.WriteFile(referencePage, page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, page.Bytes()) {
		t.Errorf("docs/cli.md is not what the commands are: write it anew with go test ./cmd/keyless/command -run Reference -update")
	}
}

// writeCommands writes a section for each command below c that can be run, in the order of the help.
func writeCommands(page *bytes.Buffer, c *cobra.Command, count *int) {
	for _, child := range c.Commands() {
		if child.Hidden {
			continue
		}
		if child.HasSubCommands() {
			writeCommands(page, child, count)
			continue
		}
		*count++
		line := child.CommandPath()
		if _, arguments, ok := strings.Cut(child.Use, " "); ok {
			line += " " + arguments
		}
		fmt.Fprintf(page, "\n## %s\n\n%s\n\n```text\n%s [flags]\n```\n\n", child.CommandPath(), inCells(child.Short), line)
		writeFlags(page, grammar.OwnFlags(child))
		if child.Long != "" {
			fmt.Fprintf(page, "\n```text\n%s\n```\n", strings.TrimSpace(child.Long))
		}
	}
}

func writeFlags(page *bytes.Buffer, flags []*pflag.Flag) {
	rows := 0
	for _, f := range flags {
		if f.Hidden {
			continue
		}
		if rows++; rows == 1 {
			fmt.Fprint(page, "| flag | type | default | what it does |\n|---|---|---|---|\n")
		}
		name := "`--" + f.Name + "`"
		if f.Shorthand != "" {
			name += ", `-" + f.Shorthand + "`"
		}
		given := "-"
		if f.DefValue != "" && f.DefValue != "[]" && f.DefValue != "false" {
			given = "`" + f.DefValue + "`"
		}
		fmt.Fprintf(page, "| %s | %s | %s | %s |\n", name, f.Value.Type(), given, inCells(f.Usage))
	}
}

// inCells escapes text for a table cell in Markdown.
func inCells(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "{{", "&#123;&#123;").Replace(text)
}
