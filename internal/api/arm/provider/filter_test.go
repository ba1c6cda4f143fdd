package provider

import (
	"reflect"
	"testing"
)

func TestReadFilter(t *testing.T) {
	for _, row := range []struct {
		text string
		want []Term
	}{
		{"", nil},
		{"atScope()", []Term{{"atscope", "call", ""}}},
		{"atScope( ) and assignedTo('x')", []Term{{"atscope", "call", ""}, {"assignedto", "call", "x"}}},
		{"roleName eq 'It''s mine'", []Term{{"rolename", "eq", "It's mine"}}},
		{"principalId eq abc", []Term{{"principalid", "eq", "abc"}}},
		{"name ne 'and' AND location eq 'x'", []Term{{"name", "ne", "and"}, {"location", "eq", "x"}}},
		{"startswith(tagname, 'a')", []Term{{"startswith:tagname", "call", "a"}}},
		{"(name eq 'x')", []Term{{"name", "eq", "x"}}},
		{"( atScope() ) and (name eq x)", []Term{{"atscope", "call", ""}, {"name", "eq", "x"}}},
	} {
		got, err := ReadFilter(row.text)
		if err != nil || !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %v, %v", row.text, got, err)
		}
	}
	for _, text := range []string{"and", "name", "name eq", "name eq 'x", "name gt 'x'", "name eq 'x' or name eq 'y'", "f(", "f('x'", "name eq 'x' and", "'x' eq name", "(name eq 'x'", "((name eq 'x'))", "(name eq 'x' and name eq 'y')", "()", "name eq 'x' name eq 'y'"} {
		if got, err := ReadFilter(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func FuzzReadFilter(f *testing.F) {
	for _, seed := range []string{"atScope() and assignedTo('x')", "roleName eq 'It''s'", "startswith(tagname, 'a')", "a eq b and", "f(g h,'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		terms, err := ReadFilter(text)
		if err == nil && len(terms) > len(text) {
			t.Errorf("%q has %d terms", text, len(terms))
		}
	})
}
