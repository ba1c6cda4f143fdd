package doctor

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/shell"
)

// CurlLine is the request of a curl command line: the parts that a diagnosis needs.
type CurlLine struct {
	URL     string
	Method  string
	Headers http.Header
	Model   string // the body's model member
}

// ReadCurl reads a curl command line as a shell would, without running anything of it: variables stay as they are
// written. It fails on what is no curl line.
func ReadCurl(text string) (*CurlLine, error) {
	words, err := shell.Words(text)
	if err != nil {
		return nil, err
	}
	for len(words) > 0 && words[0] != "curl" && strings.Contains(words[0], "=") || len(words) > 0 && words[0] == "$" {
		words = words[1:] // assignments and a prompt in front
	}
	if len(words) == 0 || words[0] != "curl" {
		return nil, errors.New("standard input holds no curl line: it has to begin with curl")
	}
	line := &CurlLine{Method: http.MethodGet, Headers: http.Header{}}
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
