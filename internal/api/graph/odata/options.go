package odata

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// MaxTop is the largest page that may be asked for, as of Graph's directory resources.
const MaxTop = 999

// Options are the query options of one request.
type Options struct {
	Filter  *Filter
	Search  *Search
	Select  []string
	OrderBy []Order
	Expand  []Expand
	Top     int    // 0 if not given
	Skip    string // $skiptoken, verbatim
	Count   bool
}

// Order is one key of $orderby.
type Order struct {
	Property   string
	Descending bool
}

// Expand is one navigation property of $expand, with the properties that its own $select names.
type Expand struct {
	Name   string
	Select []string
}

// ParseOptions reads the options of a query. A name works with and without its "$", as Graph has it; other
// parameters are left alone, and an option that is given twice is an error.
func ParseOptions(query url.Values) (Options, error) {
	var o Options
	seen := make(map[string]bool)
	for _, name := range slices.Sorted(keys(query)) {
		option := ascii.ToLower(strings.TrimPrefix(name, "$"))
		read, ok := map[string]func(string) error{
			"filter":    func(s string) (err error) { o.Filter, err = ParseFilter(s); return err },
			"search":    func(s string) (err error) { o.Search, err = ParseSearch(s); return err },
			"select":    func(s string) (err error) { o.Select, err = names("select", s); return err },
			"orderby":   func(s string) (err error) { o.OrderBy, err = orderBy(s); return err },
			"expand":    func(s string) (err error) { o.Expand, err = expand(s); return err },
			"top":       func(s string) (err error) { o.Top, err = top(s); return err },
			"skiptoken": func(s string) error { o.Skip = s; return nil },
			"count":     func(s string) (err error) { o.Count, err = boolean(s); return err },
		}[option]
		if !ok {
			continue
		}
		if values := query[name]; seen[option] || len(values) != 1 {
			return o, invalid("Query option '$%s' was specified more than once, but it must be specified at most once.", option)
		}
		seen[option] = true
		if err := read(query.Get(name)); err != nil {
			return o, err
		}
	}
	return o, nil
}

func keys(query url.Values) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range query {
			if !yield(k) {
				return
			}
		}
	}
}

func invalid(format string, args ...any) error {
	return fault.New(fault.Invalid, "BadRequest", format, args...)
}

func top(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MaxTop {
		return 0, fault.New(fault.Invalid, "Request_UnsupportedQuery", "Invalid page size specified: '%s'. Must be between 1 and %d inclusive.", text, MaxTop)
	}
	return n, nil
}

func boolean(text string) (bool, error) {
	switch ascii.ToLower(text) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, invalid("Invalid value '%s' for $count query option found. Valid values are 'false,true'.", text)
}

// names reads a list of property names, without "*", which stands for all.
func names(option, text string) ([]string, error) {
	if len(text) > MaxLength {
		return nil, invalid("$%s is longer than the limit of %d bytes.", option, MaxLength)
	}
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "*" {
			return nil, nil
		}
		if !isName(part) {
			return nil, invalid("Parsing OData Select and Expand failed: Syntax error in '%s'.", text)
		}
		out = append(out, part)
	}
	return out, nil
}

func isName(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r > 0x7f || !bare(byte(r)) && r != '/' })
}

func orderBy(text string) ([]Order, error) {
	if len(text) > MaxLength {
		return nil, invalid("$orderby is longer than the limit of %d bytes.", MaxLength)
	}
	var out []Order
	for part := range strings.SplitSeq(text, ",") {
		fields := strings.Fields(part)
		if len(fields) < 1 || len(fields) > 2 || !isName(fields[0]) {
			return nil, invalid("Invalid $orderby clause: Syntax error in '%s'.", text)
		}
		o := Order{Property: fields[0]}
		if len(fields) == 2 {
			o.Descending = ascii.EqualFold(fields[1], "desc")
			if !o.Descending && !ascii.EqualFold(fields[1], "asc") {
				return nil, invalid("Invalid $orderby clause: Syntax error in '%s'.", text)
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// Sort orders objects by keys, and by id where they are alike, so that pages never overlap.
func Sort(objects []map[string]any, by []Order) {
	slices.SortFunc(objects, func(a, b map[string]any) int {
		for _, o := range by {
			c := rank(member(a, o.Property), member(b, o.Property))
			if o.Descending {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return rank(a["id"], b["id"])
	})
}

// rank is compareValues with nulls first.
func rank(a, b any) int {
	if a == nil || b == nil {
		return order(a == nil && b != nil, a != nil && b == nil)
	}
	c, _ := compareValues(a, b)
	return c
}

// expand reads names that may be followed by options in brackets, of which only $select counts.
func expand(text string) ([]Expand, error) {
	if len(text) > MaxLength {
		return nil, invalid("$expand is longer than the limit of %d bytes.", MaxLength)
	}
	var out []Expand
	for _, part := range splitTop(text) {
		name, rest, hasOptions := strings.Cut(strings.TrimSpace(part), "(")
		e := Expand{Name: strings.TrimSpace(name)}
		if !isName(e.Name) {
			return nil, invalid("Parsing OData Select and Expand failed: Syntax error in '%s'.", text)
		}
		if hasOptions {
			inner, ok := strings.CutSuffix(strings.TrimSpace(rest), ")")
			if !ok {
				return nil, invalid("Parsing OData Select and Expand failed: Found an unbalanced bracket expression in '%s'.", text)
			}
			for option := range strings.SplitSeq(inner, ";") {
				if list, ok := strings.CutPrefix(strings.TrimSpace(option), "$select="); ok {
					var err error
					if e.Select, err = names("select", list); err != nil {
						return nil, err
					}
				}
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// splitTop cuts at the commas that stand in no bracket.
func splitTop(text string) []string {
	var out []string
	depth, start := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, text[start:i])
				start = i + 1
			}
		}
	}
	return append(out, text[start:])
}
