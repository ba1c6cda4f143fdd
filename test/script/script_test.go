// Package script_test runs the stories of this folder: what a person types, and what comes back.
package script_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"keyless.dev/keyless/cmd/keyless/command"
)

// TestMain lets this test's program be keyless: the stories run what is compiled here, with no build in between.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"keyless": func() { os.Exit(command.Main(os.Args[1:])) },
		"az":      func() { os.Exit(azMain(os.Args[1:])) },
	})
}

// TestCommandLine runs the stories that need nothing but keyless itself.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "cli",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			docs, err := filepath.Abs("../../docs")
			env.Vars = append(env.Vars, "KEYLESS_DATA="+filepath.Join(env.WorkDir, "data"), "NO_COLOR=1", "TZ=UTC", "DOCS="+docs)
			return err
		},
	})
}
