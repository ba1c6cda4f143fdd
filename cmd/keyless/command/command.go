// Package command implements the commands of keyless: their flags and their output. Each command is in its own file and
// calls one function. It gets its streams and settings from a *Session.
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

// Grammar lists the commands and global flags.
type Grammar struct {
	Data    string `help:"Folder of the server's state. Default: $$KEYLESS_DATA, else keyless in the folder for your user data." placeholder:"DIR"`
	NoColor bool   `help:"Print without colour and bold text. The environment variable NO_COLOR does the same."`
	serverFlags

	Up         upCommand         `cmd:"" help:"Start the developer server on this machine."`
	Serve      serveCommand      `cmd:"" help:"Start a production server from a configuration file."`
	Init       initCommand       `cmd:"" help:"Write the files of a new production server."`
	Recover    recoverCommand    `cmd:"" name:"recover-admin" help:"Create a link for an administrator who cannot sign in. Run it on the machine with the key-encryption key."`
	Backup     backupCommand     `cmd:"" help:"Write a server's data to one encrypted file. The server may keep running."`
	Restore    restoreCommand    `cmd:"" help:"Restore a backup to an empty store, or check a backup."`
	Migrate    migrateCommand    `cmd:"" help:"Move a store between SQLite and PostgreSQL."`
	Run        runCommand        `cmd:"" help:"Run a command with a new server that is removed afterwards. For CI."`
	Exec       execCommand       `cmd:"" help:"Run a command with the environment that points az and every SDK at the running server."`
	Env        envCommand        `cmd:"" help:"Print that environment, for eval in a shell."`
	Portal     portalCommand     `cmd:"" help:"Open the portal of the running server in the browser."`
	Chat       chatCommand       `cmd:"" help:"Call a model, with the identity that DefaultAzureCredential finds."`
	Apply      applyCommand      `cmd:"" help:"Make directory, resources and roles match a world file, and print the changes."`
	Check      checkCommand      `cmd:"" help:"Check whether a principal may perform an action, and why or why not."`
	Configure  configureCommand  `cmd:"" help:"Set up keyless access to a resource: find it, assign the role, wait, and make a test call. For keyless and Azure."`
	Doctor     doctorCommand     `cmd:"" help:"Find out why a call fails, and what to do. For keyless and Azure."`
	Explain    explainCommand    `cmd:"" help:"Show one recorded decision in full: caller, action, near misses, and what would allow it."`
	Audit      auditCommand      `cmd:"" help:"Print the audit log: decisions, sign-ins, changes."`
	Usage      usageCommand      `cmd:"" help:"Print the requests and tokens that each principal, group or deployment has used."`
	Access     accessCommand     `cmd:"" help:"List who has access to a resource, and through which assignments and groups."`
	Test       testCommand       `cmd:"" help:"Run access tests: files that state who may do what, and why. With a new server, the running one or Azure."`
	Health     healthCommand     `cmd:"" help:"Check whether the server on this machine serves calls. For containers and scripts."`
	Keys       keysCommand       `cmd:"" help:"List and rotate signing keys."`
	Context    contextCommand    `cmd:"" help:"Manage the servers that commands use."`
	Token      tokenCommand      `cmd:"" help:"Decode and verify tokens."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
	Completion completionCommand `cmd:"" help:"Print a completion script for a shell."`
}

// Session is the environment of a command.
type Session struct {
	Context  context.Context
	In       io.Reader
	Out, Err io.Writer
	Plain    bool   // no colour
	Data     string // the data folder, absolute; it may not exist

	dataGiven bool        // the command line specifies the data folder
	server    serverFlags // select the server
	root      *cobra.Command
}

// The exit codes.
const (
	exitGood    = 0
	exitFailed  = 1 // refused or failed
	exitMisused = 2 // wrong usage
)

// exitWith ends the program with a child's exit code, without a message.
type exitWith int

func (e exitWith) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// coded is an error with a specific exit code.
type coded struct {
	error
	code int
}

// misuse is a usage error.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

func misused(format string, args ...any) error { return misuse{fmt.Errorf(format, args...)} }

// Main runs the command line of this process and returns the exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal terminates the process
	return Execute(&Session{Context: ctx, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, args)
}

// Execute runs a command line in s and returns the exit code.
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

// report prints the error of a command and returns its exit code.
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

// terminal is an output stream that is connected to a terminal.
type terminal struct {
	*safetext.Writer
	file *os.File
}

// protectTerminal escapes control characters in the output: it may contain text of unknown origin, such as the user
// name of a failed sign-in.
func (s *Session) protectTerminal() {
	for _, stream := range []*io.Writer{&s.Out, &s.Err} {
		if file, ok := (*stream).(*os.File); ok && isTerminal(file) {
			*stream = terminal{safetext.NewWriter(file), file}
		}
	}
}

// unprotected returns the stream below protectTerminal, for a child process that controls the terminal.
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

// bold and dim style text if the output is a terminal that supports it.
func (s *Session) bold(text string) string { return s.styled("1", text) }
func (s *Session) dim(text string) string  { return s.styled("2", text) }

func (s *Session) styled(code, text string) string {
	if s.Plain {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// afterDashes returns the command to run, without a leading "--".
func afterDashes(words []string) ([]string, error) {
	if i := slices.Index(words, "--"); i == 0 {
		words = words[1:]
	}
	if len(words) == 0 {
		return nil, misused("there is no command to run: give it after --")
	}
	return words, nil
}
