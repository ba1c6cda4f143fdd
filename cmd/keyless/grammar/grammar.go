// Package grammar makes a command line of cobra out of a struct: its fields are the flags, the arguments and the commands
// below it, and their tags say how they are typed. It looks up no method by name, so that the linker can leave out what
// nothing calls: see docs/adr/0051.
//
//	cmd:""               the field, a pointer-free struct, is a command; if it runs, it has the method Run(S) error
//	arg:""               a positional argument, a string, or a []string for all that are left
//	optional:""          of an argument: it may be left out
//	passthrough:""       of a []string argument: from the first word on, nothing is a flag
//	help:"…"             what the help says; $$ is a dollar sign
//	name, short          of a flag, instead of the field's name
//	placeholder          of a flag's value in the help
//	default              a value for a flag that is not given
//	required:""          the flag has to be given
//	negatable:""         of a bool: there is --no-NAME as well
//	enum:"a,b"           the values that there are
//	group:"TITLE"        of a flag: help lists it below this title
//	hidden:""            of a flag: help does not list it
//	xor:"group"          at most one flag of the group may be given
//	type                 of a string: existingfile, existingdir or path. A path is made absolute
//
// Flags are strings and types made of them, []strings of which each comes from a flag of its own, bools, ints, float64s and time.Durations. The fields of embedded structs count as the
// struct's own.
package grammar

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"keyless.dev/keyless/internal/ascii"
)

// Runner is a command that can be run in a session.
type Runner[S any] interface{ Run(session S) error }

// UsageError is an error in the command line.
type UsageError struct{ error }

// Unwrap returns the underlying error.
func (e UsageError) Unwrap() error { return e.error }

// New returns the command line described by target, a pointer to a struct. before is called after the command line has
// been parsed and before a command runs. New panics if the struct is invalid.
func New[S any](name, summary string, target any, session S, before func() error) *cobra.Command {
	cobra.EnableCommandSorting = false // help lists commands in the order of the struct
	root := &cobra.Command{Use: name, Short: summary}
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { printHelp(c) })
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return UsageError{err} })
	build(root, nil, reflect.ValueOf(target).Elem(), session, before)
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Hidden = true
		}
	}
	return root
}

// Execute runs a command line. It returns the command that was typed, such as "keyless token decode", and a UsageError
// or the error of the command.
func Execute(root *cobra.Command, args []string) (command string, err error) {
	root.SetArgs(args)
	called, err := root.ExecuteC()
	var own ran
	switch {
	case errors.As(err, &own):
		err = own.error
	case err != nil && !errors.As(err, new(UsageError)):
		err = UsageError{err} // an error of cobra
	}
	return called.CommandPath(), err
}

// ran is an error of a command, as opposed to one of cobra.
type ran struct{ error }

// syntax is the flags and arguments of a command.
type syntax struct {
	above     *syntax // of the flags inherited by subcommands; nil at the top
	arguments []argument
	required  []*pflag.Flag
	checks    []func(*pflag.FlagSet) error
}

type argument struct {
	name     string
	value    reflect.Value // a string or a []string
	optional bool
	enum     []string
	through  bool
}

// Annotations of flags.
const (
	placeholder = "placeholder" // represents the value in the help
	group       = "group"       // the title under which help lists the flag
	negation    = "negation"    // the flag with the opposite meaning
)

// build returns the command for v. Flags of the root are flags of every command.
func build[S any](c *cobra.Command, above *syntax, v reflect.Value, session S, before func() error) {
	s := &syntax{above: above}
	flags := c.Flags()
	if above == nil {
		flags = c.PersistentFlags()
	}
	flags.SortFlags = false
	addFields(c, flags, s, v, session, before)
	runner, runs := v.Addr().Interface().(Runner[S])
	if helper, ok := v.Addr().Interface().(interface{ Help() string }); ok {
		c.Long = helper.Help()
	}
	for _, a := range s.arguments {
		c.Use += " " + a.shown()
		c.Flags().SetInterspersed(!a.through)
	}
	c.Args = func(c *cobra.Command, args []string) error {
		if len(args) > 0 && c.HasSubCommands() {
			return UsageError{unknown(c, args[0])}
		}
		return nil
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if !runs {
			return UsageError{fmt.Errorf("expected one of %s", quoted(verbs(c)))}
		}
		if err := assign(s.arguments, args); err != nil {
			return UsageError{err}
		}
		for of := s; of != nil; of = of.above {
			if err := of.check(c.Flags()); err != nil {
				return UsageError{err}
			}
		}
		if err := before(); err != nil {
			return ran{err}
		}
		if err := runner.Run(session); err != nil {
			return ran{err}
		}
		return nil
	}
}

// check reports missing and invalid flags.
func (s *syntax) check(flags *pflag.FlagSet) error {
	if err := missing(s.required); err != nil {
		return err
	}
	for _, check := range s.checks {
		if err := check(flags); err != nil {
			return err
		}
	}
	return nil
}

func unknown(c *cobra.Command, word string) error {
	message := fmt.Sprintf("unknown command %q", word)
	if c.SuggestionsMinimumDistance == 0 {
		c.SuggestionsMinimumDistance = 2
	}
	if near := c.SuggestionsFor(word); len(near) > 0 {
		message += ": did you mean " + strings.Join(near, ", ") + "?"
	}
	return errors.New(message)
}

func verbs(c *cobra.Command) []string {
	var names []string
	for _, child := range c.Commands() {
		if !child.Hidden {
			names = append(names, child.Name())
		}
	}
	return names
}

func quoted(words []string) string { return `"` + strings.Join(words, `", "`) + `"` }

func addFields[S any](c *cobra.Command, flags *pflag.FlagSet, s *syntax, v reflect.Value, session S, before func() error) {
	groups := map[string][]string{}
	addGroup(c, flags, s, v, session, before, groups)
	for _, only := range slices.Sorted(maps.Keys(groups)) {
		names := groups[only]
		s.checks = append(s.checks, func(f *pflag.FlagSet) error { return exclusive(f, names) })
	}
}

func addGroup[S any](c *cobra.Command, flags *pflag.FlagSet, s *syntax, v reflect.Value, session S, before func() error, groups map[string][]string) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		has := func(tag string) bool { _, ok := field.Tag.Lookup(tag); return ok }
		help := strings.ReplaceAll(field.Tag.Get("help"), "$$", "$")
		name := field.Tag.Get("name")
		if name == "" {
			name = kebab(field.Name)
		}
		switch {
		case field.Anonymous:
			addGroup(c, flags, s, value, session, before, groups)
		case !field.IsExported():
		case has("cmd"):
			child := &cobra.Command{Use: name, Short: help}
			top := s
			if s.above != nil {
				top = s.above
			}
			build(child, top, value, session, before)
			c.AddCommand(child)
		case has("arg"):
			s.arguments = append(s.arguments, argument{name, value, has("optional"), split(field.Tag.Get("enum")), has("passthrough")})
		default:
			f := addFlag(flags, name, field, value, help)
			if only := field.Tag.Get("xor"); only != "" {
				groups[only] = append(groups[only], name)
			}
			if has("required") {
				s.required = append(s.required, f)
			}
			s.checks = append(s.checks, checksOf(f, field, value)...)
		}
	}
}

func addFlag(flags *pflag.FlagSet, name string, field reflect.StructField, value reflect.Value, help string) *pflag.Flag {
	short := field.Tag.Get("short")
	switch p := value.Addr().Interface().(type) {
	case *string:
		flags.StringVarP(p, name, short, "", help)
	case *[]string:
		flags.StringArrayVarP(p, name, short, nil, help)
	case *bool:
		flags.BoolVarP(p, name, short, false, help)
	case *int:
		flags.IntVarP(p, name, short, 0, help)
	case *float64:
		flags.Float64VarP(p, name, short, 0, help)
	case *time.Duration:
		flags.DurationVarP(p, name, short, 0, help)
	default:
		if value.Kind() == reflect.String {
			flags.VarP(text{value}, name, short, help)
			break
		}
		panic(fmt.Sprintf("the flag --%s has a type that flags do not have: %s", name, field.Type))
	}
	f := flags.Lookup(name)
	if standard := field.Tag.Get("default"); standard != "" {
		if err := f.Value.Set(standard); err != nil {
			panic(fmt.Sprintf("the default of --%s: %v", name, err))
		}
		f.DefValue = standard
	}
	_, f.Hidden = field.Tag.Lookup("hidden")
	f.Annotations = map[string][]string{placeholder: {field.Tag.Get("placeholder")}, group: {field.Tag.Get("group")}}
	if _, ok := field.Tag.Lookup("negatable"); ok {
		p := value.Addr().Interface().(*bool) // the type was checked when the flag was added
		no := flags.VarPF(negated{p}, "no-"+name, "", help)
		no.NoOptDefVal, no.Hidden = "true", true
		no.Annotations = map[string][]string{negation: {name}}
		f.Annotations[negation] = []string{no.Name}
	}
	return f
}

// text is the value of a flag whose type is based on string.
type text struct{ of reflect.Value }

func (t text) String() string {
	if !t.of.IsValid() {
		return ""
	}
	return t.of.String()
}

func (t text) Type() string { return "string" }

func (t text) Set(typed string) error {
	t.of.SetString(typed)
	return nil
}

// negated is the value of --no-NAME.
type negated struct{ of *bool }

func (n negated) String() string { return "" }
func (n negated) Type() string   { return "bool" }
func (n negated) Set(text string) error {
	switch text {
	case "true":
		*n.of = false
	case "false":
		*n.of = true
	default:
		return fmt.Errorf("%q is neither true nor false", text)
	}
	return nil
}

func checksOf(f *pflag.Flag, field reflect.StructField, value reflect.Value) []func(*pflag.FlagSet) error {
	var checks []func(*pflag.FlagSet) error
	if enum := split(field.Tag.Get("enum")); enum != nil {
		checks = append(checks, func(*pflag.FlagSet) error { return oneOf("--"+f.Name, enum, value.String()) })
	}
	if kind := field.Tag.Get("type"); kind != "" {
		checks = append(checks, func(*pflag.FlagSet) error {
			path, err := asPath(kind, value.String())
			if err != nil {
				return fmt.Errorf("--%s: %w", f.Name, err)
			}
			value.SetString(path)
			return nil
		})
	}
	return checks
}

// missing returns the error for required flags that were not given.
func missing(required []*pflag.Flag) error {
	var names []string
	for _, f := range required {
		if !f.Changed {
			names = append(names, "--"+f.Name+"="+shownValue(f))
		}
	}
	if names == nil {
		return nil
	}
	return fmt.Errorf("missing flags: %s", strings.Join(names, ", "))
}

func exclusive(f *pflag.FlagSet, names []string) error {
	var given []string
	for _, name := range names {
		if f.Changed(name) {
			given = append(given, "--"+name)
		}
	}
	if len(given) > 1 {
		return fmt.Errorf("%s can't be used together", strings.Join(given, " and "))
	}
	return nil
}

func oneOf(what string, enum []string, got string) error {
	if slices.Contains(enum, got) {
		return nil
	}
	return fmt.Errorf("%s must be one of %s, not %q", what, quoted(slices.DeleteFunc(slices.Clone(enum), func(s string) bool { return s == "" })), got)
}

// asPath makes a path absolute and, if kind requires it, checks that it exists.
func asPath(kind, path string) (string, error) {
	if path == "" || path == "-" { // not given, or standard input or output
		return path, nil
	}
	absolute, err := filepath.Abs(path)
	if err != nil || kind == "path" {
		return absolute, err
	}
	info, err := os.Stat(absolute)
	switch {
	case err != nil:
		return "", err
	case kind == "existingfile" && info.IsDir():
		return "", fmt.Errorf("%s is a folder, and a file is wanted", path)
	case kind == "existingdir" && !info.IsDir():
		return "", fmt.Errorf("%s is a file, and a folder is wanted", path)
	}
	return absolute, nil
}

// assign assigns the arguments.
func assign(arguments []argument, args []string) error {
	for _, a := range arguments {
		if a.value.Kind() == reflect.Slice {
			if len(args) == 0 && !a.optional && !a.through {
				return fmt.Errorf("expected %q", a.shown())
			}
			a.value.Set(reflect.ValueOf(args))
			return nil
		}
		if len(args) == 0 {
			if a.optional {
				continue
			}
			return fmt.Errorf("expected %q", a.shown())
		}
		if a.enum != nil {
			if err := oneOf("<"+a.name+">", a.enum, args[0]); err != nil {
				return err
			}
		}
		a.value.SetString(args[0])
		args = args[1:]
	}
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %s", args[0])
	}
	return nil
}

func (a argument) shown() string {
	shown := "<" + a.name + ">"
	if a.value.Kind() == reflect.Slice {
		shown += " ..."
	}
	if a.optional {
		shown = "[" + shown + "]"
	}
	return shown
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// kebab returns a field's name as it is typed: dry-run for DryRun, json for JSON.
func kebab(name string) string {
	var out strings.Builder
	letters := []rune(name)
	for i, r := range letters {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(letters[i-1]) || i+1 < len(letters) && unicode.IsLower(letters[i+1])) {
			out.WriteByte('-')
		}
		out.WriteRune(r)
	}
	return ascii.ToLower(out.String())
}
