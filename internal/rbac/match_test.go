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
		{"the same text", "a/b/read", "a/b/read", true},
		{"case does not count", "Microsoft.Authorization/*/Write", "microsoft.authorization/roleassignments/write", true},
		{"a star runs over slashes", "*/read", "Microsoft.CognitiveServices/accounts/deployments/read", true},
		{"a star may stand for nothing", "a/b*", "a/b", true},
		{"between slashes something must stand", "accounts/*/read", "accounts/read", false},
		{"a pattern covers the whole action: not a prefix", "a/b", "a/b/c", false},
		{"a pattern covers the whole action: not a suffix", "b/c", "a/b/c", false},
		{"a pattern covers the whole action: not its tail", "*/read", "a/read/action", false},
		{"prefix and suffix may not overlap", "aba*aba", "ababa", false},
		{"the middle is found between prefix and suffix only", "a*b*a", "aab", false},
		{"several stars", "a*/x/*/z", "a/b/x/y/z", true},
		{"a star alone is everything", "*", "anything/at all", true},
		{"two stars are one", "a**b", "ab", true},
		{"nothing matches nothing", "", "", true},
		{"nothing matches only nothing", "", "a", false},
		{"a dot is a dot", "a.b", "axb", false},
		{"a question mark is itself", "a?b", "axb", false},
		{"the Kelvin sign is no k", "k", "\u212a", false},
	} {
		p := compilePattern(row.pattern)
		if got := p.match(appendLower(nil, row.action)); got != row.want {
			t.Errorf("%s: %q against %q is %v", row.why, row.pattern, row.action, got)
		}
	}
}

// slowMatch says the same by way of a regular expression.
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
			return // what regular expressions are not made of
		}
		p := compilePattern(text)
		if got, want := p.match(appendLower(nil, action)), slowMatch(text, action); got != want {
			t.Errorf("%q against %q is %v", text, action, got)
		}
	})
}
