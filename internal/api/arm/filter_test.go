package arm

import (
	"reflect"
	"testing"
)

func TestReadFilter(t *testing.T) {
	for _, row := range []struct {
		text string
		want []term
	}{
		{"", nil},
		{"atScope()", []term{{"atscope", "call", ""}}},
		{"atScope( ) and assignedTo('x')", []term{{"atscope", "call", ""}, {"assignedto", "call", "x"}}},
		{"roleName eq 'It''s mine'", []term{{"rolename", "eq", "It's mine"}}},
		{"principalId eq abc", []term{{"principalid", "eq", "abc"}}},
		{"name ne 'and' AND location eq 'x'", []term{{"name", "ne", "and"}, {"location", "eq", "x"}}},
		{"startswith(tagname, 'a')", []term{{"startswith:tagname", "call", "a"}}},
	} {
		got, err := readFilter(row.text)
		if err != nil || !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %v, %v", row.text, got, err)
		}
	}
	for _, text := range []string{"and", "name", "name eq", "name eq 'x", "name gt 'x'", "name eq 'x' or name eq 'y'", "f(", "f('x'", "name eq 'x' and", "'x' eq name", "(name eq 'x')", "name eq 'x' name eq 'y'"} {
		if got, err := readFilter(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func FuzzReadFilter(f *testing.F) {
	for _, seed := range []string{"atScope() and assignedTo('x')", "roleName eq 'It''s'", "startswith(tagname, 'a')", "a eq b and", "f(g h,'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		terms, err := readFilter(text)
		if err == nil && len(terms) > len(text) {
			t.Errorf("%q has %d terms", text, len(terms))
		}
	})
}
