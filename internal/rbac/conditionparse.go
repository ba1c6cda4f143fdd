package rbac

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

const (
	// maxConditionLength is Azure's limit on the text of a condition.
	maxConditionLength = 8 * 1024
	// maxConditionDepth limits the nesting of parentheses and negations.
	maxConditionDepth = 32
)

// parseCondition parses a condition of version 2.0 (wire facts: C.4). Mixing AND and OR without parentheses is an error, as
// on Azure: guessing the precedence would be guessing about access.
func parseCondition(text string) (*node, error) {
	if len(text) > maxConditionLength {
		return nil, badCondition("it is longer than 8192 characters")
	}
	p := conditionParser{text: text}
	root := p.expression(0)
	p.space()
	if p.why == "" && p.at < len(p.text) {
		p.fail("nothing more was expected")
	}
	if p.why != "" {
		return nil, badCondition(p.why)
	}
	return root, nil
}

func badCondition(why string) error {
	return fault.New(fault.Invalid, "InvalidCondition", "The condition is not valid: %s.", why)
}

type conditionParser struct {
	text string
	at   int
	why  string // the first error
}

// fail records the first error and its position, and moves to the end of the text, which stops the parser.
func (p *conditionParser) fail(why string) *node {
	if p.why == "" {
		rest := p.text[p.at:]
		if len(rest) > 24 {
			rest = rest[:24] + "…"
		}
		p.why = why + " at '" + strings.ToValidUTF8(rest, "?") + "'"
	}
	p.at = len(p.text)
	return &node{kind: subOperationMatchesNode}
}

func (p *conditionParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// take skips white space and then symbol, and reports whether symbol was there.
func (p *conditionParser) take(symbol string) bool {
	p.space()
	if strings.HasPrefix(p.text[p.at:], symbol) {
		p.at += len(symbol)
		return true
	}
	return false
}

// takeWord is take for a word: the character after it must not be part of a word.
func (p *conditionParser) takeWord(word string) bool {
	p.space()
	end := p.at + len(word)
	if end > len(p.text) || !ascii.EqualFold(p.text[p.at:end], word) || (end < len(p.text) && isWordByte(p.text[end])) {
		return false
	}
	p.at = end
	return true
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// expression parses unary { AND unary } or unary { OR unary }.
func (p *conditionParser) expression(depth int) *node {
	p.space()
	n := &node{from: p.at}
	n.children = append(n.children, p.unary(depth))
	for {
		before := p.at
		kind, ok := p.joint()
		if !ok {
			break
		}
		if len(n.children) > 1 && kind != n.kind {
			p.at = before
			return p.fail("AND and OR beside each other need parentheses")
		}
		n.kind = kind
		n.children = append(n.children, p.unary(depth))
	}
	if len(n.children) == 1 {
		return n.children[0]
	}
	n.to = p.at
	return n
}

func (p *conditionParser) joint() (nodeKind, bool) {
	switch {
	case p.take("&&"), p.takeWord("AND"):
		return andNode, true
	case p.take("||"), p.takeWord("OR"):
		return orNode, true
	}
	return 0, false
}

// unary parses a negation, a parenthesized expression or a single test.
func (p *conditionParser) unary(depth int) *node {
	p.space()
	n := &node{from: p.at}
	switch {
	case depth > maxConditionDepth:
		return p.fail("it is nested deeper than 32 levels")
	case p.take("!"), p.takeWord("NOT"):
		n.kind, n.children = notNode, []*node{p.unary(depth + 1)}
	case p.take("("):
		n = p.expression(depth + 1)
		if !p.take(")") {
			return p.fail("')' was expected")
		}
		return n
	case p.takeWord("ActionMatches"):
		n.kind, n.pattern = actionMatchesNode, compilePattern(p.braced())
	case p.takeWord("SubOperationMatches"):
		n.kind = subOperationMatchesNode
		p.braced()
	case p.takeWord("Exists"):
		n.kind, n.left = existsNode, operand{attribute: p.attribute()}
	default:
		return p.comparison(n)
	}
	n.to = p.at
	return n
}

// braced parses {'text'}.
func (p *conditionParser) braced() string {
	if !p.take("{") {
		p.fail("'{' was expected")
		return ""
	}
	text, quoted := p.literal()
	if !quoted {
		p.fail("a text in quotes was expected")
	}
	if !p.take("}") {
		p.fail("'}' was expected")
	}
	return text
}

// attribute parses @Request[…], @Resource[…], @Principal[…] or @Environment[…].
func (p *conditionParser) attribute() string {
	if !p.take("@") {
		p.fail("an attribute was expected")
		return ""
	}
	for _, source := range []string{"Request", "Resource", "Principal", "Environment"} {
		if !p.takeWord(source) {
			continue
		}
		length := strings.IndexByte(p.text[p.at:], ']')
		if length < 2 || p.text[p.at] != '[' || strings.ContainsFunc(p.text[p.at:p.at+length], func(r rune) bool { return r < ' ' || r > '~' || r == '\'' || r == '@' }) {
			break
		}
		name := "@" + source + p.text[p.at:p.at+length+1]
		p.at += length + 1
		return canonicalAttribute(name)
	}
	p.fail("an attribute as @Request[name] was expected")
	return ""
}

func (p *conditionParser) comparison(n *node) *node {
	n.kind = compareNode
	n.left.attribute = p.attribute()
	p.space()
	start := p.at
	for p.at < len(p.text) && (isWordByte(p.text[p.at]) || p.text[p.at] == ':') {
		p.at++
	}
	name, ok := p.text[start:p.at], false
	if n.operator, ok = operatorNamed(name); !ok {
		p.at = start
		return p.fail("an operator was expected")
	}
	n.right = p.operand(n.operator)
	n.to = p.at
	return n
}

// operand parses the right side of a comparison: an attribute, a literal, or a set of literals.
func (p *conditionParser) operand(o operator) operand {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == '@' {
		return operand{attribute: p.attribute()}
	}
	if !p.take("{") {
		return operand{literals: []value{p.value(o.family)}}
	}
	set := operand{literals: []value{p.value(o.family)}}
	for p.take(",") {
		set.literals = append(set.literals, p.value(o.family))
	}
	if !p.take("}") {
		p.fail("',' or '}' was expected")
	}
	if !o.many && len(set.literals) > 1 {
		p.fail("more than one value needs an operator as ForAnyOfAnyValues")
	}
	return set
}

// value parses a literal of the family.
func (p *conditionParser) value(f family) value {
	p.space()
	start := p.at
	text, quoted := p.literal()
	v, ok := f.read(text)
	if quoted == (f == numericFamily) && f != boolFamily && f != guidFamily && f != dateTimeFamily {
		ok = false // strings need quotes and numbers must have none; other literals may
	}
	if !ok && p.why == "" {
		p.at = start
		p.fail("a value that fits the operator was expected")
	}
	return v
}

// literal parses 'text', in which \' is a quote, or a run of letters, digits and "-+.:".
func (p *conditionParser) literal() (text string, quoted bool) {
	if !p.take("'") {
		start := p.at
		for p.at < len(p.text) && (isWordByte(p.text[p.at]) || strings.IndexByte("-+.:", p.text[p.at]) >= 0) {
			p.at++
		}
		return p.text[start:p.at], false
	}
	var out strings.Builder
	for p.at < len(p.text) {
		c := p.text[p.at]
		p.at++
		switch {
		case c == '\'':
			return out.String(), true
		case c == '\\' && p.at < len(p.text) && p.text[p.at] == '\'':
			c = '\''
			p.at++
		}
		out.WriteByte(c)
	}
	p.fail("a closing quote was expected")
	return "", true
}
