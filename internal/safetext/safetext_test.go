package safetext

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestUnsafeCharactersAreEscaped(t *testing.T) {
	for _, row := range []struct{ rule, text, want string }{
		{"plain text stays", "ada@contoso.test", "ada@contoso.test"},
		{"letters of all scripts stay", "Åsa 日本 אבג 👩‍💻", "Åsa 日本 אבג 👩‍💻"},
		{"an escape sequence", "\x1b]0;title\x07", `\u001b]0;title\u0007`},
		{"a C1 control, next line", "a\u0085b", `a\u0085b`},
		{"a C1 control sequence introducer", "a\u009b2Jb", `a\u009b2Jb`},
		{"a right-to-left override", "a\u202egpj.exe", `a\u202egpj.exe`},
		{"an isolate", "a\u2066b\u2069", `a\u2066b\u2069`},
		{"a line separator", "a\u2028b", `a\u2028b`},
		{"a zero-width space", "a\u200bb", `a\u200bb`},
		{"a carriage return", "a\rb", `a\u000db`},
		{"a line feed forges a line", "a\nb", `a\nb`},
		{"a byte that is no UTF-8", "a\xffb", `a\xffb`},
		{"a tag", "a\U000e0041", `a\U000e0041`},
	} {
		if got := String(row.text); got != row.want {
			t.Errorf("%s: %q, want %q", row.rule, got, row.want)
		}
		if strings.Contains(row.text, "\n") {
			continue // a Writer lets lines pass
		}
		for cut := range len(row.text) + 1 { // wherever a write ends
			var out bytes.Buffer
			w := NewWriter(&out)
			_, _ = w.Write([]byte(row.text[:cut]))
			_, _ = w.Write([]byte(row.text[cut:] + "\n"))
			if got := strings.TrimSuffix(out.String(), "\n"); got != row.want {
				t.Errorf("%s, cut at %d: %q, want %q", row.rule, cut, got, row.want)
			}
		}
	}
}

func TestWriterPassesTheProgramsOwnSequences(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out)
	for _, part := range []string{"\x1b", "[1mbold\x1b[0", "m plain\tand\nlines \x1b[31mred"} {
		_, _ = w.Write([]byte(part))
	}
	if want := "\x1b[1mbold\x1b[0m plain\tand\nlines " + `\u001b[31mred`; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func FuzzWriter(f *testing.F) {
	f.Add([]byte("a\u202e\x1b[1m\x1b[2J\xff"), 3)
	f.Fuzz(func(t *testing.T, text []byte, cut int) {
		cut = max(0, min(cut, len(text)))
		var out bytes.Buffer
		w := NewWriter(&out)
		_, _ = w.Write(text[:cut])
		_, _ = w.Write(text[cut:])
		shown := out.String()
		for _, style := range Sequences() {
			shown = strings.ReplaceAll(shown, style, "")
		}
		if !utf8.ValidString(shown) || strings.IndexFunc(shown, unsafe) >= 0 {
			t.Errorf("%q gave %q", text, shown)
		}
	})
}
