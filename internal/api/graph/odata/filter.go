package odata

import (
	"slices"

	"keyless.dev/keyless/internal/ascii"
)

// Filter is a parsed $filter.
type Filter struct {
	root       node
	properties []string
}

// Match reports whether object, as decoded JSON, fits.
func (f *Filter) Match(object map[string]any) bool { return f.root.eval(scope{object: object}) == true }

// Properties are the names of the object's own properties that the filter reads, as written, each once.
func (f *Filter) Properties() []string { return f.properties }

// Condition is a simple demand that every match fulfils: what a store can look up before anything is matched.
type Condition struct {
	Property string
	// Op is "eq", "startswith", or "any" for a collection of strings that holds Value.
	Op    string
	Value string
}

// Conditions are the simple demands that every match fulfils.
func (f *Filter) Conditions() []Condition {
	all := f.Alternatives()
	var out []Condition
	for _, c := range all[0] {
		if !slices.ContainsFunc(all[1:], func(other []Condition) bool { return !slices.Contains(other, c) }) {
			out = append(out, c)
		}
	}
	return out
}

// maxAlternatives bounds what Alternatives gives.
const maxAlternatives = 8

// Alternatives are sets of simple demands: every match fulfils all demands of one of them at least. One empty set demands
// nothing.
func (f *Filter) Alternatives() [][]Condition { return alternatives(f.root) }

func alternatives(n node) [][]Condition {
	if l, ok := n.(logic); ok {
		left, right := alternatives(l.left), alternatives(l.right)
		if l.op == "or" {
			either := append(left, right...)
			if len(either) > maxAlternatives || slices.ContainsFunc(either, func(all []Condition) bool { return len(all) == 0 }) {
				return [][]Condition{nil}
			}
			return either
		}
		if len(left)*len(right) > maxAlternatives {
			return left // to demand less than the filter does is right too
		}
		var both [][]Condition
		for _, a := range left {
			for _, b := range right {
				both = append(both, slices.Concat(a, b))
			}
		}
		return both
	}
	if c, ok := simple(n); ok {
		return [][]Condition{{c}}
	}
	return [][]Condition{nil}
}

func simple(n node) (Condition, bool) {
	switch n := n.(type) {
	case compare:
		return n.condition()
	case call:
		p, isPath := n.subject.(path)
		text, isText := n.argument.(constant)
		if s, ok := text.value.(string); ok && isPath && isText && n.name == "startswith" && !p.bound && len(p.names) == 1 {
			return Condition{p.names[0], "startswith", s}, true
		}
	case lambda:
		inner, ok := n.body.(compare)
		if !ok || n.all || n.over.bound || len(n.over.names) != 1 {
			break
		}
		left, isPath := inner.left.(path)
		right, isText := inner.right.(constant)
		if s, ok := right.value.(string); ok && isPath && isText && inner.op == "eq" && left.bound && len(left.names) == 0 {
			return Condition{n.over.names[0], "any", s}, true
		}
	}
	return Condition{}, false
}

func (n compare) condition() (Condition, bool) {
	p, isPath := n.left.(path)
	text, isText := n.right.(constant)
	s, ok := text.value.(string)
	if !ok || !isPath || !isText || n.op != "eq" || p.bound || len(p.names) != 1 {
		return Condition{}, false
	}
	return Condition{p.names[0], "eq", s}, true
}

// ParseFilter reads a $filter.
func ParseFilter(text string) (*Filter, error) {
	if len(text) > MaxLength {
		return nil, syntax("It is longer than the limit of %d bytes.", MaxLength)
	}
	lexemes, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{text: text, rest: lexemes}
	root, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != end {
		return nil, p.unexpected()
	}
	if !isBoolean(root) {
		return nil, syntax("The $filter expression must evaluate to a single boolean value.")
	}
	return &Filter{root: root, properties: p.properties}, nil
}

// isBoolean refuses a filter that is only a literal or a collection; a lone property may hold a boolean.
func isBoolean(n node) bool {
	switch n := n.(type) {
	case constant:
		_, ok := n.value.(bool)
		return ok
	case path:
		return !n.count
	}
	return true
}

type parser struct {
	text       string
	rest       []lexeme
	depth      int
	variable   string // of the lambda that is being read
	inLambda   bool
	properties []string
}

func (p *parser) peek() lexeme { return p.rest[0] }

func (p *parser) next() lexeme {
	l := p.rest[0]
	if l.kind != end {
		p.rest = p.rest[1:]
	}
	return l
}

func (p *parser) unexpected() error {
	if p.peek().kind == end {
		return syntax("Expression expected at position %d in '%s'.", p.peek().at, p.text)
	}
	return syntax("Syntax error at position %d in '%s'.", p.peek().at, p.text)
}

func (p *parser) isMark(text string) bool { return p.peek().kind == mark && p.peek().text == text }

func (p *parser) isWord(text string) bool {
	return p.peek().kind == word && ascii.EqualFold(p.peek().text, text)
}

func (p *parser) expect(text string) error {
	if !p.isMark(text) {
		return p.unexpected()
	}
	p.next()
	return nil
}

// enter counts one level of nesting until leave.
func (p *parser) enter() error {
	if p.depth++; p.depth > MaxDepth {
		return syntax("It is nested deeper than %d levels.", MaxDepth)
	}
	return nil
}

func (p *parser) leave() { p.depth-- }

func (p *parser) or() (node, error) { return p.chain("or", p.and) }

func (p *parser) and() (node, error) { return p.chain("and", p.not) }

func (p *parser) chain(op string, operand func() (node, error)) (node, error) {
	left, err := operand()
	for err == nil && p.isWord(op) {
		p.next()
		var right node
		if right, err = operand(); err == nil {
			left = logic{op, left, right}
		}
	}
	return left, err
}

func (p *parser) not() (node, error) {
	if !p.isWord("not") {
		return p.comparison()
	}
	p.next()
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	inner, err := p.not()
	return negation{inner}, err
}

func (p *parser) comparison() (node, error) {
	left, err := p.operand()
	if err != nil || p.peek().kind != word {
		return left, err
	}
	op := ascii.ToLower(p.peek().text)
	switch op {
	case "eq", "ne", "gt", "ge", "lt", "le":
		p.next()
		right, err := p.operand()
		return compare{op, left, right}, err
	case "in":
		p.next()
		values, err := p.list()
		return among{left, values}, err
	}
	return left, nil
}

func (p *parser) list() ([]any, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var values []any
	for {
		l := p.peek()
		if l.kind != literal {
			return nil, p.unexpected()
		}
		p.next()
		values = append(values, l.value)
		if p.isMark(",") {
			p.next()
			continue
		}
		return values, p.expect(")")
	}
}

func (p *parser) operand() (node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	switch l := p.peek(); {
	case l.kind == literal:
		p.next()
		return constant{l.value}, nil
	case p.isMark("("):
		p.next()
		inner, err := p.or()
		if err != nil {
			return nil, err
		}
		return inner, p.expect(")")
	case l.kind == word:
		p.next()
		if p.isMark("(") {
			return p.call(l)
		}
		return p.path(l)
	}
	return nil, p.unexpected()
}

func (p *parser) call(name lexeme) (node, error) {
	fn := ascii.ToLower(name.text)
	if !slices.Contains([]string{"startswith", "endswith", "contains"}, fn) {
		return nil, syntax("An unknown function with name '%s' was found.", name.text)
	}
	p.next()
	subject, err := p.operand()
	if err != nil {
		return nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	argument, err := p.operand()
	if err != nil {
		return nil, err
	}
	return call{fn, subject, argument}, p.expect(")")
}

// path reads what follows the first name of a property path, and a lambda at its end.
func (p *parser) path(first lexeme) (node, error) {
	out := path{bound: p.inLambda && first.text == p.variable}
	if !out.bound {
		out.names = []string{first.text}
		p.note(first.text)
	}
	for p.isMark("/") {
		p.next()
		name := p.peek()
		if name.kind != word {
			return nil, p.unexpected()
		}
		p.next()
		switch lower := ascii.ToLower(name.text); {
		case (lower == "any" || lower == "all") && p.isMark("("):
			return p.lambda(out, lower == "all")
		case lower == "$count":
			out.count = true
			return out, nil
		}
		out.names = append(out.names, name.text)
	}
	return out, nil
}

func (p *parser) note(property string) {
	if !slices.Contains(p.properties, property) {
		p.properties = append(p.properties, property)
	}
}

func (p *parser) lambda(over path, all bool) (node, error) {
	p.next() // the bracket
	if p.inLambda {
		return nil, syntax("A lambda inside of a lambda is not supported.")
	}
	if p.isMark(")") && !all {
		p.next()
		return lambda{over: over, body: constant{true}}, nil
	}
	variable := p.peek()
	if variable.kind != word {
		return nil, p.unexpected()
	}
	p.next()
	if err := p.expect(":"); err != nil {
		return nil, err
	}
	p.inLambda, p.variable = true, variable.text
	body, err := p.or()
	p.inLambda, p.variable = false, ""
	if err != nil {
		return nil, err
	}
	return lambda{over: over, all: all, body: body}, p.expect(")")
}
