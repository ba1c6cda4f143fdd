package script_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// clientsPath returns a PATH that finds keyless in the folder compiled, the real clients in the folder bin, and everything
// else where PATH has it. The clients come before PATH, whose first folder holds the az of TestMain. A keyless among the
// clients is an error: it may be older than what is compiled here, and a story that runs it tests the wrong program.
func clientsPath(compiled, bin string) (string, error) {
	other := filepath.Join(bin, "keyless")
	if _, err := os.Lstat(other); !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s may be another keyless than the one that is compiled here: remove it", other)
	}
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	// The name of the link makes the test program be keyless; see TestMain.
	if err := os.Symlink(program, filepath.Join(compiled, "keyless")); err != nil {
		return "", err
	}
	return strings.Join([]string{compiled, bin, os.Getenv("PATH")}, string(os.PathListSeparator)), nil
}

func TestStoriesRunTheCompiledKeyless(t *testing.T) {
	compiled, installed := t.TempDir(), t.TempDir()
	writeProgram(t, filepath.Join(installed, "keyless"))
	t.Setenv("PATH", installed+string(os.PathListSeparator)+os.Getenv("PATH"))
	path, err := clientsPath(compiled, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", path)
	if got, err := exec.LookPath("keyless"); got != filepath.Join(compiled, "keyless") {
		t.Errorf("keyless is %s (%v), and not the one in %s", got, err, compiled)
	}
}

func TestStoriesRefuseAKeylessAmongTheClients(t *testing.T) {
	bin := t.TempDir()
	other := filepath.Join(bin, "keyless")
	writeProgram(t, other)
	if path, err := clientsPath(t.TempDir(), bin); err == nil || !strings.Contains(err.Error(), other) {
		t.Errorf("got %q, %v; want an error that names %s", path, err, other)
	}
}

// writeProgram writes a program that does nothing.
func writeProgram(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}
