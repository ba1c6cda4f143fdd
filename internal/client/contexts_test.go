package client

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFilesThatOthersCanWriteAreRejected(t *testing.T) {
	for _, row := range []struct {
		mode os.FileMode
		says string
	}{
		{0o600, ""},
		{0o644, ""},
		{0o620, "can be written to by other people"},
		{0o602, "can be written to by other people"},
	} {
		path := filepath.Join(t.TempDir(), "contexts.json")
		if err := os.WriteFile(path, []byte(`{"contexts":[]}`), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, row.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadContexts(path); err == nil != (row.says == "") || err != nil && !strings.Contains(err.Error(), row.says) {
			t.Errorf("mode %o: %v, want %q", row.mode, err, row.says)
		}
	}
}

func TestContextsLoseTheirTokensWhenTheirServerChanges(t *testing.T) {
	all, err := ReadContexts(filepath.Join(t.TempDir(), "contexts.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := all.Add(&Context{Name: "lab", Server: "https://a.test"}, false); err != nil {
		t.Fatal(err)
	}
	cached := filepath.Join(all.Folder("lab"), tokenCache)
	keep := func() {
		if err := os.MkdirAll(filepath.Dir(cached), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(cached, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		name   string
		change func() error
		stays  bool
	}{
		{"another account of the same server keeps them", func() error {
			return all.Add(&Context{Name: "lab", Server: "https://a.test", Account: "models"}, true)
		}, true},
		{"another server does not get them", func() error { return all.Add(&Context{Name: "lab", Server: "https://b.test"}, true) }, false},
		{"a context that is removed leaves none", func() error { return all.Remove("lab") }, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			keep()
			if err := row.change(); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(cached); (err == nil) != row.stays {
				t.Errorf("the token cache: %v", err)
			}
		})
	}
}
