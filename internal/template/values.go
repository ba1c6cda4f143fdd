package template

import "math"

// size returns the approximate size of a value in bytes when it is written out. A value that occurs several times counts each
// time: nested lists that each contain the previous one twice are small in memory but grow exponentially when written.
// Counting stops at MaxMade.
func size(v any) int {
	total := 0
	var add func(any)
	add = func(v any) {
		if total += 8; total > MaxMade {
			return
		}
		switch v := v.(type) {
		case string:
			total += len(v)
		case []any:
			for _, item := range v {
				add(item)
			}
		case map[string]any:
			for name, item := range v {
				total += len(name)
				add(item)
			}
		}
	}
	add(v)
	return total
}

// describe returns the kind of a value for messages.
func describe(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case int64, float64:
		return "a number"
	case string:
		return "a text"
	case []any:
		return "an array"
	case map[string]any:
		return "an object"
	}
	return "a lambda"
}

// typeName returns the type of a value as templates name types, in lower case.
func typeName(v any) string {
	switch v := v.(type) {
	case bool:
		return "bool"
	case int64:
		return "int"
	case float64:
		if v == math.Trunc(v) {
			return "int"
		}
		return "float"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}
