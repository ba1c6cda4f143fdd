package command

import (
	"os/exec"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/client"
)

// hostileValues are values that a shell would interpret if they were not quoted.
var hostileValues = []string{
	"plain", "", "two words", "it's", `"$HOME" \ ; & | > *`, "$(id)", "`id`", "line\nbreak", "-n", "%PATH%", `C:\Users\Ada\`, `ends with \'`, "!history", "#no comment",
	"\u2019; id; \u2018", "tab\there", "~/x", "{a,b}", "a=b", "(id)",
}

func TestQuotedWordsAreReadBackUnchangedByShells(t *testing.T) {
	readBack(t, "sh", hostileValues)
}

// readBack makes a shell evaluate the output of env for it, and print the variable.
func readBack(t *testing.T, shell string, values []string) {
	t.Helper()
	for _, value := range values {
		var script strings.Builder
		if err := writeShell(&script, shell, []client.Variable{{Name: "KEYLESS_X", Value: value}}, []string{"KEYLESS_DROPPED"}); err != nil {
			t.Fatal(err)
		}
		command := exec.Command(shell, "-c", script.String()+`printf '%s|%s' "$KEYLESS_X" "$KEYLESS_DROPPED"`)
		command.Env = append(command.Environ(), "KEYLESS_DROPPED=here")
		out, err := command.Output()
		if err != nil || string(out) != value+"|" {
			t.Errorf("%s reads %q as %q, %v", shell, value, out, err)
		}
	}
}

func TestEnvironmentIsPrintedInEachShellsSyntax(t *testing.T) {
	const name = "KEYLESS_X"
	for _, row := range []struct{ because, shell, value, want string }{
		{"a single quotation mark ends the string in sh", "bash", "it's", `export KEYLESS_X='it'\''s'`},
		{"fish takes a backslash in front of it, and of a backslash", "fish", `it's \`, `set -gx KEYLESS_X 'it\'s \\'`},
		{"PowerShell wants it twice", "powershell", "it's $(id) `n", "$env:KEYLESS_X = 'it''s $(id) `n'"},
		{"and the typographic ones, which end a string as well", "pwsh", "\u2019; id; \u2018 \u201a \u201b", "$env:KEYLESS_X = '\u2019\u2019; id; \u2018\u2018 \u201a\u201a \u201b\u201b'"},
		{"cmd expands percent signs", "cmd", `C:\a & b\%PATH%`, `set "KEYLESS_X=C:\a & b\%%PATH%%"`},
		{"a file of variables has values as they are", "dotenv", `C:\it's "so"`, `KEYLESS_X=C:\it's "so"`},
	} {
		var out strings.Builder
		if err := writeShell(&out, row.shell, []client.Variable{{Name: name, Value: row.value}}, nil); err != nil || out.String() != row.want+"\n" {
			t.Errorf("%s: %q, %v; want %q", row.because, out.String(), err, row.want)
		}
	}
}

func TestValuesThatAShellCannotRepresentAreRejected(t *testing.T) {
	for _, row := range []struct{ because, shell, value string }{
		{"a quotation mark would end the string in cmd", "cmd", `a" & id & "`},
		{"a line break would begin a command in cmd", "cmd", "a\nid"},
		{"and so would a carriage return", "cmd", "a\rid"},
		{"a line break would begin a variable in a file", "dotenv", "a\nPATH=/tmp"},
	} {
		var out strings.Builder
		if err := writeShell(&out, row.shell, []client.Variable{{Name: "GOOD", Value: "x"}, {Name: "BAD", Value: row.value}}, nil); err == nil || !strings.Contains(err.Error(), "BAD") || out.Len() > 0 {
			t.Errorf("%s: wrote %q, %v", row.because, out.String(), err)
		}
	}
}
