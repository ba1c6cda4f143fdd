// Package command is the grammar of the keyless command line. Each verb has a file of its own and calls one function;
// what a verb needs of the outside comes in as a *Session.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"keyless.dev/keyless/cmd/keyless/grammar"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/safetext"
)

// Grammar is what can be typed.
type Grammar struct {
	Data    string `help:"Folder that holds the server's state. Default: $$KEYLESS_DATA, else keyless in the folder for your user data." placeholder:"DIR"`
	NoColor bool   `help:"No colour and no bold text. So does NO_COLOR in the environment."`
	serverFlags

	Up         upCommand         `cmd:"" help:"Start the developer server on this machine."`
	Serve      serveCommand      `cmd:"" help:"Start a production server from a configuration file."`
	Init       initCommand       `cmd:"" help:"Write what a production server starts from."`
	Recover    recoverCommand    `cmd:"" name:"recover-admin" help:"Make a new link for an administrator who cannot sign in, on the machine with the key-encryption key."`
	Backup     backupCommand     `cmd:"" help:"Write all that a server keeps to one encrypted file. The server may go on running."`
	Restore    restoreCommand    `cmd:"" help:"Fill an empty store with a backup, or check a backup."`
	Migrate    migrateCommand    `cmd:"" help:"Move a store between SQLite and PostgreSQL."`
	Run        runCommand        `cmd:"" help:"Run a command against a fresh server that is gone afterwards. For CI."`
	Exec       execCommand       `cmd:"" help:"Run a command with the environment that points az and every SDK at the running server."`
	Env        envCommand        `cmd:"" help:"Print that environment, for eval."`
	Portal     portalCommand     `cmd:"" help:"Open the portal of the running server in the browser."`
	Chat       chatCommand       `cmd:"" help:"Ask the model, signed in as DefaultAzureCredential finds you."`
	Apply      applyCommand      `cmd:"" help:"Bring directory, resources and roles to what a world file says, and print the difference."`
	Check      checkCommand      `cmd:"" help:"May they, and why, or why not."`
	Configure  configureCommand  `cmd:"" help:"Give somebody keyless access to a resource: find, assign, wait, prove. On keyless or on Azure."`
	Doctor     doctorCommand     `cmd:"" help:"Say what is wrong with a call, and what to type. Works on keyless and on Azure."`
	Explain    explainCommand    `cmd:"" help:"Tell one past decision in full: who asked what, what came close, what would allow it."`
	Audit      auditCommand      `cmd:"" help:"Print what happened: decisions, sign-ins, changes."`
	Usage      usageCommand      `cmd:"" help:"Print how many requests and tokens each principal, group or deployment has used."`
	Access     accessCommand     `cmd:"" help:"List who has access to what, and through what."`
	Test       testCommand       `cmd:"" help:"Run access tests: files that say who may do what, and why. Against a fresh server, the running one or Azure."`
	Health     healthCommand     `cmd:"" help:"Say whether the server on this machine serves calls. For containers and scripts."`
	Keys       keysCommand       `cmd:"" help:"List and rotate the keys that tokens are signed with."`
	Context    contextCommand    `cmd:"" help:"Name servers that run elsewhere, and choose the one that commands talk to."`
	Token      tokenCommand      `cmd:"" help:"Read tokens."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
	Completion completionCommand `cmd:"" help:"Print a script that completes keyless commands in your shell."`
}

// Session is what a verb runs in.
type Session struct {
	Context  context.Context
	In       io.Reader
	Out, Err io.Writer
	Plain    bool   // no colour
	Data     string // the data folder, absolute; it need not exist

	dataGiven bool        // the command line names the data folder
	server    serverFlags // the server that the command talks to
	root      *cobra.Command
}

// The exit codes.
const (
	exitGood    = 0
	exitFailed  = 1 // refused or failed
	exitMisused = 2 // wrong usage
)

// exitWith ends the program with a child's own exit code, silently.
type exitWith int

func (e exitWith) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// coded is an error with an exit code of its own.
type coded struct {
	error
	code int
}

// misuse is an error of who typed the command.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

func misused(format string, args ...any) error { return misuse{fmt.Errorf(format, args...)} }

// Main runs the command line with the process's own streams and returns the exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	return Execute(&Session{Context: ctx, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, args)
}

// Execute runs one command line in s and returns the exit code.
func Execute(s *Session, args []string) int {
	typed := &Grammar{}
	s.root = grammar.New("keyless", "Microsoft Entra ID sign-in and Azure RBAC in front of any model, with no API keys.", typed, s, func() (err error) {
		s.protectTerminal()
		s.Plain = typed.NoColor || os.Getenv("NO_COLOR") != "" || !isTerminal(s.Out)
		s.dataGiven, s.server = typed.Data != "", typed.serverFlags
		s.Data, err = dataFolder(typed.Data)
		return err
	})
	s.root.SetOut(s.Out)
	s.root.SetErr(s.Err)
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := grammar.Execute(s.root, args)
	return s.report(err, command)
}

func dataFolder(given string) (string, error) {
	if given != "" {
		return filepath.Abs(given)
	}
	return datadir.Default()
}

// report prints what went wrong with a command, and gives the exit code that belongs to it.
func (s *Session) report(err error, command string) int {
	var code exitWith
	var own coded
	switch {
	case err == nil:
		return exitGood
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, new(misuse)), errors.As(err, new(client.UsageError)), errors.As(err, new(grammar.UsageError)):
		fmt.Fprintf(s.Err, "keyless: %s\nSee: %s --help\n", err, command)
		return exitMisused
	case errors.As(err, &own):
		fmt.Fprintf(s.Err, "keyless: %s\n", own)
		return own.code
	default:
		fmt.Fprintf(s.Err, "keyless: %s\n", err)
		return exitFailed
	}
}

// terminal is an output stream that a terminal shows.
type terminal struct {
	*safetext.Writer
	file *os.File
}

// protectTerminal keeps text of unknown origin, such as the name in a failed sign-in, from acting on the terminal.
func (s *Session) protectTerminal() {
	for _, stream := range []*io.Writer{&s.Out, &s.Err} {
		if file, ok := (*stream).(*os.File); ok && isTerminal(file) {
			*stream = terminal{safetext.NewWriter(file), file}
		}
	}
}

// unprotected returns the stream below protectTerminal, for a child that owns the terminal while it runs.
func unprotected(stream io.Writer) io.Writer {
	if t, ok := stream.(terminal); ok {
		return t.file
	}
	return stream
}

func isTerminal(stream any) bool {
	if t, ok := stream.(terminal); ok {
		stream = t.file
	}
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// bold, and dim, where the terminal shows it.
func (s *Session) bold(text string) string { return s.styled("1", text) }
func (s *Session) dim(text string) string  { return s.styled("2", text) }

func (s *Session) styled(code, text string) string {
	if s.Plain {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// afterDashes is a command to run, without the "--" in front of it.
func afterDashes(words []string) ([]string, error) {
	if i := slices.Index(words, "--"); i == 0 {
		words = words[1:]
	}
	if len(words) == 0 {
		return nil, misused("there is no command to run: put it behind --")
	}
	return words, nil
}
