package rbac

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMatch(t *testing.T) {
	for _, row := range []struct {
		why, pattern, action string
		want                 bool
	}{
		{"identical texts match", "a/b/read", "a/b/read", true},
		{"case is ignored", "Microsoft.Authorization/*/Write", "microsoft.authorization/roleassignments/write", true},
		{"a star matches slashes", "*/read", "Microsoft.CognitiveServices/accounts/deployments/read", true},
		{"a star matches the empty text", "a/b*", "a/b", true},
		{"a star between slashes needs a segment", "accounts/*/read", "accounts/read", false},
		{"a prefix does not match", "a/b", "a/b/c", false},
		{"a suffix does not match", "b/c", "a/b/c", false},
		{"a pattern does not match a longer action", "*/read", "a/read/action", false},
		{"prefix and suffix do not overlap", "aba*aba", "ababa", false},
		{"the middle part is searched between prefix and suffix", "a*b*a", "aab", false},
		{"several stars", "a*/x/*/z", "a/b/x/y/z", true},
		{"a single star matches everything", "*", "anything/at all", true},
		{"two stars are like one", "a**b", "ab", true},
		{"the empty pattern matches the empty action", "", "", true},
		{"the empty pattern matches nothing else", "", "a", false},
		{"a dot is literal", "a.b", "axb", false},
		{"a question mark is literal", "a?b", "axb", false},
		{"the Kelvin sign does not match k", "k", "\u212a", false},
	} {
		p := compilePattern(row.pattern)
		if got := p.match(appendLower(nil, row.action)); got != row.want {
			t.Errorf("%s: %q against %q is %v", row.why, row.pattern, row.action, got)
		}
	}
}

// slowMatch is a reference implementation with a regular expression.
func slowMatch(pattern, action string) bool {
	quoted := strings.ReplaceAll(regexp.QuoteMeta(lowerASCII(pattern)), `\*`, `.*`)
	return regexp.MustCompile(`(?s)\A` + quoted + `\z`).MatchString(lowerASCII(action))
}

func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{
		{"*", "a"}, {"*/read", "a/read"}, {"a*b*c", "aXbYc"}, {"a*a", "a"}, {"", ""}, {"**", "x"}, {"*ab*ab*", "abab"}, {"A/B", "a/b"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, text, action string) {
		if len(text) > 200 || len(action) > 200 || !utf8.ValidString(text) || !utf8.ValidString(action) {
			return // not representable as a regular expression
		}
		p := compilePattern(text)
		if got, want := p.match(appendLower(nil, action)), slowMatch(text, action); got != want {
			t.Errorf("%q against %q is %v", text, action, got)
		}
	})
}
