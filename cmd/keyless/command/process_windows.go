package command

import (
	"os"

	"golang.org/x/sys/windows"
)

// become runs the command and ends with its exit code.
func become(s *Session, path string, words, env []string) error { return s.runChild(path, words, env) }

// passedOn lists the signals that are forwarded to a child.
func passedOn() []os.Signal { return []os.Signal{os.Interrupt} }

// fromTerminal reports whether s may come from a terminal, which also sends it to the child.
func fromTerminal(os.Signal) bool { return true }

// exitCode returns the exit code of a finished child.
func exitCode(state *os.ProcessState) int { return state.ExitCode() }

// processRuns reports whether a process with this id exists.
func processRuns(pid int) bool {
	handle, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return false
	}
	defer func() { _ = windows.CloseHandle(handle) }()
	event, err := windows.WaitForSingleObject(handle, 0)
	return err == nil && event == uint32(windows.WAIT_TIMEOUT)
}
