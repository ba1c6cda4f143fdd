package rbac

import (
	"bytes"
	"strings"
)

// pattern is a compiled action pattern. Azure ignores the case of actions. '*' matches any run of characters, including
// '/' (wire facts: C.2). A pattern must match the whole action.
type pattern struct {
	text   string // in lower case
	star   bool
	prefix string   // before the first '*'; the whole text without one
	middle [][]byte // between the first and the last '*'
	suffix string   // after the last '*'
}

func compilePattern(text string) pattern {
	text = lowerASCII(text)
	first := strings.IndexByte(text, '*')
	if first < 0 {
		return pattern{text: text, prefix: text}
	}
	last := strings.LastIndexByte(text, '*')
	p := pattern{text: text, star: true, prefix: text[:first], suffix: text[last+1:]}
	if first < last {
		for part := range strings.SplitSeq(text[first+1:last], "*") {
			if part != "" {
				p.middle = append(p.middle, []byte(part))
			}
		}
	}
	return p
}

// match reports whether p matches action, which must be in lower case. It does not allocate.
func (p *pattern) match(action []byte) bool {
	if !p.star {
		return string(action) == p.prefix
	}
	end := len(action) - len(p.suffix)
	if end < len(p.prefix) || string(action[:len(p.prefix)]) != p.prefix || string(action[end:]) != p.suffix {
		return false
	}
	rest := action[len(p.prefix):end]
	for _, part := range p.middle {
		at := bytes.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return true
}

// lowerASCII lowers only the letters A to Z, so that letters of other alphabets never equal those of an action, whatever
// Unicode's case folding says.
func lowerASCII(s string) string {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			return lowerFrom(s, i)
		}
	}
	return s
}

// appendLower appends s in lower case.
func appendLower(to []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		to = append(to, c)
	}
	return to
}

func lowerFrom(s string, first int) string {
	lower := []byte(s)
	for i := first; i < len(lower); i++ {
		if c := lower[i]; 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}
