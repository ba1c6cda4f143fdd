package rbac

// truth is what can be told of a condition. What cannot be told (an attribute that nobody knows, a value of the
// wrong kind) grants nothing, and neither does its negation.
type truth uint8

const (
	unknown truth = iota
	fails
	holds
)

func truthOf(b bool) truth {
	if b {
		return holds
	}
	return fails
}

func (t truth) not() truth {
	switch t {
	case holds:
		return fails
	case fails:
		return holds
	}
	return unknown
}

// condition is an ABAC condition, version 2.0, made ready (wire facts: C.4). No condition is nil, which holds.
type condition struct {
	text string
	root *node // nil if the text could not be read: then nothing can be told
}

// conditionVersion is the only version of conditions that there is a grammar for.
const conditionVersion = "2.0"

func compileCondition(text, version string) *condition {
	if text == "" {
		return nil
	}
	c := &condition{text: text}
	if version == conditionVersion {
		c.root, _ = parseCondition(text)
	}
	return c
}

// CheckCondition reports what is wrong with a condition of an assignment or a permission; nil if it can be evaluated.
// It bounds length and depth.
func CheckCondition(text, version string) error {
	if version != conditionVersion {
		return badCondition("only version 2.0 of conditions is supported, and the condition has version '" + version + "'")
	}
	_, err := parseCondition(text)
	return err
}

func (c *condition) eval(a *evaluation) truth {
	switch {
	case c == nil:
		return holds
	case c.root == nil:
		return unknown
	}
	return c.root.eval(a)
}

// part is the text of the smallest part of c that explains why c does not hold.
func (c *condition) part(a *evaluation) string {
	if c.root == nil {
		return c.text
	}
	blamed := c.root.blame(a)
	return c.text[blamed.from:blamed.to]
}

// node is one part of a condition.
type node struct {
	kind     nodeKind
	from, to int     // where it stands in the text
	children []*node // of and, or, not
	pattern  pattern // of actionMatches
	left     operand // of compare and exists
	operator operator
	right    operand
}

type nodeKind uint8

const (
	andNode nodeKind = iota
	orNode
	notNode
	actionMatchesNode
	subOperationMatchesNode
	existsNode
	compareNode
)

func (n *node) eval(a *evaluation) truth {
	switch n.kind {
	case andNode:
		return n.all(a, fails)
	case orNode:
		return n.all(a, holds)
	case notNode:
		return n.children[0].eval(a).not()
	case actionMatchesNode:
		return truthOf(n.pattern.match(a.action))
	case existsNode:
		return n.left.exists(a)
	case compareNode:
		return n.compare(a)
	}
	return fails // no operation of keyless has sub-operations
}

// all is decided by the first child that gives final; else by one that cannot be told; else it is the opposite.
func (n *node) all(a *evaluation, final truth) truth {
	result := final.not()
	for _, child := range n.children {
		switch child.eval(a) {
		case final:
			return final
		case unknown:
			result = unknown
		}
	}
	return result
}

// compare applies the operator to each pair of values as its quantifiers say. Nothing can be told of no values: that
// all of none are equal must not open a host.
func (n *node) compare(a *evaluation) truth {
	lefts, rights := n.left.count(a), n.right.count(a)
	if lefts == 0 || rights == 0 || (!n.operator.many && (lefts > 1 || rights > 1)) {
		return unknown
	}
	result := quantified{all: n.operator.allLeft}
	for i := range lefts {
		left, known := n.left.value(a, i, n.operator.family)
		inner := quantified{all: n.operator.allRight}
		for j := range rights {
			right, alsoKnown := n.right.value(a, j, n.operator.family)
			if !known || !alsoKnown {
				inner.add(unknown)
				continue
			}
			inner.add(truthOf(n.operator.test(left, right) != n.operator.negated))
		}
		result.add(inner.truth())
	}
	return result.truth()
}

// quantified gathers truths into "any of" or "all of".
type quantified struct {
	all                 bool
	hold, fail, unknown bool
}

func (q *quantified) add(t truth) {
	switch t {
	case holds:
		q.hold = true
	case fails:
		q.fail = true
	default:
		q.unknown = true
	}
}

func (q *quantified) truth() truth {
	switch {
	case q.all && q.fail:
		return fails
	case !q.all && q.hold:
		return holds
	case q.unknown:
		return unknown
	}
	return truthOf(q.all)
}

// blame finds the smallest part that explains why n does not hold.
func (n *node) blame(a *evaluation) *node {
	switch n.kind {
	case andNode:
		for _, child := range n.children {
			if child.eval(a) != holds {
				return child.blame(a)
			}
		}
	case orNode:
		var blamed *node
		for _, child := range n.children {
			if child.guards() {
				continue // "not this action, or …": what counts stands after it
			}
			if blamed != nil {
				return n
			}
			blamed = child
		}
		if blamed != nil {
			return blamed.blame(a)
		}
	}
	return n
}

// guards reports whether n asks about nothing but the action.
func (n *node) guards() bool {
	for _, child := range n.children {
		if !child.guards() {
			return false
		}
	}
	return n.kind < existsNode
}
