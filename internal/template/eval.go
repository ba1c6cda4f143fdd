package template

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// maxEvaluation is the maximum depth of evaluation: variables that refer to variables, functions within functions.
const maxEvaluation = 2000

// frame is the context in which an expression is evaluated: a template, and what depends on the expression's position.
type frame struct {
	*template
	copies  []loop           // outermost first
	lambdas []map[string]any // outermost first
	params  map[string]any   // only set within a user-defined function, which sees nothing else
	asking  bool             // reference() and list*() are allowed
	fresh   bool             // newGuid() and utcNow() are allowed
	depth   int
}

// loop is a copy loop around an expression.
type loop struct {
	name  string
	index int
}

// lambda is a function value. It can only be an argument of map, filter and similar functions.
type lambda struct {
	names []string
	body  *node
	in    frame
}

// value evaluates every expression within v.
func (f frame) value(v any) (any, error) {
	if f.depth++; f.depth > maxEvaluation {
		return nil, invalid("The template is nested too deep.")
	}
	switch v := v.(type) {
	case string:
		return f.text(v)
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			one, err := f.value(item)
			if err != nil {
				return nil, err
			}
			out = append(out, one)
		}
		return out, nil
	case map[string]any:
		return f.object(v)
	}
	return v, nil
}

// object evaluates names and values. A member "copy" creates other members, each an array.
func (f frame) object(v map[string]any) (any, error) {
	out := make(map[string]any, len(v))
	for _, name := range sortedKeys(v) {
		if loops, ok := v[name].([]any); ok && ascii.EqualFold(name, "copy") && areLoops(loops) {
			for _, one := range loops {
				name, list, err := f.propertyCopy(one.(map[string]any))
				if err != nil {
					return nil, err
				}
				out[name] = list
			}
			continue
		}
		key, err := f.text(name)
		if err != nil {
			return nil, err
		}
		text, ok := key.(string)
		if !ok {
			return nil, invalid("The name '%s' of a property is not a text.", clip(name))
		}
		if out[text], err = f.value(v[name]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func areLoops(all []any) bool {
	for _, one := range all {
		m, ok := one.(map[string]any)
		if !ok || m["name"] == nil || m["count"] == nil {
			return false
		}
	}
	return len(all) > 0
}

// propertyCopy returns an array with an item for each iteration of a copy loop.
func (f frame) propertyCopy(m map[string]any) (string, []any, error) {
	name, ok := m["name"].(string)
	if !ok {
		return "", nil, invalid("A copy loop has no name.")
	}
	count, err := f.count(m["count"], name)
	if err != nil {
		return "", nil, err
	}
	out := []any{}
	for i := range count {
		item, err := f.within(name, i).value(m["input"])
		if err != nil {
			return "", nil, err
		}
		out = append(out, item)
	}
	return name, out, nil
}

func (f frame) within(name string, index int) frame {
	f.copies = append(f.copies[:len(f.copies):len(f.copies)], loop{name, index})
	return f
}

// count evaluates the number of iterations of a loop.
func (f frame) count(v any, name string) (int, error) {
	n, err := f.value(v)
	if err != nil {
		return 0, err
	}
	count, ok := n.(int64)
	if !ok || count < 0 || count > MaxResources {
		return 0, invalid("The count of the copy loop '%s' is not a whole number from 0 to %d.", clip(name), MaxResources)
	}
	return int(count), nil
}

// text evaluates a string.
func (f frame) text(text string) (any, error) {
	inner, ok := isExpression(text)
	if !ok {
		return inner, f.make(len(inner))
	}
	n, err := f.parsed(inner)
	if err != nil {
		return nil, err
	}
	v, err := f.eval(n)
	if err != nil {
		return nil, err
	}
	if _, leaked := v.(lambda); leaked {
		return nil, invalid("The template language function 'lambda' is not expected at this location.")
	}
	return v, f.make(size(v))
}

// eval evaluates one node.
func (f frame) eval(n *node) (any, error) {
	if err := f.step(); err != nil {
		return nil, err
	}
	if f.depth++; f.depth > maxEvaluation {
		return nil, invalid("The template is nested too deep.")
	}
	switch n.kind {
	case literalText:
		return n.text, nil
	case literalNumber:
		return n.num, nil
	case callOf:
		return f.call(n)
	}
	of, err := f.eval(n.of)
	if err != nil {
		return nil, err
	}
	if n.kind == propertyOf {
		return property(of, n.text)
	}
	at, err := f.eval(n.at)
	if err != nil {
		return nil, err
	}
	return element(of, at)
}

func property(of any, name string) (any, error) {
	object, ok := of.(map[string]any)
	if !ok {
		return nil, invalid("The language expression property '%s' can't be evaluated: it is asked of %s.", clip(name), describe(of))
	}
	if v, ok := member(object, name); ok {
		return v, nil
	}
	return nil, invalid("The language expression property '%s' doesn't exist, available properties are '%s'.", clip(name), clip(strings.Join(sortedKeys(object), ", ")))
}

func element(of, at any) (any, error) {
	switch at := at.(type) {
	case string:
		return property(of, at)
	case int64:
		list, ok := of.([]any)
		if !ok {
			return nil, invalid("The language expression index '%d' can't be evaluated: it is asked of %s.", at, describe(of))
		}
		if at < 0 || at >= int64(len(list)) {
			return nil, invalid("The language expression property array index '%d' is out of bounds.", at)
		}
		return list[at], nil
	}
	return nil, invalid("The language expression index is neither a whole number nor a text.")
}

// member finds a member by exact name, or else ignoring case.
func member(object map[string]any, name string) (any, bool) {
	if v, ok := object[name]; ok {
		return v, true
	}
	for key, v := range object {
		if ascii.EqualFold(key, name) {
			return v, true
		}
	}
	return nil, false
}

// call evaluates a function call. Functions that need not evaluate all of their arguments get them unevaluated.
func (f frame) call(n *node) (any, error) {
	if lazy, ok := f.functions.lazy[n.text]; ok {
		return lazy(f, n)
	}
	fn, ok := f.functions.eager[n.text]
	if own := f.ownFunction(n.name); !ok && own != nil {
		return f.callOwn(own, n)
	}
	if !ok && strings.HasPrefix(n.text, "list") {
		fn, ok = builtin{low: 1, high: 3, call: list}, true
	}
	if !ok {
		return nil, invalid("The template function '%s' is not valid.", clip(n.name))
	}
	if len(n.args) < fn.low || fn.high >= 0 && len(n.args) > fn.high {
		return nil, invalid("Unable to evaluate template language function '%s': the number of its arguments is %d, which is not what it takes.", n.name, len(n.args))
	}
	args, err := f.evalAll(n.args)
	if err != nil {
		return nil, err
	}
	if err := f.look(args); err != nil {
		return nil, err
	}
	v, err := fn.call(f, call{n.name, args})
	if err != nil || fn.finds {
		return v, err
	}
	return v, f.make(size(v))
}

func (f frame) evalAll(nodes []*node) ([]any, error) {
	args := make([]any, len(nodes))
	for i, n := range nodes {
		var err error
		if args[i], err = f.eval(n); err != nil {
			return nil, err
		}
	}
	return args, nil
}

// ownFunction returns the user-defined function with a name, "namespace.name".
func (f frame) ownFunction(name string) map[string]any {
	namespace, member, ok := strings.Cut(name, ".")
	if !ok {
		return nil
	}
	own, _ := f.own[ascii.ToLower(namespace+"."+member)].(map[string]any)
	return own
}

// callOwn evaluates a user-defined function. It sees only its parameters and other user-defined functions.
func (f frame) callOwn(own map[string]any, n *node) (any, error) {
	args, err := f.evalAll(n.args)
	if err != nil {
		return nil, err
	}
	declared, _ := own["parameters"].([]any)
	if len(declared) != len(args) {
		return nil, invalid("The function '%s' takes %d arguments, not %d.", clip(n.name), len(declared), len(args))
	}
	params := map[string]any{}
	for i, d := range declared {
		one, _ := d.(map[string]any)
		name, _ := one["name"].(string)
		params[ascii.ToLower(name)] = args[i]
	}
	output, _ := own["output"].(map[string]any)
	return frame{template: f.template, params: params, depth: f.depth}.value(output["value"])
}

// apply calls a lambda.
func (l lambda) apply(args ...any) (any, error) {
	bound := map[string]any{}
	for i, name := range l.names {
		if i < len(args) {
			bound[ascii.ToLower(name)] = args[i]
		}
	}
	in := l.in
	in.lambdas = append(in.lambdas[:len(in.lambdas):len(in.lambdas)], bound)
	return in.eval(l.body)
}

// lambdaOf parses lambda('a', 'b', …, body).
func lambdaOf(f frame, n *node) (any, error) {
	if len(n.args) == 0 {
		return nil, invalid("The template language function 'lambda' has no body.")
	}
	l := lambda{body: n.args[len(n.args)-1], in: f}
	for _, arg := range n.args[:len(n.args)-1] {
		if arg.kind != literalText {
			return nil, invalid("The variables of a lambda are not texts.")
		}
		l.names = append(l.names, arg.text)
	}
	return l, nil
}

// inPlace adds the position in the template to an error.
func inPlace(err error, format string, args ...any) error {
	f := fault.Of(err)
	if f.Kind != fault.Invalid || f.Code != "InvalidTemplate" {
		return err
	}
	copied := *f
	copied.Message = invalid(format, args...).Message + " " + f.Message
	return &copied
}
