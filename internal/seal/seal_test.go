package seal_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"keyless.dev/keyless/internal/seal"
)

func box(t *testing.T, fill byte) *seal.Box {
	t.Helper()
	b, err := seal.New(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOpenRefuses(t *testing.T) {
	sealed := box(t, 1).Seal([]byte("private"), "signing key 7")
	if plain, err := box(t, 1).Open(sealed, "signing key 7"); err != nil || string(plain) != "private" {
		t.Fatalf("%q, %v", plain, err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for because, open := range map[string]func() ([]byte, error){
		"another key":        func() ([]byte, error) { return box(t, 2).Open(sealed, "signing key 7") },
		"another place":      func() ([]byte, error) { return box(t, 1).Open(sealed, "signing key 8") },
		"a changed byte":     func() ([]byte, error) { return box(t, 1).Open(changed, "signing key 7") },
		"a cut value":        func() ([]byte, error) { return box(t, 1).Open(sealed[:5], "signing key 7") },
		"nothing":            func() ([]byte, error) { return box(t, 1).Open(nil, "signing key 7") },
		"the value in clear": func() ([]byte, error) { return box(t, 1).Open([]byte("private, and long enough for a nonce"), "x") },
	} {
		if plain, err := open(); err == nil {
			t.Errorf("%s opened to %q", because, plain)
		}
	}
	if bytes.Equal(sealed, box(t, 1).Seal([]byte("private"), "signing key 7")) {
		t.Error("sealing twice gave the same bytes")
	}
}

func TestFromFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kek")
	if _, err := seal.FromFile(path, false); err == nil {
		t.Error("a missing key was made unasked")
	}
	first, err := seal.FromFile(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file has mode %v, %v", info.Mode(), err)
	}
	second, err := seal.FromFile(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := second.Open(first.Seal([]byte("x"), "y"), "y"); err != nil || string(plain) != "x" {
		t.Errorf("the key changed between two starts: %v", err)
	}
	for _, text := range []string{"", "not base64!", "c2hvcnQ="} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.FromFile(path, true); err == nil {
			t.Errorf("a key file with %q was accepted", text)
		}
	}
}

// TestProcessesThatStartTogetherHaveOneKey: whoever comes later has the key of the first, and none is overwritten.
func TestProcessesThatStartTogetherHaveOneKey(t *testing.T) {
	for range 20 {
		folder := t.TempDir()
		path := filepath.Join(folder, "kek")
		var boxes [8]*seal.Box
		var all sync.WaitGroup
		for i := range boxes {
			all.Go(func() {
				var err error
				if boxes[i], err = seal.FromFile(path, true); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if t.Failed() {
			return
		}
		sealed := boxes[0].Seal([]byte("x"), "y")
		for i, b := range boxes {
			if _, err := b.Open(sealed, "y"); err != nil {
				t.Fatalf("box %d has another key than the first: %v", i, err)
			}
		}
		if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
			t.Errorf("%d files are left beside the key, %v", len(files)-1, err)
		}
	}
}

func TestDerivedSecretsDiffer(t *testing.T) {
	a := box(t, 1).Derive("identity headers")
	if !bytes.Equal(a, box(t, 1).Derive("identity headers")) {
		t.Error("the same purpose gave two secrets")
	}
	if bytes.Equal(a, box(t, 1).Derive("cookies")) || bytes.Equal(a, box(t, 2).Derive("identity headers")) {
		t.Error("another purpose or key gave the same secret")
	}
}

func TestRewrap(t *testing.T) {
	old, fresh := box(t, 1), box(t, 2)
	sealed := old.Seal([]byte("private"), "here")
	both := fresh.With(old)
	again, changed, err := both.Rewrap(sealed, "here")
	if err != nil || !changed {
		t.Fatalf("changed %t, %v", changed, err)
	}
	if plain, err := fresh.Open(again, "here"); err != nil || string(plain) != "private" {
		t.Errorf("the new key alone opens %q, %v", plain, err)
	}
	if _, err := old.Open(again, "here"); err == nil {
		t.Error("the old key still opens it")
	}
	if same, changed, err := both.Rewrap(again, "here"); err != nil || changed || !bytes.Equal(same, again) {
		t.Errorf("a second time: changed %t, %v", changed, err)
	}
	if _, _, err := both.Rewrap(box(t, 3).Seal([]byte("x"), "here"), "here"); err == nil {
		t.Error("a value sealed with a third key was rewrapped")
	}
	if plain, err := both.Open(sealed, "here"); err != nil || string(plain) != "private" {
		t.Errorf("both keys open %q, %v", plain, err)
	}
	if _, err := both.Open(sealed, "elsewhere"); err == nil {
		t.Error("it opens in another place")
	}
}
