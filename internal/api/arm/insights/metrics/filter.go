package metrics

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/metric"
)

// maxFilter bounds the text of a $filter.
const maxFilter = 4 << 10

// filter is a $filter: all of its conditions hold.
type filter []condition

// condition is what a filter asks of one dimension.
type condition struct {
	dimension string
	any       bool     // = '*'
	is        []string // one of these
	not       []string // none of these
}

// fits reports whether a series meets the filter.
func (f filter) fits(d *definition, s *metric.Series, region string) bool {
	for _, c := range f {
		dim, ok := d.dimension(c.dimension)
		if !ok {
			return false
		}
		value := dim.of(s, region)
		equal := func(one string) bool { return ascii.EqualFold(one, value) }
		if len(c.is) > 0 && !c.any && !slices.ContainsFunc(c.is, equal) || slices.ContainsFunc(c.not, equal) {
			return false
		}
	}
	return true
}

// readFilter reads terms of the form name eq 'value' or name ne 'value', joined by and. Terms of the same name may be
// joined by or. Parentheses may stand around terms of one name.
func readFilter(text string) (filter, error) {
	if len(text) > maxFilter {
		return nil, badFilter(text)
	}
	p := filterReader{rest: strings.TrimSpace(text)}
	var out filter
	before, join := "", ""
	open := -1 // how many conditions there were at the parenthesis
	for p.rest != "" {
		if p.sign('(') {
			if open >= 0 {
				return nil, badFilter(text)
			}
			open = len(out)
		}
		name, operator, value, ok := p.term()
		if !ok || !out.add(name, operator, value, join, before) {
			return nil, badFilter(text)
		}
		before = name
		if p.sign(')') {
			if open < 0 || len(out)-open > 1 {
				return nil, badFilter(text)
			}
			open = -1
		}
		if p.rest == "" {
			break
		}
		if join = p.word(); join != "and" && join != "or" || p.rest == "" {
			return nil, badFilter(text)
		}
	}
	if open >= 0 {
		return nil, badFilter(text)
	}
	return out, nil
}

// add adds a term. It is false for one that has no meaning in its place.
func (f *filter) add(name, operator, value, join, before string) bool {
	at := slices.IndexFunc(*f, func(c condition) bool { return ascii.EqualFold(c.dimension, name) })
	switch {
	case join == "or" && (!ascii.EqualFold(name, before) || operator != "eq"):
		return false
	case join != "or" && operator == "eq" && at >= 0:
		return false // one value is not two
	}
	if at < 0 {
		*f = append(*f, condition{dimension: name})
		at = len(*f) - 1
	}
	c := &(*f)[at]
	switch {
	case operator == "ne":
		c.not = append(c.not, value)
	case value == "*":
		c.any = true
	default:
		c.is = append(c.is, value)
	}
	return true
}

func badFilter(text string) error {
	return invalid("Invalid filter '%s': write it as ModelDeploymentName eq '*' and StatusCode eq '200' or StatusCode eq '429'.", clip(text))
}

type filterReader struct{ rest string }

func (p *filterReader) space() { p.rest = strings.TrimLeft(p.rest, " ") }

func (p *filterReader) sign(c byte) bool {
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	p.space()
	return true
}

// word takes letters and digits; operators are in lower case.
func (p *filterReader) word() string {
	end := strings.IndexFunc(p.rest, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_'
	})
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	p.space()
	return word
}

func (p *filterReader) term() (name, operator, value string, ok bool) {
	name = p.word()
	operator = ascii.ToLower(p.word())
	if name == "" || operator != "eq" && operator != "ne" || p.rest == "" || p.rest[0] != '\'' {
		return "", "", "", false
	}
	p.rest = p.rest[1:]
	var out strings.Builder
	for {
		end := strings.IndexByte(p.rest, '\'')
		if end < 0 {
			return "", "", "", false
		}
		out.WriteString(p.rest[:end])
		p.rest = p.rest[end+1:]
		if p.rest == "" || p.rest[0] != '\'' { // a doubled quote is one
			break
		}
		out.WriteByte('\'')
		p.rest = p.rest[1:]
	}
	p.space()
	return name, operator, out.String(), true
}
