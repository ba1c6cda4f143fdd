package arm

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// maxFilter bounds the text of a $filter.
const maxFilter = 4 << 10

// term is one comparison or call of a $filter: name eq 'value', name ne 'value', name('value') or name().
type term struct {
	name, operator, value string // operator is eq, ne, ge, le or call
}

// readFilter reads the $filter language of Azure Resource Manager's own collections: terms joined by and. It fails
// with Invalid for anything else; collections of Graph have a larger language.
func readFilter(text string) ([]term, error) {
	if len(text) > maxFilter {
		return nil, badFilter(text)
	}
	p := filterReader{rest: strings.TrimSpace(text)}
	var terms []term
	for p.rest != "" {
		t, fine := p.term()
		if !fine {
			return nil, badFilter(text)
		}
		terms = append(terms, t)
		if p.rest == "" {
			break
		}
		if !p.word("and") || p.rest == "" {
			return nil, badFilter(text)
		}
	}
	return terms, nil
}

func badFilter(text string) error {
	return fault.New(fault.Invalid, "InvalidFilterInQueryString", "Invalid $filter '%s' specified in the query string.", clip(text))
}

type filterReader struct{ rest string }

func (p *filterReader) term() (term, bool) {
	end := strings.IndexAny(p.rest, " ('")
	if end <= 0 {
		return term{}, false
	}
	t := term{name: ascii.ToLower(p.rest[:end])}
	p.rest = strings.TrimLeft(p.rest[end:], " ")
	if inner, called := strings.CutPrefix(p.rest, "("); called {
		t.operator, p.rest = "call", strings.TrimLeft(inner, " ")
		return t, p.arguments(&t)
	}
	switch {
	case p.word("eq"):
		t.operator = "eq"
	case p.word("ne"):
		t.operator = "ne"
	case p.word("ge"):
		t.operator = "ge"
	case p.word("le"):
		t.operator = "le"
	default:
		return t, false
	}
	return t, p.text(&t.value)
}

// arguments reads up to ")": nothing, a text, or a property and a text, which becomes the name.
func (p *filterReader) arguments(t *term) bool {
	for p.rest != "" && p.rest[0] != ')' {
		switch {
		case p.rest[0] == '\'':
			if !p.text(&t.value) {
				return false
			}
		default:
			end := strings.IndexAny(p.rest, ",)' ")
			if end <= 0 {
				return false
			}
			t.name += ":" + ascii.ToLower(p.rest[:end])
			p.rest = p.rest[end:]
		}
		p.rest = strings.TrimLeft(p.rest, " ,")
	}
	rest, closed := strings.CutPrefix(p.rest, ")")
	p.rest = strings.TrimLeft(rest, " ")
	return closed
}

// text reads a text in quotes, in which two quotes stand for one, or a bare word.
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

// word takes a keyword and the space behind it.
func (p *filterReader) word(w string) bool {
	if len(p.rest) <= len(w) || !ascii.EqualFold(p.rest[:len(w)], w) || p.rest[len(w)] != ' ' {
		return false
	}
	p.rest = strings.TrimLeft(p.rest[len(w):], " ")
	return true
}

// filterResources keeps what a $filter of the resource list selects. The properties are those that az sends.
func filterResources(all []*resource.Resource, text string) ([]*resource.Resource, error) {
	terms, err := readFilter(text)
	if err != nil {
		return nil, err
	}
	var kept []*resource.Resource
	for _, r := range all {
		keep := true
		for i, t := range terms {
			fits, known := fitsResource(r, t, terms[:i])
			if !known || t.operator == "ge" || t.operator == "le" {
				return nil, badFilter(text)
			}
			keep = keep && fits
		}
		if keep {
			kept = append(kept, r)
		}
	}
	return kept, nil
}

func fitsResource(r *resource.Resource, t term, before []term) (fits, known bool) {
	has := ""
	switch t.name {
	case "resourcegroup":
		has = r.ID.ResourceGroup()
	case "resourcetype":
		has = r.Type
	case "name":
		has = r.Name
	case "location":
		has, t.value = resource.NormalLocation(r.Location), resource.NormalLocation(t.value)
	case "tagname":
		_, there := tag(r, t.value)
		return there == (t.operator == "eq"), true
	case "tagvalue":
		for _, other := range before {
			if other.name == "tagname" {
				has, _ = tag(r, other.value)
			}
		}
	case "startswith:tagname":
		for name := range r.Tags {
			fits = fits || len(name) >= len(t.value) && ascii.EqualFold(name[:len(t.value)], t.value)
		}
		return fits, true
	default:
		return false, false
	}
	return ascii.EqualFold(has, t.value) == (t.operator == "eq"), t.operator != "call"
}

func tag(r *resource.Resource, name string) (string, bool) {
	for given, value := range r.Tags {
		if ascii.EqualFold(given, name) {
			return value, true
		}
	}
	return "", false
}
