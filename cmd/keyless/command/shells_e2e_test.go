//go:build e2e

package command

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestEveryShellReadsBackWhatIsQuoted(t *testing.T) {
	for _, shell := range []string{"bash", "dash", "zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			t.Setenv("HOME", t.TempDir()) // fish writes files there
			readBack(t, shell, hostileValues)
		})
	}
}

func TestShellsReadTheScriptsOfCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			t.Setenv("HOME", t.TempDir())
			var out bytes.Buffer
			if code := Execute(&Session{Context: t.Context(), Out: &out, Err: os.Stderr}, []string{"completion", shell}); code != 0 {
				t.Fatal(code)
			}
			file := filepath.Join(t.TempDir(), "completion")
			if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			if said, err := exec.Command(shell, "-n", file).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, said)
			}
		})
	}
}
