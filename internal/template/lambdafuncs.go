package template

import "slices"

func lambdaFunctions() map[string]builtin {
	return map[string]builtin{
		"map":       {low: 2, high: 2, call: mapList},
		"filter":    {low: 2, high: 2, call: filter},
		"reduce":    {low: 3, high: 3, call: reduce},
		"sort":      {low: 2, high: 2, call: sortList},
		"mapValues": {low: 2, high: 2, call: mapValues},
		"toObject":  {low: 2, high: 3, call: toObject},
		"groupBy":   {low: 2, high: 2, call: groupBy},
	}
}

// each calls a lambda with one or two variables (item and index) for every item of the array.
func (c call) each(use func(item, result any) error) error {
	list, err := c.list(0)
	if err != nil {
		return err
	}
	l, err := c.lambda(1, 1, 2)
	if err != nil {
		return err
	}
	for i, item := range list {
		result, err := l.apply(item, int64(i))
		if err != nil {
			return err
		}
		if err := use(item, result); err != nil {
			return err
		}
	}
	return nil
}

func mapList(_ frame, c call) (any, error) {
	out := []any{}
	err := c.each(func(_, result any) error { out = append(out, result); return nil })
	return out, err
}

func filter(_ frame, c call) (any, error) {
	out := []any{}
	err := c.each(func(item, result any) error {
		keep, ok := result.(bool)
		if !ok {
			return c.bad("its lambda gave %s, a boolean was expected.", describe(result))
		}
		if keep {
			out = append(out, item)
		}
		return nil
	})
	return out, err
}

func reduce(_ frame, c call) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	l, err := c.lambda(2, 2, 3)
	if err != nil {
		return nil, err
	}
	now := c.args[1]
	for i, item := range list {
		if now, err = l.apply(now, item, int64(i)); err != nil {
			return nil, err
		}
	}
	return now, nil
}

// sortList sorts by a lambda that reports whether the first item comes before the second.
func sortList(_ frame, c call) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	l, err := c.lambda(1, 2, 2)
	if err != nil {
		return nil, err
	}
	var failed error
	before := func(a, b any) bool {
		if failed != nil {
			return false
		}
		result, err := l.apply(a, b)
		truth, ok := result.(bool)
		if err == nil && !ok {
			err = c.bad("its lambda gave %s, a boolean was expected.", describe(result))
		}
		failed = err
		return truth
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b any) int {
		if before(a, b) {
			return -1
		}
		return b2i(before(b, a))
	})
	return out, failed
}

func mapValues(_ frame, c call) (any, error) {
	object, err := c.object(0)
	if err != nil {
		return nil, err
	}
	l, err := c.lambda(1, 1, 1)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, name := range sortedKeys(object) {
		if out[name], err = l.apply(object[name]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func toObject(_ frame, c call) (any, error) {
	var value lambda
	var err error
	if len(c.args) == 3 {
		if value, err = c.lambda(2, 1, 1); err != nil {
			return nil, err
		}
	}
	out := map[string]any{}
	err = c.each(func(item, result any) error {
		name, ok := result.(string)
		if !ok {
			return c.bad("its lambda gave %s, a text was expected.", describe(result))
		}
		if len(c.args) == 3 {
			var err error
			if item, err = value.apply(item); err != nil {
				return err
			}
		}
		out[name] = item
		return nil
	})
	return out, err
}

func groupBy(_ frame, c call) (any, error) {
	out := map[string]any{}
	err := c.each(func(item, result any) error {
		name, ok := result.(string)
		if !ok {
			return c.bad("its lambda gave %s, a text was expected.", describe(result))
		}
		group, _ := out[name].([]any)
		out[name] = append(group, item)
		return nil
	})
	return out, err
}
