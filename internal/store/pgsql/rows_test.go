package pgsql

import "testing"

func TestBytesAreReadFromBothOfTheirForms(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{`\x`, ""},
		{`\x61620aff`, "ab\n\xff"},
		{"", ""},
		{"abcd", "abcd"},
		{`\\x41`, `\x41`},
		{`a\000\377\\'`, "a\x00\xff\\'"},
	} {
		if got, err := readBytes(row.text); err != nil || string(got) != row.want || got == nil {
			t.Errorf("%s is %q, %v", row.text, got, err)
		}
	}
	for _, text := range []string{`\x4`, `\xzz`, `\`, `\00`, `\08a`, `\400`} {
		if got, err := readBytes(text); err == nil {
			t.Errorf("%s is %q", text, got)
		}
	}
}
