package grammar_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/cmd/keyless/grammar"
)

// session records what the commands of these tests receive.
type session struct{ got string }

type signInMode string

type line struct {
	Data string `help:"Folder. Default: $$HOME." placeholder:"DIR"`
	shared

	Up    up    `cmd:"" help:"Start."`
	Run   run   `cmd:"" help:"Run a command."`
	Token token `cmd:"" help:"Read tokens."`
}

type shared struct {
	Server  string     `group:"Server:" xor:"server" help:"Talk to this server." placeholder:"URL"`
	SignIn  signInMode `group:"Server:" help:"How." placeholder:"HOW"`
	Context string     `hidden:"" xor:"server"`
	CA      string     `hidden:"" name:"ca" type:"path"`
	Colour  string     `hidden:"" enum:"on,off" default:"on"`
}

type up struct {
	Upstream []string      `help:"Models." placeholder:"URL"`
	Delay    time.Duration `default:"2s" help:"How long."`
	Count    int           `help:"How many." default:"1"`
	Speed    float64       `help:"How fast." default:"1"`
	Picker   bool          `default:"true" negatable:"" help:"Pick."`
	Old      bool          `hidden:"" help:"Former name."`
	Verbose  bool          `short:"v" help:"Say more."`
	Shell    string        `enum:"bash,fish" default:"bash" help:"Shell."`
	User     string        `xor:"who" help:"User."`
	Group    string        `xor:"who" help:"Group."`
	World    string        `type:"existingfile" help:"World." placeholder:"FILE"`
}

func (*up) Help() string { return "Examples:\n  line up --verbose" }

func (u *up) Run(s *session) error {
	s.got = strings.Join(append(u.Upstream, u.Delay.String(), u.Shell, u.User, filepath.Base(u.World)), " ")
	if u.Verbose {
		s.got += " verbose"
	}
	if !u.Picker {
		s.got += " unpicked"
	}
	return nil
}

type run struct {
	Name    string   `required:"" help:"Name."`
	Other   string   `required:"" help:"Other." placeholder:"X"`
	Command []string `arg:"" passthrough:"" help:"Command."`
}

func (r *run) Run(s *session) error {
	s.got = r.Name + ": " + strings.Join(r.Command, " ")
	return errors.New("it failed")
}

type token struct {
	Decode decode `cmd:"" help:"Say what a token says."`
}

type decode struct {
	Token string `arg:"" help:"Token."`
	Kind  string `arg:"" optional:"" enum:"v1,v2" help:"Kind."`
}

func (d *decode) Run(s *session) error {
	s.got = d.Token + " " + d.Kind
	return nil
}

// execute runs a command line and returns what its command received, the output, and the command's name.
func execute(t *testing.T, args ...string) (l *line, s *session, out, command string, err error) {
	t.Helper()
	l, s = &line{}, &session{}
	root := grammar.New("line", "A line.", l, s, func() error { return nil })
	var printed bytes.Buffer
	root.SetOut(&printed)
	root.SetErr(&printed)
	command, err = grammar.Execute(root, args)
	return l, s, printed.String(), command, err
}

func TestCommandsReceiveTheirFlagsAndArguments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "world.yaml")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		because, args, want string
	}{
		{"defaults stand for what is not given", "up", "2s bash  ."},
		{"a flag may be given with = or with a space", "up --delay=3s --shell fish", "3s fish  ."},
		{"a list is what each of its flags says, commas and all", "up --upstream a,b --upstream c", "a,b c 2s bash  ."},
		{"a flag has a letter", "up -v", "2s bash  . verbose"},
		{"a bool that is true can be denied", "up --no-picker", "2s bash  . unpicked"},
		{"the last of a flag and its denial counts", "up --no-picker --picker", "2s bash  ."},
		{"a global flag may stand before the command", "--data x up --user ada", "2s bash ada ."},
		{"and behind it", "up --user ada --data x", "2s bash ada ."},
		{"a file is there", "up --world " + file, "2s bash  world.yaml"},
		{"arguments are in their order", "token decode abc v2", "abc v2"},
		{"an optional one may be left out", "token decode abc", "abc "},
	} {
		if _, s, _, _, err := execute(t, strings.Fields(row.args)...); err != nil || s.got != row.want {
			t.Errorf("%s: %q gives %q, %v; want %q", row.because, row.args, s.got, err, row.want)
		}
	}
}

func TestArgumentsOfAPassedCommandAreNotParsedAsFlags(t *testing.T) {
	for _, args := range []string{"run --name a --other b -- sh -c --data", "run --name a --other b sh -c --data"} {
		_, s, _, _, err := execute(t, strings.Fields(args)...)
		if s.got != "a: sh -c --data" || err == nil || err.Error() != "it failed" || errors.As(err, new(grammar.UsageError)) {
			t.Errorf("%q gives %q, %v", args, s.got, err)
		}
	}
}

func TestTypesBasedOnStringCanBeFlags(t *testing.T) {
	if l, _, _, _, err := execute(t, "up", "--sign-in", "browser"); err != nil || l.SignIn != "browser" {
		t.Errorf("%q, %v", l.SignIn, err)
	}
}

func TestRelativePathsInGlobalFlagsBecomeAbsolute(t *testing.T) {
	l, _, _, _, err := execute(t, "token", "decode", "a", "--ca", "roots.pem")
	if err != nil || !filepath.IsAbs(l.CA) || filepath.Base(l.CA) != "roots.pem" {
		t.Errorf("%q, %v", l.CA, err)
	}
}

func TestWrongUsageIsSaidOfTheCommandThatWasTyped(t *testing.T) {
	for _, row := range []struct {
		because, args, command, want string
	}{
		{"a command that is not there", "frobnicate", "line", `unknown command "frobnicate"`},
		{"one that is nearly there", "tokn", "line", `unknown command "tokn": did you mean token?`},
		{"a flag that is not there", "up --frobnicate", "line up", "unknown flag: --frobnicate"},
		{"a word too many", "token decode a v1 c", "line token decode", "unexpected argument c"},
		{"a word too few", "token decode", "line token decode", `expected "<token>"`},
		{"half a command", "token", "line token", `expected one of "decode"`},
		{"a value that is none of those there are", "up --shell tcsh", "line up", `--shell must be one of "bash", "fish", not "tcsh"`},
		{"so for arguments", "token decode a v3", "line token decode", `<kind> must be one of "v1", "v2", not "v3"`},
		{"flags of which only one may be given", "up --user a --group b", "line up", "--user and --group can't be used together"},
		{"so for flags of every command", "token decode a --server x --context y", "line token decode", "--server and --context can't be used together"},
		{"a flag of every command with a value that is none", "token decode a --colour red", "line token decode", `--colour must be one of "on", "off", not "red"`},
		{"flags that have to be given", "run x", "line run", "missing flags: --name=NAME, --other=X"},
		{"a number that is none", "up --count many", "line up", `invalid argument "many" for "--count" flag`},
		{"a file that is not there", "up --world nothing.yaml", "line up", "nothing.yaml"},
		{"a folder in place of a file", "up --world .", "line up", "is a folder, and a file is wanted"},
	} {
		_, _, out, command, err := execute(t, strings.Fields(row.args)...)
		if !errors.As(err, new(grammar.UsageError)) || !strings.Contains(err.Error(), row.want) || command != row.command || out != "" {
			t.Errorf("%s: %q is %q, %v and printed %q; want %q of %q", row.because, row.args, command, err, out, row.want, row.command)
		}
	}
}

func TestHelpListsEveryFlagOnceBelowItsTitle(t *testing.T) {
	_, _, out, _, err := execute(t, "up", "--help")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Usage: line up [flags]\n\nStart.\n\nExamples:\n\n    line up --verbose\n",
		"\nFlags:\n  -h, --help            Show this help.\n      --data=DIR        Folder. Default: $HOME.\n",
		"\n      --delay=2s        How long.\n", "\n      --[no-]picker     Pick.\n", "\n  -v, --verbose         Say more.\n",
		"\nServer:\n      --server=URL     Talk to this server.\n      --sign-in=HOW    How.\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("help lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "--old") || strings.Contains(out, "--no-picker") || strings.Count(out, "--server") != 1 {
		t.Errorf("help lists too much:\n%s", out)
	}
	if _, _, out, _, _ = execute(t, "--help"); !strings.Contains(out, "Commands:\n  up       Start.\n  run      Run a command.\n  token    Read tokens.\n") {
		t.Errorf("help does not list the commands:\n%s", out)
	}
}
