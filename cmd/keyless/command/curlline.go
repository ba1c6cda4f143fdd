package command

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// curlLine is what a curl command line asks for, as far as it matters to the doctor.
type curlLine struct {
	URL     string
	Method  string
	Headers http.Header
	Model   string // the body's model member
}

// readCurl reads a curl command line as a shell would, without running anything of it: variables stay as they are
// written. It fails on what is no curl line.
func readCurl(text string) (*curlLine, error) {
	words, err := shellWords(text)
	if err != nil {
		return nil, err
	}
	for len(words) > 0 && words[0] != "curl" && strings.Contains(words[0], "=") || len(words) > 0 && words[0] == "$" {
		words = words[1:] // assignments and a prompt in front
	}
	if len(words) == 0 || words[0] != "curl" {
		return nil, errors.New("standard input holds no curl line: it has to begin with curl")
	}
	line := &curlLine{Method: http.MethodGet, Headers: http.Header{}}
	for i := 1; i < len(words); i++ {
		word := words[i]
		name, value, attached := splitFlag(word)
		if name != "" && !attached && takesValue(name) && i+1 < len(words) {
			i++
			value = words[i]
		}
		switch name {
		case "":
			line.URL = word
		case "--url":
			line.URL = value
		case "-X", "--request":
			line.Method = value
		case "-H", "--header":
			header, content, _ := strings.Cut(value, ":")
			line.Headers.Add(strings.TrimSpace(header), strings.TrimSpace(content))
		case "-A", "--user-agent":
			line.Headers.Set("User-Agent", value)
		case "--oauth2-bearer":
			line.Headers.Set("Authorization", "Bearer "+value)
		case "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json":
			if line.Method == http.MethodGet {
				line.Method = http.MethodPost
			}
			var body struct{ Model string }
			if json.Unmarshal([]byte(value), &body) == nil {
				line.Model = body.Model
			}
		}
	}
	if line.URL == "" {
		return nil, errors.New("the curl line names no address")
	}
	return line, nil
}

// splitFlag takes a flag's value off where it is attached: -XPOST, --request=POST. A word that is no flag has no name.
func splitFlag(word string) (name, value string, attached bool) {
	switch {
	case !strings.HasPrefix(word, "-") || word == "-":
		return "", word, false
	case strings.HasPrefix(word, "--"):
		return word, "", false
	case len(word) > 2 && takesValue(word[:2]):
		return word[:2], word[2:], true
	}
	return word, "", false
}

// takesValue reports whether a flag of curl has a value behind it. Source: curl's manual; flags that nobody sends to a
// model are left out.
func takesValue(flag string) bool {
	switch flag {
	case "-X", "--request", "-H", "--header", "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json", "--url", "-A", "--user-agent",
		"--oauth2-bearer", "-o", "--output", "-w", "--write-out", "-m", "--max-time", "--connect-timeout", "--cacert", "--resolve", "-x", "--proxy",
		"-u", "--user", "-F", "--form", "-T", "--upload-file", "-e", "--referer", "-b", "--cookie", "--retry", "-D", "--dump-header", "--cert", "--key":
		return true
	}
	return false
}

// shellWords splits text as a POSIX shell does, apart from expansions: single and double quotes, backslashes, $'…', and
// lines that go on behind a backslash. What stands behind a pipe or a semicolon is left out.
func shellWords(text string) ([]string, error) {
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
			length, err := doubleQuoted(text[i+1:], &word)
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

// doubleQuoted reads up to the closing quote and returns how long that was, with the quote.
func doubleQuoted(text string, word *strings.Builder) (int, error) {
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
