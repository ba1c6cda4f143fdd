package keylesstest

import (
	"os"
	"path/filepath"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/upstream"
)

// scriptFile is what the built-in model of a test's server is told, in the server's data folder.
const scriptFile = "script.yaml"

// openScript has the server follow a script file with this text.
func openScript(c *app.Config, yaml string) error {
	if err := os.WriteFile(filepath.Join(c.DataDir, scriptFile), []byte(yaml), 0o600); err != nil {
		return err
	}
	var err error
	c.Script, err = upstream.OpenScript(filepath.Join(c.DataDir, scriptFile))
	return err
}

// Script sets what the built-in model answers from the next call on, as YAML (see docs/built-in-model.md); "" leaves it to
// itself. It is the server's: tests that run in parallel on one server use conditions that tell their calls apart.
func (s *Server) Script(yaml string) {
	s.t.Helper()
	if yaml != "" {
		if _, err := upstream.ParseScript([]byte(yaml)); err != nil {
			s.t.Fatalf("keylesstest: %v", err)
		}
	}
	path := filepath.Join(s.place.Dir, scriptFile)
	if _, err := os.Stat(path); err != nil {
		s.t.Fatalf("keylesstest: the server was started without a script that could be changed: start it with --script %s", path)
	}
	next := path + "." + guid.New()
	err := os.WriteFile(next, []byte(yaml), 0o600)
	if err == nil {
		err = os.Rename(next, path) // never half of it
	}
	if err != nil {
		s.t.Fatalf("keylesstest: %v", err)
	}
}
