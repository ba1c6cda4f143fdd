package keylesstest

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"testing"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
)

// Main starts a server, runs the tests of m, and returns their exit code. It is for code that signs in with
// DefaultAzureCredential, which in the tests is the service principal with the display name principal. Running returns the
// server. The world is YAML as for World, or "" for the default world.
//
//	func TestMain(m *testing.M) { os.Exit(keylesstest.Main(m, "ci-pipeline", "")) }
//
// The tests run in a process of their own, since Go reads the certificates that it trusts once, when a process starts. On
// macOS and Windows, Go trusts only those of the system: there, pass Server.Client to clients. A process that keyless run
// or keyless exec started has a server already, which is used.
func Main(m *testing.M, principal, world string) int {
	if os.Getenv("KEYLESS_DATA") != "" {
		return m.Run()
	}
	code, err := beside(principal, world)
	if err != nil {
		fmt.Fprintf(os.Stderr, "keylesstest: %v\n", err)
		return 1
	}
	return code
}

// beside runs this program again in the environment of a server.
func beside(principal, yaml string) (code int, err error) {
	dir, err := os.MkdirTemp("", "keyless-test-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	config := app.Developer(dir)
	config.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if yaml != "" {
		if config.World, err = parseWorld(yaml); err != nil {
			return 0, err
		}
	}
	stop, err := launch(config)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	place, err := client.FindInstance(dir)
	if err != nil {
		return 0, err
	}
	vars, err := place.Environment(client.As{ServicePrincipal: principal})
	if err != nil {
		return 0, err
	}
	if principal != "" {
		vars = append(vars, client.Variable{Name: "AZURE_TOKEN_CREDENTIALS", Value: "EnvironmentCredential"})
	}
	return again(place.Surround(vars))
}

// again runs this program with its own arguments in an environment.
func again(env []string) (int, error) {
	path, err := os.Executable()
	if err != nil {
		return 0, err
	}
	child := &exec.Cmd{Path: path, Args: os.Args, Env: env, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt) // reaches the child too; this process ends after it
	defer signal.Stop(signals)
	err = child.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	return 0, err
}

// Running returns the server that Main, keyless run or keyless exec started for this process. All tests of the process share it, and
// it does not stop when t ends.
func Running(t testing.TB) *Server {
	t.Helper()
	dir := os.Getenv("KEYLESS_DATA")
	if dir == "" {
		t.Fatal("keylesstest: no server runs for this process: call keylesstest.Main in TestMain, or run the tests with keyless run -- go test ./...")
	}
	s, err := find(t, dir)
	if err != nil {
		t.Fatalf("keylesstest: %v", err)
	}
	t.Cleanup(s.http.CloseIdleConnections)
	return s
}
