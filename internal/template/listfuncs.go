package template

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"keyless.dev/keyless/internal/ascii"
)

func listFunctions() map[string]builtin {
	return map[string]builtin{
		"array":        {low: 1, high: 1, call: toArray},
		"createArray":  {low: 0, high: -1, call: func(_ frame, c call) (any, error) { return slices.Clone(append([]any{}, c.args...)), nil }},
		"createObject": {low: 0, high: -1, call: createObject},
		"length":       {low: 1, high: 1, call: length, finds: true},
		"empty":        {low: 1, high: 1, call: empty, finds: true},
		"contains":     {low: 2, high: 2, call: contains, finds: true},
		"first":        {low: 1, high: 1, call: end(0), finds: true},
		"last":         {low: 1, high: 1, call: end(-1), finds: true},
		"skip":         {low: 2, high: 2, call: skip},
		"take":         {low: 2, high: 2, call: take},
		"range":        {low: 2, high: 2, call: rangeOf},
		"union":        {low: 2, high: -1, call: union},
		"intersection": {low: 2, high: -1, call: intersection},
		"flatten":      {low: 1, high: 1, call: flatten},
		"items":        {low: 1, high: 1, call: items},
		"objectKeys":   {low: 1, high: 1, call: objectKeys},
		"shallowMerge": {low: 1, high: 1, call: shallowMerge},
		"tryGet":       {low: 2, high: -1, call: tryGet, finds: true},
		"equals":       {low: 2, high: 2, call: func(_ frame, c call) (any, error) { return same(c.args[0], c.args[1]), nil }},
		"not":          {low: 1, high: 1, call: not},
		"bool":         {low: 1, high: 1, call: toBool},
		"true":         {call: constant(true)},
		"false":        {call: constant(false)},
		"null":         {call: constant(nil)},
	}
}

func constant(v any) func(frame, call) (any, error) {
	return func(frame, call) (any, error) { return v, nil }
}

// same compares values. Strings are case-sensitive, names of object members are not.
func same(a, b any) bool {
	switch a := a.(type) {
	case int64:
		if b, ok := b.(float64); ok {
			return float64(a) == b
		}
	case float64:
		if b, ok := b.(int64); ok {
			return a == float64(b)
		}
	case []any:
		other, ok := b.([]any)
		return ok && slices.EqualFunc(a, other, same)
	case map[string]any:
		other, ok := b.(map[string]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for name, v := range a {
			if w, ok := member(other, name); !ok || !same(v, w) {
				return false
			}
		}
		return true
	case lambda:
		return false
	}
	return reflect.TypeOf(a) == reflect.TypeOf(b) && reflect.DeepEqual(a, b)
}

func not(_ frame, c call) (any, error) {
	truth, ok := c.args[0].(bool)
	if !ok {
		return nil, c.wrong(0, "a boolean")
	}
	return !truth, nil
}

func toBool(_ frame, c call) (any, error) {
	switch v := c.args[0].(type) {
	case bool:
		return v, nil
	case int64:
		return v != 0, nil
	case string:
		switch ascii.ToLower(v) {
		case "true", "1":
			return true, nil
		case "false", "0":
			return false, nil
		}
	}
	return nil, c.wrong(0, "a boolean, a number, 'true' or 'false'")
}

func toArray(_ frame, c call) (any, error) {
	if list, ok := c.args[0].([]any); ok {
		return list, nil
	}
	return []any{c.args[0]}, nil
}

func createObject(_ frame, c call) (any, error) {
	if len(c.args)%2 != 0 {
		return nil, c.bad("it takes names and values in turn.")
	}
	out := map[string]any{}
	for i := 0; i < len(c.args); i += 2 {
		name, err := c.text(i)
		if err != nil {
			return nil, err
		}
		out[name] = c.args[i+1]
	}
	return out, nil
}

func length(_ frame, c call) (any, error) {
	switch v := c.args[0].(type) {
	case string:
		return int64(utf8.RuneCountInString(v)), nil
	case []any:
		return int64(len(v)), nil
	case map[string]any:
		return int64(len(v)), nil
	}
	return nil, c.wrong(0, "a text, an array or an object")
}

func empty(f frame, c call) (any, error) {
	if c.args[0] == nil {
		return true, nil
	}
	n, err := length(f, c)
	return n == int64(0), err
}

func contains(_ frame, c call) (any, error) {
	switch in := c.args[0].(type) {
	case []any:
		return slices.ContainsFunc(in, func(item any) bool { return same(item, c.args[1]) }), nil
	case map[string]any:
		name, err := c.text(1)
		_, there := member(in, name)
		return there, err
	case string:
		part, err := scalar(c.args[1])
		return strings.Contains(in, part), err
	}
	return nil, c.wrong(0, "a text, an array or an object")
}

// end implements first() and last(). They return null for an empty array and "" for an empty string.
func end(at int) func(frame, call) (any, error) {
	return func(_ frame, c call) (any, error) {
		switch v := c.args[0].(type) {
		case []any:
			if len(v) == 0 {
				return nil, nil
			}
			return v[(at+len(v))%len(v)], nil
		case string:
			r := []rune(v)
			if len(r) == 0 {
				return "", nil
			}
			return string(r[(at+len(r))%len(r)]), nil
		}
		return nil, c.wrong(0, "a text or an array")
	}
}

func skip(_ frame, c call) (any, error) { return c.cut(func(n, of int) (int, int) { return n, of }) }
func take(_ frame, c call) (any, error) { return c.cut(func(n, _ int) (int, int) { return 0, n }) }

func (c call) cut(bounds func(n, of int) (int, int)) (any, error) {
	number, err := c.number(1)
	if err != nil {
		return nil, err
	}
	switch v := c.args[0].(type) {
	case []any:
		from, to := bounds(int(min(max(number, 0), int64(len(v)))), len(v))
		return v[from:to:to], nil
	case string:
		r := []rune(v)
		from, to := bounds(int(min(max(number, 0), int64(len(r)))), len(r))
		return string(r[from:to]), nil
	}
	return nil, c.wrong(0, "a text or an array")
}

func rangeOf(f frame, c call) (any, error) {
	start, err := c.number(0)
	if err != nil {
		return nil, err
	}
	count, err := c.number(1)
	if err != nil {
		return nil, err
	}
	if count < 0 || count > 10_000 || start+count > 1<<31-1 {
		return nil, c.bad("it counts at most 10000 numbers, up to 2147483647.")
	}
	out := make([]any, count)
	for i := range out {
		out[i] = start + int64(i)
	}
	return out, nil
}

// union joins arrays without duplicates, or merges objects recursively.
func union(f frame, c call) (any, error) {
	if _, ok := c.args[0].([]any); ok {
		out := []any{}
		for i := range c.args {
			list, err := c.list(i)
			if err != nil {
				return nil, err
			}
			for _, item := range list {
				if err := f.step(); err != nil {
					return nil, err
				}
				if !slices.ContainsFunc(out, func(o any) bool { return same(o, item) }) {
					out = append(out, item)
				}
			}
		}
		return out, nil
	}
	out := map[string]any{}
	for i := range c.args {
		object, err := c.object(i)
		if err != nil {
			return nil, err
		}
		out = merge(out, object, true)
	}
	return out, nil
}

// merge merges over into under, ignoring the case of names.
func merge(under, over map[string]any, deep bool) map[string]any {
	out := maps.Clone(under)
	for name, v := range over {
		for key := range out {
			if key != name && ascii.EqualFold(key, name) {
				if _, exact := over[key]; !exact {
					name = key
				}
				break
			}
		}
		below, isObject := out[name].(map[string]any)
		above, alsoObject := v.(map[string]any)
		if deep && isObject && alsoObject {
			v = merge(below, above, true)
		}
		out[name] = v
	}
	return out
}

func intersection(f frame, c call) (any, error) {
	if first, ok := c.args[0].([]any); ok {
		out := []any{}
		for _, item := range first {
			in := !slices.ContainsFunc(out, func(o any) bool { return same(o, item) })
			for i := 1; i < len(c.args) && in; i++ {
				list, err := c.list(i)
				if err != nil {
					return nil, err
				}
				if err := f.step(); err != nil {
					return nil, err
				}
				in = slices.ContainsFunc(list, func(o any) bool { return same(o, item) })
			}
			if in {
				out = append(out, item)
			}
		}
		return out, nil
	}
	first, err := c.object(0)
	if err != nil {
		return nil, err
	}
	out := maps.Clone(first)
	for i := 1; i < len(c.args); i++ {
		object, err := c.object(i)
		if err != nil {
			return nil, err
		}
		maps.DeleteFunc(out, func(name string, v any) bool { w, ok := member(object, name); return !ok || !same(v, w) })
	}
	return out, nil
}

func flatten(_ frame, c call) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	out := []any{}
	for _, item := range list {
		inner, ok := item.([]any)
		if !ok {
			return nil, c.bad("an item of its array is %s, an array was expected.", describe(item))
		}
		out = append(out, inner...)
	}
	return out, nil
}

// inOrder returns the names of an object's members in the order of items(): sorted, ignoring case.
func inOrder(m map[string]any) []string {
	keys := sortedKeys(m)
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(ascii.ToLower(a), ascii.ToLower(b)) })
	return keys
}

func items(_ frame, c call) (any, error) {
	object, err := c.object(0)
	if err != nil {
		return nil, err
	}
	out := []any{}
	for _, name := range inOrder(object) {
		out = append(out, map[string]any{"key": name, "value": object[name]})
	}
	return out, nil
}

func objectKeys(_ frame, c call) (any, error) {
	object, err := c.object(0)
	if err != nil {
		return nil, err
	}
	out := []any{}
	for _, name := range inOrder(object) {
		out = append(out, name)
	}
	return out, nil
}

func shallowMerge(_ frame, c call) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, item := range list {
		object, ok := item.(map[string]any)
		if !ok {
			return nil, c.bad("an item of its array is %s, an object was expected.", describe(item))
		}
		out = merge(out, object, false)
	}
	return out, nil
}

// tryGet follows names and indexes, and returns null if one does not exist.
func tryGet(_ frame, c call) (any, error) {
	now := c.args[0]
	for i := 1; i < len(c.args); i++ {
		switch at := c.args[i].(type) {
		case string:
			object, ok := now.(map[string]any)
			if !ok {
				return nil, nil
			}
			now, _ = member(object, at)
		case int64:
			list, ok := now.([]any)
			if !ok || at < 0 || at >= int64(len(list)) {
				return nil, nil
			}
			now = list[at]
		default:
			return nil, c.wrong(i, "a text or a whole number")
		}
	}
	return now, nil
}
