// Package ascii compares and changes the case of text by folding only the letters A to Z.
//
// Every comparison without regard to case that decides something (an id, a scope, a host, a resource name, a header)
// uses this package. Unicode case folding makes different texts equal: U+017F (ſ) folds to s and U+212A (the Kelvin
// sign) to k, so a look-alike would pass for the name that it imitates. A test of the module refuses the functions of
// package strings elsewhere.
package ascii

import "strings"

// EqualFold reports whether a and b are equal when the letters A to Z are folded to lower case. All other bytes are
// compared as they are.
func EqualFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// ToLower returns s with the letters A to Z in lower case. It returns s itself if s has none.
func ToLower(s string) string {
	for i := range len(s) {
		if lower(s[i]) != s[i] {
			return mapBytes(s, i, lower)
		}
	}
	return s
}

// ToUpper returns s with the letters a to z in upper case. It returns s itself if s has none.
func ToUpper(s string) string {
	for i := range len(s) {
		if upper(s[i]) != s[i] {
			return mapBytes(s, i, upper)
		}
	}
	return s
}

// HasPrefixFold reports whether s begins with prefix, compared as by EqualFold.
func HasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && EqualFold(s[:len(prefix)], prefix)
}

// mapBytes returns s with each byte from index from on replaced by change.
func mapBytes(s string, from int, change func(byte) byte) string {
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:from])
	for i := from; i < len(s); i++ {
		b.WriteByte(change(s[i]))
	}
	return b.String()
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - ('a' - 'A')
	}
	return c
}
