//go:build unix

package command

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// become replaces this process with the command, which thereby determines the exit code and receives signals and the
// terminal.
func become(_ *Session, path string, words, env []string) error {
	return fmt.Errorf("%s cannot be run: %w", path, syscall.Exec(path, words, env))
}

// passedOn lists the signals that are forwarded to a child.
func passedOn() []os.Signal {
	return []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2}
}

// fromTerminal reports whether s may come from a terminal, which also sends it to the child.
func fromTerminal(s os.Signal) bool { return s == syscall.SIGINT || s == syscall.SIGQUIT }

// exitCode returns the exit code of a finished child, as a shell does.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

// processRuns reports whether a process with this id exists.
func processRuns(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
