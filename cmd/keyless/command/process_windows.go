package command

import "os"

// become runs the command and ends with its exit code.
func become(s *Session, path string, words, env []string) error { return s.runChild(path, words, env) }

// passedOn are the signals that a child is told of.
func passedOn() []os.Signal { return []os.Signal{os.Interrupt} }

// fromTerminal reports whether a terminal sends the signal, to the child as well as to us.
func fromTerminal(os.Signal) bool { return true }

// exitCode is a finished child's code.
func exitCode(state *os.ProcessState) int { return state.ExitCode() }
