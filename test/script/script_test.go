// Package script_test runs the stories in this folder: commands and their expected output.
package script_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"keyless.dev/keyless/cmd/keyless/command"
)

// TestMain makes this test binary act as keyless, so that the stories run the compiled code without a separate build.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"keyless": func() { os.Exit(command.Main(os.Args[1:])) },
		"az":      func() { os.Exit(azMain(os.Args[1:])) },
		"person":  func() { os.Exit(personMain(os.Args[1:])) },
	})
}

// TestCommandLine runs the stories that need only keyless itself.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "cli",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			docs, err := filepath.Abs("../../docs")
			env.Vars = append(env.Vars, "KEYLESS_DATA="+filepath.Join(env.WorkDir, "data"), "NO_COLOR=1", "TZ=UTC", "DOCS="+docs)
			free, failed := freePort()
			env.Vars = append(env.Vars, "PORT="+free)
			return errors.Join(err, failed)
		},
	})
}

// freePort returns an unused port of this machine.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}
