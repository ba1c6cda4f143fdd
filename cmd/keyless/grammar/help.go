package grammar

import (
	"fmt"
	"go/doc/comment"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"keyless.dev/keyless/internal/ascii"
)

// width is the width of the help in columns.
const width = 80

// printHelp prints what a command does, its flags and its subcommands.
func printHelp(c *cobra.Command) {
	out := c.OutOrStdout()
	line := c.CommandPath()
	if _, arguments, ok := strings.Cut(c.Use, " "); ok {
		line += " " + arguments
	}
	if len(verbs(c)) > 0 {
		line += " <command>"
	}
	fmt.Fprintf(out, "Usage: %s [flags]\n\n", line)
	for _, l := range wrap(c.Short, width) {
		fmt.Fprintln(out, l)
	}
	if c.Long != "" {
		var parser comment.Parser
		printer := comment.Printer{TextWidth: width, TextCodePrefix: "    "}
		fmt.Fprintf(out, "\n%s", printer.Text(parser.Parse(c.Long)))
	}
	fmt.Fprint(out, "\nFlags:\n")
	titles, titled := byGroup(append(GlobalFlags(c), OwnFlags(c)...))
	table(out, [][]row{
		append([]row{{"-h, --help", "Show this help."}}, rows(GlobalFlags(c), "")...),
		rows(OwnFlags(c), ""),
	})
	for _, title := range titles {
		fmt.Fprintf(out, "\n%s\n", title)
		table(out, [][]row{rows(titled[title], title)})
	}
	if len(verbs(c)) == 0 {
		return
	}
	fmt.Fprint(out, "\nCommands:\n")
	var below []row
	for _, child := range c.Commands() {
		if !child.Hidden {
			below = append(below, row{strings.TrimPrefix(child.CommandPath(), c.Root().Name()+" "), child.Short})
		}
	}
	table(out, [][]row{below})
	if !c.HasParent() {
		fmt.Fprintf(out, "\nRun \"%s <command> --help\" for more information on a command.\n", c.Name())
	}
}

// GlobalFlags returns the flags of every command, in the order of the struct.
func GlobalFlags(c *cobra.Command) []*pflag.Flag { return listed(c.Root().PersistentFlags(), nil) }

// OwnFlags returns the flags of one command without the global ones, in the order of the struct.
func OwnFlags(c *cobra.Command) []*pflag.Flag {
	if !c.HasParent() {
		return nil
	}
	return listed(c.Flags(), c.Root().PersistentFlags())
}

func listed(flags, without *pflag.FlagSet) []*pflag.Flag {
	var all []*pflag.Flag
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" && (without == nil || without.Lookup(f.Name) == nil) {
			all = append(all, f)
		}
	})
	return all
}

// row is a line of the help: an item and its description.
type row struct{ what, about string }

// byGroup returns the titles of groups in the order of their first flag, and the flags of each group.
func byGroup(flags []*pflag.Flag) (titles []string, of map[string][]*pflag.Flag) {
	of = map[string][]*pflag.Flag{}
	for _, f := range flags {
		title := titleOf(f)
		if title == "" {
			continue
		}
		if of[title] == nil {
			titles = append(titles, title)
		}
		of[title] = append(of[title], f)
	}
	return titles, of
}

func titleOf(f *pflag.Flag) string {
	if titles := f.Annotations[group]; titles != nil {
		return titles[0]
	}
	return ""
}

// rows returns the flags of a group; "" is the group without a title.
func rows(flags []*pflag.Flag, title string) []row {
	var all []row
	for _, f := range flags {
		if f.Hidden || titleOf(f) != title {
			continue
		}
		what := "    --"
		if f.Shorthand != "" {
			what = "-" + f.Shorthand + ", --"
		}
		if f.Annotations[negation] != nil {
			what += "[no-]"
		}
		what += f.Name
		if f.Value.Type() != "bool" {
			what += "=" + shownValue(f)
		}
		all = append(all, row{what, f.Usage})
	}
	return all
}

// shownValue returns the placeholder of a flag's value.
func shownValue(f *pflag.Flag) string {
	if p := f.Annotations[placeholder]; p != nil && p[0] != "" {
		return p[0]
	}
	if f.DefValue != "" && f.DefValue != "[]" {
		return f.DefValue
	}
	return ascii.ToUpper(f.Name)
}

// table prints groups of rows in two columns, with an empty line between groups.
func table(out io.Writer, groups [][]row) {
	wide := 0
	for _, group := range groups {
		for _, r := range group {
			wide = max(wide, len(r.what))
		}
	}
	for i, group := range groups {
		if i > 0 && len(group) > 0 {
			fmt.Fprintln(out)
		}
		for _, r := range group {
			what := r.what
			for _, line := range wrap(r.about, max(width-wide-6, 20)) {
				fmt.Fprintf(out, "  %-*s    %s\n", wide, what, line)
				what = ""
			}
		}
	}
}

// wrap splits text into lines of at most columns, if its words allow it.
func wrap(text string, columns int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > columns {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
