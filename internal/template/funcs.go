package template

import (
	"encoding/json"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// call is a function call: the name as written, and the arguments.
type call struct {
	name string
	args []any
}

// builtin is a function whose arguments are evaluated first. It takes from low to high arguments; a high of -1 means any
// number. A function with finds set returns an existing value and allocates nothing.
type builtin struct {
	low, high int
	call      func(frame, call) (any, error)
	finds     bool
}

// functions are all functions of the language, by name in lower case.
type functions struct {
	eager map[string]builtin
	lazy  map[string]func(frame, *node) (any, error)
}

func newFunctions() functions {
	f := functions{eager: map[string]builtin{}, lazy: map[string]func(frame, *node) (any, error){
		"if": ifElse, "and": andAll, "or": orAny, "coalesce": coalesce, "lambda": lambdaOf, "lambdavariables": lambdaVariables,
	}}
	for _, some := range []map[string]builtin{textFunctions(), encodingFunctions(), listFunctions(), numberFunctions(), timeFunctions(), lambdaFunctions(), scopeFunctions(), resourceFunctions()} {
		for name, fn := range some {
			f.eager[ascii.ToLower(name)] = fn
		}
	}
	return f
}

// wrong is the error for an argument of the wrong type.
func (c call) wrong(at int, want string) error {
	return invalid("Unable to evaluate template language function '%s': argument %d is %s, %s was expected.", c.name, at+1, describe(c.args[at]), want)
}

func (c call) bad(format string, args ...any) error {
	err := invalid(format, args...)
	return invalid("Unable to evaluate template language function '%s': %s", c.name, err.Message)
}

func (c call) text(at int) (string, error) {
	if text, ok := c.args[at].(string); ok {
		return text, nil
	}
	return "", c.wrong(at, "a text")
}

func (c call) texts(from int) ([]string, error) {
	var out []string
	for i := from; i < len(c.args); i++ {
		text, err := c.text(i)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

func (c call) number(at int) (int64, error) {
	switch n := c.args[at].(type) {
	case int64:
		return n, nil
	case float64:
		if n == float64(int64(n)) {
			return int64(n), nil
		}
	}
	return 0, c.wrong(at, "a whole number")
}

func (c call) list(at int) ([]any, error) {
	if list, ok := c.args[at].([]any); ok {
		return list, nil
	}
	return nil, c.wrong(at, "an array")
}

func (c call) object(at int) (map[string]any, error) {
	if object, ok := c.args[at].(map[string]any); ok {
		return object, nil
	}
	return nil, c.wrong(at, "an object")
}

func (c call) lambda(at, low, high int) (lambda, error) {
	l, ok := c.args[at].(lambda)
	if !ok {
		return l, c.wrong(at, "a lambda")
	}
	if len(l.names) < low || len(l.names) > high {
		return l, c.bad("its lambda has %d variables.", len(l.names))
	}
	return l, nil
}

func ifElse(f frame, n *node) (any, error) {
	if len(n.args) != 3 {
		return nil, invalid("The template language function 'if' takes 3 arguments, not %d.", len(n.args))
	}
	condition, err := f.truth(n, 0)
	if err != nil {
		return nil, err
	}
	if condition {
		return f.eval(n.args[1])
	}
	return f.eval(n.args[2])
}

func (f frame) truth(n *node, at int) (bool, error) {
	v, err := f.eval(n.args[at])
	if err != nil {
		return false, err
	}
	truth, ok := v.(bool)
	if !ok {
		return false, invalid("Unable to evaluate template language function '%s': argument %d is %s, a boolean was expected.", n.name, at+1, describe(v))
	}
	return truth, nil
}

func andAll(f frame, n *node) (any, error) {
	for i := range n.args {
		if truth, err := f.truth(n, i); err != nil || !truth {
			return false, err
		}
	}
	return true, nil
}

func orAny(f frame, n *node) (any, error) {
	for i := range n.args {
		if truth, err := f.truth(n, i); err != nil || truth {
			return truth, err
		}
	}
	return false, nil
}

func coalesce(f frame, n *node) (any, error) {
	for _, arg := range n.args {
		if v, err := f.eval(arg); err != nil || v != nil {
			return v, err
		}
	}
	return nil, nil
}

func lambdaVariables(f frame, n *node) (any, error) {
	if len(n.args) != 1 || n.args[0].kind != literalText {
		return nil, invalid("The template language function 'lambdaVariables' takes the name of a variable.")
	}
	for _, bound := range slices.Backward(f.lambdas) {
		if v, ok := bound[ascii.ToLower(n.args[0].text)]; ok {
			return v, nil
		}
	}
	return nil, invalid("The lambda variable '%s' is not defined.", clip(n.args[0].text))
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// compact returns the JSON of a value without white space.
func compact(v any) (string, error) {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return "", invalid("A value cannot be written as JSON.")
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}
