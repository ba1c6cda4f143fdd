package recorder

import (
	"os"
	"path/filepath"
	"testing"
)

// TestExportedFilesCanBeRotated renames the file without notifying the server.
func TestExportedFilesCanBeRotated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	for i, line := range []string{"1\n", "2\n", "3\n"} {
		if i == 2 {
			if err := os.Rename(path, path+".1"); err != nil {
				t.Fatal(err)
			}
		}
		if err := appendFile(path, []byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{path + ".1": "1\n2\n", path: "3\n"} {
		if text, err := os.ReadFile(name); err != nil || string(text) != want {
			t.Errorf("%s holds %q, %v", name, text, err)
		}
	}
}
