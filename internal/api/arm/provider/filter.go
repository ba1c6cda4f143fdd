package provider

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// maxFilter is the maximum length of a $filter.
const maxFilter = 4 << 10

// Term is one comparison or call of a $filter: name eq 'value', name ne 'value', name('value') or name().
type Term struct {
	Name, Operator, Value string // operator is eq, ne, ge, le or call
}

// ReadFilter parses a $filter of Azure Resource Manager: terms joined by and, each perhaps in parentheses. It fails with Invalid
// for anything else. (Graph has a larger language of its own.)
func ReadFilter(text string) ([]Term, error) {
	if len(text) > maxFilter {
		return nil, InvalidFilter(text)
	}
	p := filterReader{rest: strings.TrimSpace(text)}
	var terms []Term
	for p.rest != "" {
		t, fine := p.term()
		if !fine {
			return nil, InvalidFilter(text)
		}
		terms = append(terms, t)
		if p.rest == "" {
			break
		}
		if !p.word("and") || p.rest == "" {
			return nil, InvalidFilter(text)
		}
	}
	return terms, nil
}

// InvalidFilter returns the error for a $filter that a collection does not support.
func InvalidFilter(text string) error {
	return fault.New(fault.Invalid, "InvalidFilterInQueryString", "Invalid $filter '%s' specified in the query string.", Clip(text))
}

type filterReader struct{ rest string }

func (p *filterReader) term() (Term, bool) {
	if inner, enclosed := strings.CutPrefix(p.rest, "("); enclosed { // as Terraform's azurerm sends it
		p.rest = strings.TrimLeft(inner, " ")
		t, fine := p.plain()
		rest, closed := strings.CutPrefix(p.rest, ")")
		p.rest = strings.TrimLeft(rest, " ")
		return t, fine && closed
	}
	return p.plain()
}

// plain reads a term without parentheses around it.
func (p *filterReader) plain() (Term, bool) {
	end := strings.IndexAny(p.rest, " ('")
	if end <= 0 {
		return Term{}, false
	}
	t := Term{Name: ascii.ToLower(p.rest[:end])}
	p.rest = strings.TrimLeft(p.rest[end:], " ")
	if inner, called := strings.CutPrefix(p.rest, "("); called {
		t.Operator, p.rest = "call", strings.TrimLeft(inner, " ")
		return t, p.arguments(&t)
	}
	switch {
	case p.word("eq"):
		t.Operator = "eq"
	case p.word("ne"):
		t.Operator = "ne"
	case p.word("ge"):
		t.Operator = "ge"
	case p.word("le"):
		t.Operator = "le"
	default:
		return t, false
	}
	return t, p.text(&t.Value)
}

// arguments reads the arguments of a call up to ")": none, a text, or a property and a text. The property is added to the name.
func (p *filterReader) arguments(t *Term) bool {
	for p.rest != "" && p.rest[0] != ')' {
		switch {
		case p.rest[0] == '\'':
			if !p.text(&t.Value) {
				return false
			}
		default:
			end := strings.IndexAny(p.rest, ",)' ")
			if end <= 0 {
				return false
			}
			t.Name += ":" + ascii.ToLower(p.rest[:end])
			p.rest = p.rest[end:]
		}
		p.rest = strings.TrimLeft(p.rest, " ,")
	}
	rest, closed := strings.CutPrefix(p.rest, ")")
	p.rest = strings.TrimLeft(rest, " ")
	return closed
}

// text reads a quoted text, in which two quotes mean one, or a bare word.
func (p *filterReader) text(into *string) bool {
	rest, quoted := strings.CutPrefix(p.rest, "'")
	if !quoted {
		end := strings.IndexAny(p.rest, " )")
		if end < 0 {
			end = len(p.rest)
		}
		*into, p.rest = p.rest[:end], strings.TrimLeft(p.rest[end:], " ")
		return *into != ""
	}
	var out strings.Builder
	for {
		before, after, closed := strings.Cut(rest, "'")
		if !closed {
			return false
		}
		out.WriteString(before)
		if !strings.HasPrefix(after, "'") {
			*into, p.rest = out.String(), strings.TrimLeft(after, " ")
			return true
		}
		out.WriteByte('\'')
		rest = after[1:]
	}
}

// word consumes a keyword and the space after it.
func (p *filterReader) word(w string) bool {
	if len(p.rest) <= len(w) || !ascii.EqualFold(p.rest[:len(w)], w) || p.rest[len(w)] != ' ' {
		return false
	}
	p.rest = strings.TrimLeft(p.rest[len(w):], " ")
	return true
}
