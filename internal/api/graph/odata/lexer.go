package odata

import (
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// The limits of one $filter.
const (
	MaxLength = 8192
	MaxDepth  = 32
)

type tokenKind uint8

const (
	end     tokenKind = iota
	word              // a name, an operator or a function: told apart by where it stands
	literal           // value holds it
	mark              // one of ( ) , / :
)

type lexeme struct {
	kind  tokenKind
	text  string
	value any // of a literal: nil, bool, string, float64, time.Time
	at    int // byte offset, for messages
}

// lex cuts text into lexemes, the last of which is end.
func lex(text string) ([]lexeme, error) {
	var out []lexeme
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '\'':
			value, next, ok := quoted(text, i)
			if !ok {
				return nil, syntax("There is an unterminated string literal at position %d in '%s'.", i, text)
			}
			out = append(out, lexeme{kind: literal, text: text[i:next], value: value, at: i})
			i = next
		case strings.IndexByte("(),/:", c) >= 0:
			out = append(out, lexeme{kind: mark, text: text[i : i+1], at: i})
			i++
		case bare(c):
			next := i
			for next < len(text) && (bare(text[next]) || text[next] == ':' && isTime(text[i:next])) {
				next++
			}
			l, ok := classify(text[i:next])
			if !ok {
				return nil, syntax("Syntax error: '%s' at position %d in '%s' is neither a name nor a value.", text[i:next], i, text)
			}
			l.at = i
			out = append(out, l)
			i = next
		default:
			return nil, syntax("Syntax error: character %s is not valid at position %d in '%s'.", strconv.Quote(string(c)), i, text)
		}
	}
	return append(out, lexeme{kind: end, at: len(text)}), nil
}

// quoted reads the string literal that begins at i; two quotes inside stand for one.
func quoted(text string, i int) (value string, next int, ok bool) {
	var b strings.Builder
	for i++; i < len(text); i++ {
		if text[i] != '\'' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		return b.String(), i + 1, true
	}
	return "", i, false
}

func bare(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_-.$@+", c) >= 0
}

// isTime reports whether text is the front of a date and time, in which a colon is no mark.
func isTime(text string) bool {
	return len(text) >= 13 && text[4] == '-' && (text[10] == 'T' || text[10] == 't')
}

// classify says what a run of bare characters is. Names begin with a letter, "_" or "$" and hold no "-" or "+".
func classify(text string) (lexeme, bool) {
	switch ascii.ToLower(text) {
	case "null":
		return lexeme{kind: literal, text: text}, true
	case "true", "false":
		return lexeme{kind: literal, text: text, value: ascii.EqualFold(text, "true")}, true
	}
	if id, ok := guid.Parse(text); ok {
		return lexeme{kind: literal, text: text, value: id}, true
	}
	if c := text[0]; c >= '0' && c <= '9' || c == '-' {
		if t, err := time.Parse(time.RFC3339Nano, ascii.ToUpper(text)); err == nil {
			return lexeme{kind: literal, text: text, value: t}, true
		}
		if t, err := time.Parse(time.DateOnly, text); err == nil {
			return lexeme{kind: literal, text: text, value: t}, true
		}
		n, err := strconv.ParseFloat(text, 64)
		return lexeme{kind: literal, text: text, value: n}, err == nil
	}
	if strings.ContainsAny(text, "-+") {
		return lexeme{}, false
	}
	return lexeme{kind: word, text: text}, true
}

// syntax is the failure of a $filter, in Graph's words. Source: answers of the service in public issue threads.
func syntax(format string, args ...any) error {
	return fault.New(fault.Invalid, "BadRequest", "Invalid filter clause: "+format, args...)
}
