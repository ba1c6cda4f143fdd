package rbac

// truth is the result of evaluating a condition. It is unknown if an attribute is unknown or a value has the wrong type;
// neither an unknown condition nor its negation grants anything.
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

// condition is a compiled ABAC condition, version 2.0 (wire facts: C.4). A nil condition holds.
type condition struct {
	text string
	root *node // nil if the text is invalid; then the condition is unknown
}

// conditionVersion is the only supported version of conditions.
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

// CheckCondition returns an error if a condition of an assignment or a permission cannot be evaluated, is too long or is
// nested too deeply.
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

// part returns the text of the smallest part of c that explains why c does not hold.
func (c *condition) part(a *evaluation) string {
	if c.root == nil {
		return c.text
	}
	blamed := c.root.blame(a)
	return c.text[blamed.from:blamed.to]
}

// node is a node of a condition's syntax tree.
type node struct {
	kind     nodeKind
	from, to int     // position in the text
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

// all returns final if a child evaluates to it, else unknown if a child does, else the opposite of final.
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

// compare applies the operator to each pair of values, combined by its quantifiers. If one side has no values the result is
// unknown: an empty comparison must not authorize.
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

// quantified combines truths by "any of" or "all of".
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

// blame returns the smallest part that explains why n does not hold.
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
				continue // in "not this action, or X" only X matters
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

// guards reports whether n depends only on the action.
func (n *node) guards() bool {
	for _, child := range n.children {
		if !child.guards() {
			return false
		}
	}
	return n.kind < existsNode
}
