package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/term"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/storeadmin"
)

type backupCommand struct {
	Config string `type:"existingfile" placeholder:"FILE" help:"The configuration of a production server. Without it, the developer server of the data folder."`
	To     string `required:"" type:"path" placeholder:"FILE" help:"The backup. An existing file is not overwritten. - writes standard output."`
	JSON   bool   `help:"Print JSON."`
}

// Help returns the text below the list of flags.
func (*backupCommand) Help() string {
	return `Examples:
  keyless backup --config /etc/keyless/keyless.yaml --to keyless-2026-11-28.backup
  keyless backup --config /etc/keyless/keyless.yaml --to - | ssh backup 'cat > keyless.backup'

The file is a consistent copy of the store, encrypted with the key-encryption key. Keep a copy of that key elsewhere: without
it the backup cannot be read. The file does not include the configuration, the certificate or the key.`
}

// Run writes a backup.
func (c *backupCommand) Run(s *Session) (err error) {
	config, err := s.storeOf(c.Config)
	if err != nil {
		return err
	}
	if c.To == "-" {
		if c.JSON {
			return misused("--json and --to - would both write to standard output")
		}
		_, err := storeadmin.Backup(s.Context, config.Target(), s.Out, s.copying())
		return err
	}
	out, err := newFile(c.To)
	if err != nil {
		return err
	}
	defer out.drop()
	copied, err := storeadmin.Backup(s.Context, config.Target(), out, s.copying())
	s.copyingDone()
	if err != nil {
		return err
	}
	if err := out.keep(); err != nil {
		return err
	}
	return s.printCopied(copied, c.JSON, "Wrote "+c.To)
}

type restoreCommand struct {
	Config string `type:"existingfile" placeholder:"FILE" help:"The configuration of a production server, which names the store and the key-encryption key. Without it, the developer server of the data folder."`
	From   string `required:"" type:"path" placeholder:"FILE" help:"The backup. - reads standard input."`
	Check  bool   `help:"Only check the backup, by reading all of it."`
	JSON   bool   `help:"Print JSON."`
}

// Help returns the text below the list of flags.
func (*restoreCommand) Help() string {
	return `Examples:
  keyless restore --config /etc/keyless/keyless.yaml --from keyless-2026-11-28.backup --check
  keyless restore --config /etc/keyless/keyless.yaml --from keyless-2026-11-28.backup

The store must be empty: nothing is overwritten. A backup of SQLite can be restored to PostgreSQL and vice versa, and a backup
of an earlier release is migrated.`
}

// Run restores a backup.
func (c *restoreCommand) Run(s *Session) error {
	config, err := s.storeOf(c.Config)
	if err != nil {
		return err
	}
	from := s.In
	if c.From != "-" {
		file, err := os.Open(c.From)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		from = file
	}
	var copied store.Copied
	done := "Restored " + c.From
	if c.Check {
		done = "Everything in " + c.From + " can be restored"
		copied, err = storeadmin.CheckBackup(config.Target(), from, s.copying())
	} else {
		copied, err = storeadmin.Restore(s.Context, config.Target(), from, s.copying())
	}
	s.copyingDone()
	if err != nil {
		return err
	}
	return s.printCopied(copied, c.JSON, done)
}

type migrateCommand struct {
	From   string `placeholder:"ADDRESS" help:"The present store, in the form of the setting store."`
	To     string `placeholder:"ADDRESS" help:"The empty store."`
	Config string `type:"existingfile" placeholder:"FILE" help:"Instead of --from and --to: migrate the tables of this configuration's store to the present version."`
	JSON   bool   `help:"Print JSON."`
}

// Help returns the text below the list of flags.
func (*migrateCommand) Help() string {
	return `Examples:
  keyless migrate --from sqlite:///var/lib/keyless/keyless.db --to "postgres://keyless@db/keyless?password_file=/run/secrets/db"
  keyless migrate --from postgres://keyless@db/keyless --to sqlite:///var/lib/keyless/keyless.db
  keyless migrate --config /etc/keyless/keyless.yaml

Stop the servers first. Afterwards, set store in their configuration to the new address. The key-encryption key stays the same.
The first store is only read; if a server writes to it meanwhile, the move fails.

With --config, the command migrates the tables, as a server of this release does when it starts. Servers of the previous release
may keep running; other migrations wait.`
}

// Run moves a store.
func (c *migrateCommand) Run(s *Session) error {
	switch {
	case c.Config != "" && c.From+c.To != "":
		return misused("--config goes without --from and --to: the configuration names the store")
	case c.Config != "":
		return c.update(s)
	case c.From == "" || c.To == "":
		return misused("give --from and --to to move a store, or --config to migrate its tables")
	}
	copied, err := storeadmin.MoveStore(s.Context, c.From, c.To, s.copying())
	s.copyingDone()
	if err != nil {
		return err
	}
	return s.printCopied(copied, c.JSON, "Moved")
}

// update migrates the tables of a store.
func (c *migrateCommand) update(s *Session) error {
	config, err := production(s, c.Config, false)
	if err != nil {
		return err
	}
	version, err := storeadmin.UpdateTables(s.Context, config.Target())
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(map[string]int64{"version": version})
	}
	fmt.Fprintf(s.Out, "The tables are up to date: version %d.\n", version)
	return nil
}

// storeOf returns the configuration of a production server, or of the developer server in the data folder if path is
// "".
func (s *Session) storeOf(path string) (app.Config, error) {
	if path == "" {
		return app.Developer(s.Data), nil
	}
	return production(s, path, false)
}

// copying shows progress on a terminal, at most ten times a second.
func (s *Session) copying() store.Progress {
	var last time.Time
	terminal := s.errTerminal()
	return func(table string, rows int64) {
		if now := time.Now(); terminal && now.Sub(last) > 100*time.Millisecond {
			last = now
			fmt.Fprintf(s.Err, "\r\x1b[K%d rows (%s)", rows, table)
		}
	}
}

// copyingDone erases the progress line.
func (s *Session) copyingDone() {
	if s.errTerminal() {
		fmt.Fprint(s.Err, "\r\x1b[K")
	}
}

func (s *Session) errTerminal() bool {
	file, ok := s.Err.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

func (s *Session) printCopied(copied store.Copied, asJSON bool, done string) error {
	if asJSON {
		return s.printJSON(copied)
	}
	fmt.Fprintf(s.Out, "%s: %d rows in %d tables, as of %s.\n", done, copied.Rows, copied.Tables, copied.At.Format(time.RFC3339))
	return nil
}

// pendingFile is a file that gets its name when it is complete.
type pendingFile struct {
	*os.File
	name string
}

// newFile creates a file that only its owner can read. It fails if name exists.
func newFile(name string) (*pendingFile, error) {
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fmt.Errorf("%s exists already, and is not overwritten", name)
		}
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.part") // with the mode 0600
	if err != nil {
		return nil, err
	}
	return &pendingFile{File: file, name: name}, nil
}

// keep renames the file to its name.
func (f *pendingFile) keep() error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), f.name)
}

// drop removes the file unless it was kept.
func (f *pendingFile) drop() {
	_ = f.Close()
	_ = os.Remove(f.Name())
}
