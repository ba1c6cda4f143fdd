// Package safetext makes text of unknown origin safe to show in a terminal or on a page.
//
// Names of users, applications and clients come from callers, some of whom have proved nothing. Control characters in
// them can move the cursor, rewrite lines or run commands of the terminal, and bidirectional marks can show a name as
// another one.
package safetext

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// String returns s with every unsafe character replaced by its Go escape sequence, such as \u202e. Line feeds and tabs
// are unsafe too: in a field of a line they forge others.
func String(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r == utf8.RuneError || r == '\n' || r == '\t' || unsafe(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unsafe(r):
			b.WriteString(escape(r))
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// unsafe reports whether a terminal may act on r, or show text around it in another order or not at all.
func unsafe(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r):
		return true
	case r == 0x061c || r == 0x200b || r == 0x200e || r == 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff:
		return true
	case r >= 0xe0000 && r <= 0xe007f: // tags, which are not shown
		return true
	}
	return false
}

func escape(r rune) string {
	if r < 0x10000 {
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// Writer replaces unsafe characters in what is written through it. Line feeds, tabs and the sequences of Sequences pass.
type Writer struct {
	w    io.Writer
	rest []byte // the beginning of a character or style that has not ended yet
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Sequences are the terminal sequences that the program writes itself: bold, dim, plain, to the start of the line, and
// clear the rest of the line.
func Sequences() [5]string {
	return [...]string{"\x1b[1m", "\x1b[2m", "\x1b[0m", "\x1b[G", "\x1b[K"}
}

// Write implements io.Writer. It keeps back an incomplete character at the end of p until more is written.
func (s *Writer) Write(p []byte) (int, error) {
	text := append(s.rest, p...)
	s.rest = nil
	var out bytes.Buffer
	out.Grow(len(text))
	for len(text) > 0 {
		if style, partial := sequenceAt(text); style > 0 {
			out.Write(text[:style])
			text = text[style:]
			continue
		} else if partial {
			s.rest = bytes.Clone(text)
			break
		}
		if !utf8.FullRune(text) {
			s.rest = bytes.Clone(text)
			break
		}
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, text[0])
		case unsafe(r):
			out.WriteString(escape(r))
		default:
			out.Write(text[:size])
		}
		text = text[size:]
	}
	if _, err := s.w.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// sequenceAt returns the length of the sequence at the start of text, or whether text may be the beginning of one.
func sequenceAt(text []byte) (length int, partial bool) {
	for _, style := range Sequences() {
		if bytes.HasPrefix(text, []byte(style)) {
			return len(style), false
		}
		partial = partial || bytes.HasPrefix([]byte(style), text)
	}
	return 0, partial
}
