package shell

import (
	"errors"
	"strings"
)

// Words splits text as a POSIX shell does, apart from expansions: single and double quotes, backslashes, $'…', and
// lines that go on behind a backslash. What stands behind a pipe or a semicolon is left out.
func Words(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	open := false
	end := func() {
		if open {
			words = append(words, word.String())
			word.Reset()
			open = false
		}
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			if i++; text[i] == '\n' || text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n' {
				i += strings.IndexByte(text[i:], '\n')
				continue
			}
			word.WriteByte(text[i])
			open = true
		case c == '\'' || c == '$' && i+1 < len(text) && text[i+1] == '\'':
			i += strings.IndexByte(text[i:], '\'')
			close := strings.IndexByte(text[i+1:], '\'')
			if close < 0 {
				return nil, errors.New("a single quote is not closed")
			}
			word.WriteString(text[i+1 : i+1+close])
			i += close + 1
			open = true
		case c == '"':
			length, err := readDoubleQuoted(text[i+1:], &word)
			if err != nil {
				return nil, err
			}
			i += length
			open = true
		case c == '$' && i+1 < len(text) && text[i+1] == '(':
			length := substitution(text[i:])
			word.WriteString(text[i : i+length])
			i += length - 1
			open = true
		case c == ' ' || c == '\t':
			end()
		case c == '|' || c == ';' || c == '\n' && (open || len(words) > 0):
			end()
			return words, nil
		case c == '\n' || c == '\r':
		default:
			word.WriteByte(c)
			open = true
		}
	}
	end()
	return words, nil
}

// readDoubleQuoted reads up to the closing quote and returns how long that was, with the quote.
func readDoubleQuoted(text string, word *strings.Builder) (int, error) {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return i + 1, nil
		case c == '\\' && i+1 < len(text) && strings.IndexByte("\"\\$`\n", text[i+1]) >= 0:
			if i++; text[i] != '\n' {
				word.WriteByte(text[i])
			}
		case c == '$' && i+1 < len(text) && text[i+1] == '(':
			length := substitution(text[i:])
			word.WriteString(text[i : i+length])
			i += length - 1
		default:
			word.WriteByte(c)
		}
	}
	return 0, errors.New("a double quote is not closed")
}

// substitution is the length of a $(…) at the start of text.
func substitution(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}
