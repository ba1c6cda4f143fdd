package odata

import (
	"strings"
	"unicode"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Search is a parsed $search: clauses of "property:value", of which every group needs one that fits.
type Search struct {
	all [][]clause // and of ors
}

type clause struct{ property, value string }

// ParseSearch reads a $search as Graph's directory resources take it: "displayName:ada" OR "mail:ada", each clause in
// double quotes. Brackets are not supported, and AND mixed with OR is refused rather than guessed at.
func ParseSearch(text string) (*Search, error) {
	bad := fault.New(fault.Invalid, "Request_BadRequest", "Syntax error: character ':' is not valid or the clause is not in double quotes in '%s'.", text)
	if len(text) > MaxLength {
		return nil, invalid("$search is longer than the limit of %d bytes.", MaxLength)
	}
	s := &Search{}
	joined := ""
	for rest := strings.TrimSpace(text); ; {
		if !strings.HasPrefix(rest, `"`) {
			return nil, bad
		}
		inner, after, closed := strings.Cut(rest[1:], `"`)
		property, value, named := strings.Cut(inner, ":")
		if !closed || !named || !isName(property) || value == "" {
			return nil, bad
		}
		c := clause{property, ascii.ToLower(value)}
		if joined == "OR" {
			s.all[0] = append(s.all[0], c)
		} else {
			s.all = append(s.all, []clause{c})
		}
		if rest = strings.TrimSpace(after); rest == "" {
			return s, nil
		}
		word, more, _ := strings.Cut(rest, " ")
		if word != "AND" && word != "OR" || joined != "" && joined != word {
			return nil, bad
		}
		joined, rest = word, strings.TrimSpace(more)
	}
}

// Properties are the names that the search reads.
func (s *Search) Properties() []string {
	var out []string
	for _, group := range s.all {
		for _, c := range group {
			out = append(out, c.property)
		}
	}
	return out
}

// Match reports whether object fits: a clause fits where the property, or one of its words, begins with the value.
func (s *Search) Match(object map[string]any) bool {
	for _, group := range s.all {
		hit := false
		for _, c := range group {
			hit = hit || c.match(member(object, c.property))
		}
		if !hit {
			return false
		}
	}
	return true
}

func (c clause) match(value any) bool {
	switch v := value.(type) {
	case string:
		v = ascii.ToLower(v)
		if strings.HasPrefix(v, c.value) {
			return true
		}
		words := strings.FieldsFunc(v, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		for _, word := range words {
			if strings.HasPrefix(word, c.value) {
				return true
			}
		}
	case []any:
		for _, item := range v {
			if c.match(item) {
				return true
			}
		}
	}
	return false
}
