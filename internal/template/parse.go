package template

import (
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// node is a node of an expression's syntax tree.
type node struct {
	kind nodeKind
	text string // a literal, a function name in lower case, or a property name
	name string // the function name as written
	num  int64
	args []*node // of a call
	of   *node   // operand of a property access or an index
	at   *node   // the index
}

type nodeKind uint8

const (
	literalText nodeKind = iota
	literalNumber
	callOf
	propertyOf
	indexOf
)

// isExpression reports whether a string in a template is an expression. If not, it returns the literal string: a doubled
// opening bracket escapes the bracket.
func isExpression(text string) (string, bool) {
	if !strings.HasPrefix(text, "[") || !strings.HasSuffix(text, "]") {
		return text, false
	}
	if strings.HasPrefix(text, "[[") {
		return text[1:], false
	}
	return text[1 : len(text)-1], true
}

// parse parses the text between the brackets of an expression.
func parse(text string) (*node, error) {
	if len(text) > MaxExpression {
		return nil, invalid("The template language expression is longer than %d characters.", MaxExpression)
	}
	p := &parser{text: text}
	n, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(p.text) {
		return nil, p.bad("the end was expected")
	}
	return n, nil
}

type parser struct {
	text string
	at   int
}

func (p *parser) bad(why string) error {
	return invalid("The template language expression '[%s]' is not valid: %s, at position %d.", clip(p.text), why, p.at+1)
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

func (p *parser) peek() byte {
	if p.space(); p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) expression(depth int) (*node, error) {
	if depth > MaxDepth {
		return nil, p.bad("it is nested too deep")
	}
	n, err := p.primary(depth)
	for err == nil {
		switch p.peek() {
		case '.':
			p.at++
			p.space()
			name := p.word()
			if name == "" {
				return nil, p.bad("the name of a property was expected")
			}
			n = &node{kind: propertyOf, text: name, of: n}
		case '[':
			p.at++
			var index *node
			if index, err = p.expression(depth + 1); err != nil {
				return nil, err
			}
			if p.peek() != ']' {
				return nil, p.bad("a ']' was expected")
			}
			p.at++
			n = &node{kind: indexOf, of: n, at: index}
		default:
			return n, nil
		}
	}
	return nil, err
}

func (p *parser) word() string {
	start := p.at
	for p.at < len(p.text) && isWord(p.text[p.at]) {
		p.at++
	}
	return p.text[start:p.at]
}

func (p *parser) primary(depth int) (*node, error) {
	switch c := p.peek(); {
	case c == '\'':
		return p.literal()
	case c == '-' || c >= '0' && c <= '9':
		start := p.at
		p.at++
		for p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '9' {
			p.at++
		}
		number, err := strconv.ParseInt(p.text[start:p.at], 10, 64)
		if err != nil {
			return nil, p.bad("a whole number was expected")
		}
		return &node{kind: literalNumber, num: number}, nil
	}
	name := p.word()
	if name == "" {
		return nil, p.bad("a function, a text or a number was expected")
	}
	if p.peek() == '.' { // a user-defined function in its namespace
		p.at++
		p.space()
		name += "." + p.word()
	}
	if p.peek() != '(' {
		return nil, p.bad("a '(' was expected behind the name of a function")
	}
	p.at++
	call := &node{kind: callOf, text: ascii.ToLower(name), name: name}
	if p.peek() == ')' {
		p.at++
		return call, nil
	}
	for {
		arg, err := p.expression(depth + 1)
		if err != nil {
			return nil, err
		}
		call.args = append(call.args, arg)
		switch p.peek() {
		case ',':
			p.at++
		case ')':
			p.at++
			return call, nil
		default:
			return nil, p.bad("a ',' or a ')' was expected")
		}
	}
}

// literal parses a string in single quotes, in which two quotes stand for one.
func (p *parser) literal() (*node, error) {
	p.at++
	var out strings.Builder
	for {
		end := strings.IndexByte(p.text[p.at:], '\'')
		if end < 0 {
			return nil, p.bad("a text has no end")
		}
		out.WriteString(p.text[p.at : p.at+end])
		p.at += end + 1
		if p.at >= len(p.text) || p.text[p.at] != '\'' {
			return &node{kind: literalText, text: out.String()}, nil
		}
		out.WriteByte('\'')
		p.at++
	}
}

// walk calls see for n and all its descendants.
func (n *node) walk(see func(*node)) {
	if n == nil {
		return
	}
	see(n)
	n.of.walk(see)
	n.at.walk(see)
	for _, arg := range n.args {
		arg.walk(see)
	}
}
