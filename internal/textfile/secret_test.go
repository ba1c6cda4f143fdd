package textfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"keyless.dev/keyless/internal/textfile"
)

func TestReadSecretRemovesLineBreaksAtTheEndOnly(t *testing.T) {
	for _, row := range []struct{ because, content, want string }{
		{"editors end files with a line break", "hunter2\n", "hunter2"},
		{"Windows ends lines with two characters", "hunter2\r\n", "hunter2"},
		{"a space is part of a password", " hunter 2 ", " hunter 2 "},
		{"an empty file holds none", "\n", ""},
		{"spaces alone are none", "  \n", ""},
	} {
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, []byte(row.content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := textfile.ReadSecret(path)
		if got != row.want || (err == nil) != (row.want != "") {
			t.Errorf("%s: got %q, %v", row.because, got, err)
		}
	}
}

func TestReadRootsRefusesFilesWithoutCertificates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, []byte("no certificate\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := textfile.ReadRoots(path); err == nil {
		t.Error("a file without certificates was accepted")
	}
	if _, err := textfile.ReadRoots(path + ".missing"); err == nil {
		t.Error("a missing file was accepted")
	}
}
