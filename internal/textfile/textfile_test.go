package textfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"keyless.dev/keyless/internal/textfile"
)

func TestDecodeReadsWhatEditorsAndShellsWrite(t *testing.T) {
	for _, row := range []struct{ because, content, want, refused string }{
		{"UTF-8", "a: é\r\n", "a: é\r\n", ""},
		{"nothing", "", "", ""},
		{"UTF-8 with a byte order mark", "\xef\xbb\xbfa: 1\n", "a: 1\n", ""},
		{"UTF-16, little-endian, as PowerShell 5 writes it", "\xff\xfea\x00\xe9\x00\r\x00\n\x00", "aé\r\n", ""},
		{"UTF-16, big-endian", "\xfe\xff\x00a\x00\xe9", "aé", ""},
		{"a character of two units", "\xff\xfe\x3d\xd8\x00\xde", "😀", ""},
		{"a byte order mark that is text stays", "\xef\xbb\xbf\xef\xbb\xbfa", "\ufeffa", ""},
		{"UTF-16 without a byte order mark", "a\x00b\x00", "", "is UTF-16 without a byte order mark"},
		{"UTF-16 cut in half", "\xff\xfea", "", "ends within a character"},
		{"half of a pair", "\xff\xfe\x3d\xd8", "", "not valid UTF-16"},
		{"a pair of one half twice", "\xff\xfe\x3d\xd8\x3d\xd8", "", "not valid UTF-16"},
		{"UTF-32", "\xff\xfe\x00\x00a\x00\x00\x00", "", "UTF-32"},
		{"Latin-1", "a: \xe9", "", "is not UTF-8"},
		{"a NUL in UTF-16", "\xff\xfe\x00\x00", "", "UTF-32"},
		{"a NUL later in UTF-16", "\xff\xfea\x00\x00\x00", "", "NUL"},
	} {
		t.Run(row.because, func(t *testing.T) {
			got, err := textfile.Decode([]byte(row.content))
			if row.refused != "" {
				if err == nil || !strings.Contains(err.Error(), row.refused) {
					t.Errorf("%q, %v", got, err)
				}
			} else if err != nil || string(got) != row.want {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestReadRefusesWhatIsTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, make([]byte, 2049), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := textfile.Read(path, 2048); err == nil || err.Error() != path+" is larger than 2 KiB" {
		t.Error(err)
	}
	if _, err := textfile.Read(path, 4096); err == nil || !strings.HasPrefix(err.Error(), path+" holds NUL bytes") {
		t.Error(err)
	}
	if _, err := textfile.Read(path+"x", 1); !os.IsNotExist(err) {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"a", "\xff\xfea\x00", "\xfe\xff\x00a", "\xef\xbb\xbf", "\xff\xfe\x3d\xd8\x00\xde"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		got, err := textfile.Decode(content)
		if err == nil && (!utf8.Valid(got) || strings.Contains(string(got), "\x00")) {
			t.Errorf("%q became %q", content, got)
		}
	})
}
