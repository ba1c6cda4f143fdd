//go:build unix

package command

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// become replaces this process with the command: its exit code, signals and terminal are then its own.
func become(_ *Session, path string, words, env []string) error {
	return fmt.Errorf("%s cannot be run: %w", path, syscall.Exec(path, words, env))
}

// passedOn are the signals that a child is told of.
func passedOn() []os.Signal {
	return []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2}
}

// fromTerminal reports whether a terminal sends the signal, to the child as well as to us.
func fromTerminal(s os.Signal) bool { return s == syscall.SIGINT || s == syscall.SIGQUIT }

// exitCode is a finished child's code, as a shell gives it.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

// processRuns reports whether a process with this id exists.
func processRuns(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
