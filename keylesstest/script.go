package keylesstest

import (
	"os"
	"path/filepath"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/upstream"
)

// scriptFile is the script of the built-in model, in the data folder of a test's server.
const scriptFile = "script.yaml"

// openScript makes the server use a script file with this text.
func openScript(c *app.Config, yaml string) error {
	if err := os.WriteFile(filepath.Join(c.DataDir, scriptFile), []byte(yaml), 0o600); err != nil {
		return err
	}
	var err error
	c.Script, err = upstream.OpenScript(filepath.Join(c.DataDir, scriptFile))
	return err
}

// Script sets the answers of the built-in model from the next call on, as YAML (see docs/built-in-model.md); "" restores its own
// answers. Parallel tests on one server share the script: use conditions that distinguish their calls.
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
