package template

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Read parses the body of a deployment request into nil, bool, int64, float64, string, []any and map[string]any.
//
// It accepts JSON and the extensions of Azure's own parser, because az sends the template file unchanged, under an unquoted
// name: comments, line breaks within strings, trailing commas, unquoted names, and strings in single quotes. A duplicate name
// in an object, even in another case, is an error, because parsers would disagree about which one counts.
func Read(text []byte) (any, error) {
	r := &reader{text: strings.TrimPrefix(string(text), "\ufeff")}
	if len(text) > MaxBody {
		return nil, fault.New(fault.TooLarge, "RequestContentTooLarge", "The request content size exceeds the maximum size of %d MB.", MaxBody>>20)
	}
	if !utf8.ValidString(r.text) {
		return nil, r.bad("it is not UTF-8")
	}
	value, err := r.value(0)
	if err != nil {
		return nil, err
	}
	if err := r.space(); err != nil {
		return nil, err
	}
	if r.at < len(r.text) {
		return nil, r.bad("something follows its end")
	}
	return value, nil
}

type reader struct {
	text string
	at   int
}

// bad returns an error with the position.
func (r *reader) bad(why string) error {
	before := r.text[:min(r.at, len(r.text))]
	line := strings.Count(before, "\n") + 1
	column := r.at - strings.LastIndexByte(before, '\n')
	return fault.New(fault.Invalid, "InvalidRequestContent",
		"The request content was invalid and could not be deserialized: '%s, at line %d, column %d'.", why, line, column)
}

// space skips white space and comments.
func (r *reader) space() error {
	for r.at < len(r.text) {
		switch rest := r.text[r.at:]; {
		case strings.ContainsRune(" \t\r\n", rune(rest[0])):
			r.at++
		case strings.HasPrefix(rest, "//"):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			r.at += end
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				return r.bad("a comment has no end")
			}
			r.at += end + 4
		default:
			return nil
		}
	}
	return nil
}

// next skips white space and returns the next byte; 0 at the end.
func (r *reader) next() (byte, error) {
	if err := r.space(); err != nil || r.at >= len(r.text) {
		return 0, err
	}
	return r.text[r.at], nil
}

func (r *reader) value(depth int) (any, error) {
	if depth > MaxDepth {
		return nil, r.bad("it is nested too deep")
	}
	c, err := r.next()
	switch {
	case err != nil:
		return nil, err
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.array(depth)
	case c == '"' || c == '\'':
		return r.string(c)
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	}
	switch word := r.word(); word {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	return nil, r.bad("a value was expected")
}

// word reads letters, digits, _ and $.
func (r *reader) word() string {
	start := r.at
	for r.at < len(r.text) && isWord(r.text[r.at]) {
		r.at++
	}
	return r.text[start:r.at]
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$'
}

func (r *reader) object(depth int) (any, error) {
	r.at++
	out, seen := map[string]any{}, map[string]bool{}
	for {
		c, err := r.next()
		if err != nil {
			return nil, err
		}
		if c == '}' {
			r.at++
			return out, nil
		}
		name, err := r.name(c)
		if err != nil {
			return nil, err
		}
		if folded := ascii.ToLower(name); seen[folded] {
			return nil, r.bad("the name '" + clip(name) + "' is given twice in one object")
		} else {
			seen[folded] = true
		}
		if c, err = r.next(); err != nil || c != ':' {
			return nil, orElse(err, r.bad("a ':' was expected"))
		}
		r.at++
		if out[name], err = r.value(depth + 1); err != nil {
			return nil, err
		}
		if err := r.comma('}'); err != nil {
			return nil, err
		}
	}
}

func (r *reader) name(c byte) (string, error) {
	if c == '"' || c == '\'' {
		return r.string(c)
	}
	if name := r.word(); name != "" {
		return name, nil
	}
	return "", r.bad("a name was expected")
}

// comma reads the comma between two items. A trailing comma is allowed.
func (r *reader) comma(end byte) error {
	c, err := r.next()
	switch {
	case err != nil:
		return err
	case c == ',':
		r.at++
	case c != end:
		return r.bad("a ',' or a '" + string(end) + "' was expected")
	}
	return nil
}

func (r *reader) array(depth int) (any, error) {
	r.at++
	out := []any{}
	for {
		c, err := r.next()
		if err != nil {
			return nil, err
		}
		if c == ']' {
			r.at++
			return out, nil
		}
		item, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
		if err := r.comma(']'); err != nil {
			return nil, err
		}
	}
}

func (r *reader) number() (any, error) {
	start := r.at
	for r.at < len(r.text) && (isWord(r.text[r.at]) || strings.IndexByte("+-.", r.text[r.at]) >= 0) {
		r.at++
	}
	text := r.text[start:r.at]
	if whole, err := strconv.ParseInt(text, 10, 64); err == nil {
		return whole, nil
	}
	if number, err := strconv.ParseFloat(text, 64); err == nil && !strings.ContainsAny(text, "xX_nNpP") {
		return number, nil
	}
	r.at = start
	return nil, r.bad("a number was expected")
}

func (r *reader) string(quote byte) (string, error) {
	r.at++
	var out strings.Builder
	for {
		end := strings.IndexAny(r.text[r.at:], string(quote)+`\`)
		if end < 0 {
			return "", r.bad("a text has no end")
		}
		out.WriteString(r.text[r.at : r.at+end])
		r.at += end + 1
		if r.text[r.at-1] == quote {
			return out.String(), nil
		}
		if r.at >= len(r.text) {
			return "", r.bad("a text has no end")
		}
		c := r.text[r.at]
		r.at++
		switch c {
		case 'u':
			char, err := r.unicode()
			if err != nil {
				return "", err
			}
			out.WriteRune(char)
		default:
			at := strings.IndexByte(`"'\/bfnrt`, c)
			if at < 0 {
				return "", r.bad(`a '\' is followed by what it does not go with`)
			}
			out.WriteByte("\"'\\/\b\f\n\r\t"[at])
		}
	}
}

// unicode reads the four digits after \u, and the second half of a surrogate pair.
func (r *reader) unicode() (rune, error) {
	first, ok := r.hex()
	if !ok {
		return 0, r.bad(`four hexadecimal digits were expected behind \u`)
	}
	if utf16.IsSurrogate(first) && strings.HasPrefix(r.text[r.at:], `\u`) {
		back := r.at
		r.at += 2
		if second, ok := r.hex(); ok {
			if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
				return pair, nil
			}
		}
		r.at = back
	}
	return first, nil // a lone surrogate becomes U+FFFD
}

func (r *reader) hex() (rune, bool) {
	if r.at+4 > len(r.text) {
		return 0, false
	}
	value, err := strconv.ParseUint(r.text[r.at:r.at+4], 16, 16)
	r.at += 4
	return rune(value), err == nil
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func clip(text string) string {
	if len(text) > 256 {
		return strings.ToValidUTF8(text[:256], "") + "…"
	}
	return text
}
