// Package shell quotes text for a POSIX shell, and reads command lines as one without running anything of them.
package shell

import "strings"

// Word quotes text where a shell needs it.
func Word(text string) string {
	plain := !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("/._-:@,+=", r)
	})
	if plain && text != "" {
		return text
	}
	return Quote(text)
}

// Quote puts text in single quotes.
func Quote(v string) string { return "'" + strings.ReplaceAll(v, "'", `'\''`) + "'" }

// DoubleQuoted puts a name in double quotes, as the documentation writes it, or in single ones if it has what a shell expands.
func DoubleQuoted(name string) string {
	if strings.ContainsAny(name, "\"$`\\!") {
		return Quote(name)
	}
	return `"` + name + `"`
}
