package odata

import (
	"encoding/json"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
)

// scope is what a path starts from: the object, and inside a lambda the item that its variable stands for.
type scope struct {
	object map[string]any
	item   any
}

// node is a part of a filter. eval gives nil, bool, string, float64, time.Time or a part of the object.
type node interface{ eval(scope) any }

type (
	constant struct{ value any }
	path     struct {
		bound bool // starts at the lambda's item, not at the object
		names []string
		count bool // the number of items instead of the collection
	}
	logic struct {
		op          string
		left, right node
	}
	negation struct{ inner node }
	compare  struct {
		op          string
		left, right node
	}
	among struct {
		subject node
		values  []any
	}
	call struct {
		name              string
		subject, argument node
	}
	lambda struct {
		over path
		all  bool
		body node
	}
)

func (n constant) eval(scope) any { return n.value }

func (n path) eval(s scope) any {
	value := any(s.object)
	if n.bound {
		value = s.item
	}
	for _, name := range n.names {
		value = member(value, name)
	}
	if n.count {
		list, _ := value.([]any)
		return float64(len(list))
	}
	return value
}

// member is the property of a JSON object, without regard to case where the case as written is not there.
func member(value any, name string) any {
	object, _ := value.(map[string]any)
	if v, ok := object[name]; ok {
		return v
	}
	for k, v := range object {
		if ascii.EqualFold(k, name) {
			return v
		}
	}
	return nil
}

func (n logic) eval(s scope) any {
	left := n.left.eval(s) == true
	if n.op == "and" {
		return left && n.right.eval(s) == true
	}
	return left || n.right.eval(s) == true
}

func (n negation) eval(s scope) any { return n.inner.eval(s) != true }

func (n compare) eval(s scope) any {
	left, right := n.left.eval(s), n.right.eval(s)
	c, ok := compareValues(left, right)
	switch n.op {
	case "eq":
		return ok && c == 0
	case "ne":
		return !ok || c != 0
	}
	if !ok || left == nil {
		return false
	}
	switch n.op {
	case "gt":
		return c > 0
	case "ge":
		return c >= 0
	case "lt":
		return c < 0
	}
	return c <= 0
}

func (n among) eval(s scope) any {
	subject := n.subject.eval(s)
	for _, v := range n.values {
		if c, ok := compareValues(subject, v); ok && c == 0 {
			return true
		}
	}
	return false
}

func (n call) eval(s scope) any {
	subject, isText := n.subject.eval(s).(string)
	argument, alsoText := n.argument.eval(s).(string)
	if !isText || !alsoText {
		return false
	}
	subject, argument = strings.ToLower(subject), strings.ToLower(argument)
	switch n.name {
	case "startswith":
		return strings.HasPrefix(subject, argument)
	case "endswith":
		return strings.HasSuffix(subject, argument)
	}
	return strings.Contains(subject, argument)
}

func (n lambda) eval(s scope) any {
	list, _ := n.over.eval(s).([]any)
	for _, item := range list {
		if hit := n.body.eval(scope{object: s.object, item: item}) == true; hit != n.all {
			return hit
		}
	}
	return n.all
}

// compareValues orders two values, and says whether they can be compared at all. Strings are compared without regard
// to case, as the directory does. Two nulls are equal; a null and a value are not comparable.
func compareValues(a, b any) (int, bool) {
	a, b = plain(a), plain(b)
	if t, ok := b.(time.Time); ok {
		return compareTimes(a, t, 1)
	}
	if t, ok := a.(time.Time); ok {
		return compareTimes(b, t, -1)
	}
	switch a := a.(type) {
	case nil:
		return 0, b == nil
	case string:
		other, ok := b.(string)
		return CompareText(a, other), ok
	case float64:
		other, ok := b.(float64)
		return order(a < other, a > other), ok
	case bool:
		other, ok := b.(bool)
		return order(!a && other, a && !other), ok
	}
	return 0, false
}

// CompareText orders text without regard to case, as $orderby and the comparisons of $filter do.
func CompareText(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

func compareTimes(value any, t time.Time, sign int) (int, bool) {
	switch v := value.(type) {
	case time.Time:
		return sign * v.Compare(t), true
	case string:
		parsed, err := time.Parse(time.RFC3339Nano, v)
		return sign * parsed.Compare(t), err == nil
	}
	return 0, false
}

// plain turns every kind of number into float64.
func plain(v any) any {
	switch v := v.(type) {
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case json.Number:
		f, _ := v.Float64()
		return f
	}
	return v
}

func order(less, more bool) int {
	switch {
	case less:
		return -1
	case more:
		return 1
	}
	return 0
}
