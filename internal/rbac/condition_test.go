package rbac

import (
	"strings"
	"testing"
	"time"
)

func TestCheckConditionDescribesErrors(t *testing.T) {
	for _, row := range []struct{ why, text, version, says string }{
		{"another version", "ActionMatches{'*'}", "1.0", "only version 2.0"},
		{"too long", strings.Repeat(" ", 8193), "2.0", "longer than 8192"},
		{"too deep", strings.Repeat("(", 40) + "ActionMatches{'*'}" + strings.Repeat(")", 40), "2.0", "nested deeper"},
		{"too many negations", strings.Repeat("!", 40) + "ActionMatches{'*'}", "2.0", "nested deeper"},
		{"empty", " ", "2.0", "an attribute was expected"},
		{"no operator", "@Request[x] 'a'", "2.0", "an operator was expected at ''a''"},
		{"a number in quotes", "@Request[x] NumericEquals '1'", "2.0", "a value that fits"},
		{"a string without quotes", "@Request[x] StringEquals a", "2.0", "a value that fits"},
		{"an invalid GUID", "@Request[x] GuidEquals 'x'", "2.0", "a value that fits"},
		{"an invalid time", "@Request[x] DateTimeEquals '2026'", "2.0", "a value that fits"},
		{"a set that is not closed", "@Request[x] ForAnyOfAnyValues:StringEquals {'a'", "2.0", "'}' was expected"},
		{"an empty set", "@Request[x] ForAnyOfAnyValues:StringEquals {}", "2.0", "a value that fits"},
		{"an attribute without a name", "@Request[] StringEquals 'a'", "2.0", "an attribute as"},
		{"an attribute that is not closed", "@Request[x StringEquals 'a'", "2.0", "an attribute as"},
		{"AND beside OR", "ActionMatches{'*'} AND ActionMatches{'*'} OR ActionMatches{'*'}", "2.0", "need parentheses at ' OR"},
		{"infinity", "@Request[x] NumericEquals Inf", "2.0", "a value that fits"},
	} {
		if err := CheckCondition(row.text, row.version); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want %q", row.why, err, row.says)
		}
	}
	deep := strings.Repeat("(", 30) + "ActionMatches{'*'}" + strings.Repeat(")", 30)
	if err := CheckCondition(deep, "2.0"); err != nil {
		t.Errorf("30 levels are allowed: %v", err)
	}
}

// Azure ignores the case of operators and quantifiers.
func TestConditionOperatorsIgnoreCase(t *testing.T) {
	snapshot := NewSnapshot(Options{})
	q := Question{Action: "a/b/c", At: time.Unix(0, 0), Attributes: map[string][]string{"@Request[x]": {"foo"}, "@Request[n]": {"2"}, "@Request[b]": {"true"}}}
	var buf scratch
	made := newEvaluation(&q, snapshot, snapshot.membershipsOf(foldPrincipal(q.Principal)), &buf)
	for _, row := range []struct {
		text string
		want bool
	}{
		{"@Request[x] stringEquals 'foo'", true},
		{"@Request[x] STRINGEQUALS 'Foo'", false},
		{"@Request[x] stringequalsignorecase 'Foo'", true},
		{"@Request[x] stringNotStartsWith 'fo'", false},
		{"@Request[x] foranyofanyvalues:stringlike {'b*', 'f*'}", true},
		{"@Request[x] FORALLOFALLVALUES:stringEquals {'foo', 'bar'}", false},
		{"@Request[n] numericGreaterThanEquals 2", true},
		{"@Request[b] boolNotEquals true", false},
	} {
		if err := CheckCondition(row.text, "2.0"); err != nil {
			t.Errorf("%s: %v", row.text, err)
			continue
		}
		if got := compileCondition(row.text, "2.0").eval(&made) == holds; got != row.want {
			t.Errorf("%s: %t", row.text, got)
		}
	}
	for _, text := range []string{"@Request[x] stringEqual 'foo'", "@Request[x] forAny:stringEquals {'foo'}"} {
		if CheckCondition(text, "2.0") == nil {
			t.Errorf("%s is read", text)
		}
	}
}

func TestLike(t *testing.T) {
	for _, row := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"?", "", false},
		{"?", "é", true},
		{"a?c", "aéc", true},
		{"a*", "b", false},
		{`\*`, "*", true},
		{`\*`, "a", false},
		{`\?x`, "?x", true},
		{`a\`, `a\`, true},
		{"*a*b", "xaxbxb", true},
		{"*?", "é", true},
		{"a**b", "ab", true},
	} {
		if got := like(row.pattern, row.text); got != row.want {
			t.Errorf("like(%q, %q) is %t", row.pattern, row.text, got)
		}
	}
}

// FuzzCondition checks that the parser terminates, that a parsed condition can be evaluated, and that an invalid one never
// holds.
func FuzzCondition(f *testing.F) {
	for _, r := range Builtin() {
		if text := r.Permissions[0].Condition; text != "" {
			f.Add(text)
		}
	}
	for _, text := range []string{
		"ActionMatches{'*'}", "!(SubOperationMatches{'x'}) && Exists @Request[x]", "@Environment[UtcNow] DateTimeLessThan '2026-01-01T00:00:00Z'",
		"@Request[x] ForAllOfAllValues:StringLikeIgnoreCase {'a*', '\\?'} || NOT (@Resource[y] NumericGreaterThan 1.5)", "@Request[x] BoolEquals true",
		"((((", "@Request[x] StringEquals @Principal[z:k]", "'", "{", "@",
	} {
		f.Add(text)
	}
	snapshot := NewSnapshot(Options{})
	f.Fuzz(func(t *testing.T, text string) {
		q := Question{Action: "a/b/c", At: time.Unix(0, 0), Attributes: map[string][]string{"@Request[x]": {"1", "true"}, "@Resource[y]": {"2"}}}
		var buf scratch
		made := newEvaluation(&q, snapshot, snapshot.membershipsOf(foldPrincipal(q.Principal)), &buf)
		a := &made
		c := compileCondition(text, "2.0")
		truth := c.eval(a)
		if c == nil {
			return
		}
		if truth != holds {
			if part := c.part(a); !strings.Contains(text, part) {
				t.Errorf("%q is no part of %q", part, text)
			}
		}
		if negated := compileCondition("!("+text+")", "2.0"); c.root != nil && negated.root != nil && negated.eval(a) != truth.not() {
			t.Errorf("the negation of %q is not its opposite", text)
		}
		if err := CheckCondition(text, "2.0"); (err == nil) != (c.root != nil) {
			t.Errorf("%q is checked otherwise than it is read: %v", text, err)
		}
	})
}
