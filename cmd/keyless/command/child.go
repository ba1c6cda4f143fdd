package command

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
)

// runChild runs a command with the session's streams until it exits, forwards signals to it, and fails with its exit
// code.
func (s *Session) runChild(path string, words, env []string) error {
	child := &exec.Cmd{Path: path, Args: words, Env: env, Stdin: s.In, Stdout: unprotected(s.Out), Stderr: unprotected(s.Err)}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, passedOn()...)
	defer signal.Stop(signals)
	if err := child.Start(); err != nil {
		return fmt.Errorf("%s cannot be run: %w", path, err)
	}
	done := make(chan error, 1)
	go func() { done <- child.Wait() }()
	for {
		select {
		case sent := <-signals:
			// A terminal sends the signals of its keys to all foreground processes. Forwarding them too would be a
			// second Ctrl-C.
			if !fromTerminal(sent) || !isTerminal(s.In) {
				_ = child.Process.Signal(sent)
			}
		case err := <-done:
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				return fmt.Errorf("%s: %w", path, err)
			}
			if code := exitCode(child.ProcessState); code != exitGood {
				return exitWith(code)
			}
			return nil
		}
	}
}
