package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Local names the developer server of the data folder among contexts. No context can have its name.
const Local = "local"

// Context is a server under a name.
type Context struct {
	Name    string `json:"name"`
	Server  string `json:"server"`            // the address of its Resource Manager, or the root of a server with one origin
	CA      string `json:"ca,omitempty"`      // file of certificate authorities that are trusted besides the system's
	SignIn  SignIn `json:"signIn,omitempty"`  // "" is Default
	Account string `json:"account,omitempty"` // the account that commands use unless told otherwise
}

// Contexts are a person's contexts, and the file that they are kept in.
type Contexts struct {
	path    string
	Current string     `json:"current,omitempty"` // "" is Local
	List    []*Context `json:"contexts"`
}

// maxContexts bounds the file of contexts, in bytes.
const maxContexts = 1 << 20

// ContextsFile is the path of the file of contexts: $KEYLESS_CONTEXTS, else keyless/contexts.json in the platform's folder
// for a person's configuration.
func ContextsFile() (string, error) {
	if path := os.Getenv("KEYLESS_CONTEXTS"); path != "" {
		return filepath.Abs(path)
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for contexts: set KEYLESS_CONTEXTS to the path of a file: %w", err)
	}
	return filepath.Join(dir, "keyless", "contexts.json"), nil
}

// ReadContexts reads the file of contexts. A file that is not there has none. A file that others can write to is
// refused, because it decides where tokens are sent.
func ReadContexts(path string) (*Contexts, error) {
	c := &Contexts{path: path}
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	if writableByOthers(info) {
		return nil, fmt.Errorf("%s can be written to by other people of this machine, and decides where your tokens are sent\nTake that right away with: chmod 600 %s", path, path)
	}
	if info.Size() > maxContexts {
		return nil, fmt.Errorf("%s is larger than %d MiB", path, maxContexts>>20)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", path, err)
	}
	return c, nil
}

// Find returns the context called name.
func (c *Contexts) Find(name string) (*Context, error) {
	names := []string{}
	for _, one := range c.List {
		if one.Name == name {
			return one, nil
		}
		names = append(names, one.Name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("there is no context %s\nAdd it with: keyless context add %s --server https://…", name, name)
	}
	return nil, fmt.Errorf("there is no context %s, only %s", name, strings.Join(names, ", "))
}

// contextName is what a context can be called. Names become folders.
var contextName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Add adds a context and saves. It fails for a name that is taken, unless replace is set.
func (c *Contexts) Add(added *Context, replace bool) error {
	if !contextName.MatchString(added.Name) || added.Name == Local {
		return Misused("%q is no name for a context: it is of letters, digits, dots, dashes and underscores, and not %q", added.Name, Local)
	}
	at := slices.IndexFunc(c.List, func(one *Context) bool { return one.Name == added.Name })
	switch {
	case at >= 0 && !replace:
		return fmt.Errorf("there is a context %s already, of %s\nReplace it with --replace, or remove it with: keyless context remove %s", added.Name, c.List[at].Server, added.Name)
	case at >= 0:
		if c.List[at].Server != added.Server {
			if err := os.RemoveAll(c.Folder(added.Name)); err != nil { // tokens of another server
				return err
			}
		}
		c.List[at] = added
	default:
		c.List = append(c.List, added)
	}
	return c.save()
}

// Use makes a context the current one, or Local, and saves.
func (c *Contexts) Use(name string) error {
	if name == Local {
		c.Current = ""
		return c.save()
	}
	if _, err := c.Find(name); err != nil {
		return err
	}
	c.Current = name
	return c.save()
}

// Remove removes a context with the tokens that were kept for it, and saves.
func (c *Contexts) Remove(name string) error {
	if _, err := c.Find(name); err != nil {
		return err
	}
	c.List = slices.DeleteFunc(c.List, func(one *Context) bool { return one.Name == name })
	if c.Current == name {
		c.Current = ""
	}
	return errors.Join(os.RemoveAll(c.Folder(name)), c.save())
}

// Folder is where what belongs to one context is kept: its token cache, its roots and its profile of az.
func (c *Contexts) Folder(name string) string {
	return filepath.Join(filepath.Dir(c.path), "contexts", name)
}

func (c *Contexts) save() error {
	if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
		return err
	}
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return writePrivate(c.path, append(text, '\n'))
}

// writePrivate replaces a file as a whole, readable by its owner only.
func writePrivate(path string, text []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary.Name()) }()
	_, err = temporary.Write(text)
	if err = errors.Join(err, temporary.Chmod(0o600), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// UsageError is a mistake in the command line.
type UsageError struct{ error }

func (e UsageError) Unwrap() error { return e.error }

// Misused returns a UsageError.
func Misused(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }
