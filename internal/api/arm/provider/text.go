package provider

import (
	"strings"
)

// Clip shortens a text of unknown origin for an error message.
func Clip(text string) string {
	if len(text) > 256 {
		text = text[:256] + "..."
	}
	return text
}

// printableASCII replaces characters that a header value may not have.
func printableASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f {
			return '?'
		}
		return r
	}, text)
}
