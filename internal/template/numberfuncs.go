package template

import (
	"encoding/base64"
	"math"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"keyless.dev/keyless/internal/ascii"
)

func numberFunctions() map[string]builtin {
	return map[string]builtin{
		"add":             {low: 2, high: 2, call: arithmetic(func(a, b int64) (int64, bool) { c := a + b; return c, (c > a) == (b > 0) })},
		"sub":             {low: 2, high: 2, call: arithmetic(func(a, b int64) (int64, bool) { c := a - b; return c, (c < a) == (b > 0) })},
		"mul":             {low: 2, high: 2, call: arithmetic(multiply)},
		"div":             {low: 2, high: 2, call: arithmetic(func(a, b int64) (int64, bool) { return safely(a, b, func() int64 { return a / b }) })},
		"mod":             {low: 2, high: 2, call: arithmetic(func(a, b int64) (int64, bool) { return safely(a, b, func() int64 { return a % b }) })},
		"int":             {low: 1, high: 1, call: toInt},
		"float":           {low: 1, high: 1, call: toFloat},
		"min":             {low: 1, high: -1, call: extreme(func(a, b int64) bool { return a < b })},
		"max":             {low: 1, high: -1, call: extreme(func(a, b int64) bool { return a > b })},
		"less":            {low: 2, high: 2, call: order(func(n int) bool { return n < 0 })},
		"lessOrEquals":    {low: 2, high: 2, call: order(func(n int) bool { return n <= 0 })},
		"greater":         {low: 2, high: 2, call: order(func(n int) bool { return n > 0 })},
		"greaterOrEquals": {low: 2, high: 2, call: order(func(n int) bool { return n >= 0 })},
		"copyIndex":       {low: 0, high: 2, call: copyIndex},
	}
}

func arithmetic(do func(a, b int64) (int64, bool)) func(frame, call) (any, error) {
	return func(_ frame, c call) (any, error) {
		a, err := c.number(0)
		if err != nil {
			return nil, err
		}
		b, err := c.number(1)
		if err != nil {
			return nil, err
		}
		n, ok := do(a, b)
		if !ok {
			return nil, c.bad("the result is not a 64-bit whole number.")
		}
		return n, nil
	}
}

func multiply(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	c := a * b
	return c, c/b == a && (a != -1 || b != math.MinInt64) && (b != -1 || a != math.MinInt64)
}

func safely(a, b int64, do func() int64) (int64, bool) {
	if b == 0 || a == math.MinInt64 && b == -1 {
		return 0, false
	}
	return do(), true
}

func toInt(_ frame, c call) (any, error) {
	if text, ok := c.args[0].(string); ok {
		n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil {
			return nil, c.bad("'%s' is no whole number.", clip(text))
		}
		return n, nil
	}
	if n, ok := c.args[0].(float64); ok && math.Abs(n) < 1<<62 {
		return int64(n), nil
	}
	return c.number(0)
}

func toFloat(_ frame, c call) (any, error) {
	switch v := c.args[0].(type) {
	case int64:
		return float64(v), nil
	case float64:
		return v, nil
	case string:
		if n, err := strconv.ParseFloat(v, 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
			return n, nil
		}
	}
	return nil, c.wrong(0, "a number")
}

// extreme implements min() and max(), of the arguments or of the items of one array.
func extreme(better func(a, b int64) bool) func(frame, call) (any, error) {
	return func(_ frame, c call) (any, error) {
		if list, ok := c.args[0].([]any); ok && len(c.args) == 1 {
			c.args = list
		}
		if len(c.args) == 0 {
			return nil, c.bad("there is nothing to choose from.")
		}
		best, err := c.number(0)
		for i := 1; err == nil && i < len(c.args); i++ {
			var n int64
			if n, err = c.number(i); better(n, best) {
				best = n
			}
		}
		return best, err
	}
}

// order compares two numbers or two strings.
func order(fits func(int) bool) func(frame, call) (any, error) {
	return func(_ frame, c call) (any, error) {
		if a, ok := c.args[0].(string); ok {
			b, err := c.text(1)
			return fits(strings.Compare(a, b)), err
		}
		a, err := c.number(0)
		if err != nil {
			return nil, err
		}
		b, err := c.number(1)
		n := b2i(a > b) - b2i(a < b)
		return fits(n), err
	}
}

// copyIndex implements copyIndex([loop], [offset]).
func copyIndex(f frame, c call) (any, error) {
	var offset int64
	var name string
	named := false
	for i, arg := range c.args {
		if text, ok := arg.(string); ok && i == 0 {
			name, named = text, true
			continue
		}
		var err error
		if offset, err = c.number(i); err != nil {
			return nil, err
		}
	}
	for i := len(f.copies) - 1; i >= 0; i-- {
		if !named || ascii.EqualFold(f.copies[i].name, name) {
			return int64(f.copies[i].index) + offset, nil
		}
	}
	if named {
		return nil, invalid("The template function 'copyIndex' is not expected at this location: there is no copy loop '%s' around it.", clip(name))
	}
	return nil, invalid("The template function 'copyIndex' is not expected at this location. The function can only be used in a resource with copy specified.")
}

func encodingFunctions() map[string]builtin {
	return map[string]builtin{
		"base64":         {low: 1, high: 1, call: onText(func(s string) (any, bool) { return base64.StdEncoding.EncodeToString([]byte(s)), true })},
		"base64ToString": {low: 1, high: 1, call: onText(fromBase64)},
		"base64ToJson":   {low: 1, high: 1, call: onText(func(s string) (any, bool) { text, ok := fromBase64(s); return fromJSON(text, ok) })},
		"json":           {low: 1, high: 1, call: onText(func(s string) (any, bool) { return fromJSON(s, true) })},
		"dataUri": {low: 1, high: 1, call: onText(func(s string) (any, bool) {
			return "data:text/plain;charset=utf8;base64," + base64.StdEncoding.EncodeToString([]byte(s)), true
		})},
		"dataUriToString": {low: 1, high: 1, call: onText(fromDataURI)},
		"uri":             {low: 2, high: 2, call: uri},
		"uriComponent":    {low: 1, high: 1, call: onText(func(s string) (any, bool) { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), true })},
		"uriComponentToString": {low: 1, high: 1, call: onText(func(s string) (any, bool) {
			text, err := url.PathUnescape(s)
			return text, err == nil && utf8.ValidString(text)
		})},
	}
}

func onText(do func(string) (any, bool)) func(frame, call) (any, error) {
	return func(_ frame, c call) (any, error) {
		text, err := c.text(0)
		if err != nil {
			return nil, err
		}
		v, ok := do(text)
		if !ok {
			return nil, c.bad("'%s' cannot be read.", clip(text))
		}
		return v, nil
	}
}

func fromBase64(text string) (any, bool) {
	raw, err := base64.StdEncoding.DecodeString(text)
	return string(raw), err == nil && utf8.Valid(raw)
}

func fromJSON(text any, ok bool) (any, bool) {
	if !ok {
		return nil, false
	}
	v, err := Read([]byte(text.(string)))
	return v, err == nil
}

func fromDataURI(text string) (any, bool) {
	head, data, ok := strings.Cut(text, ",")
	if !ok || !strings.HasPrefix(ascii.ToLower(head), "data:") {
		return nil, false
	}
	if strings.HasSuffix(ascii.ToLower(head), ";base64") {
		return fromBase64(data)
	}
	out, err := url.PathUnescape(data)
	return out, err == nil && utf8.ValidString(out)
}

// uri resolves a relative reference against a base.
func uri(_ frame, c call) (any, error) {
	all, err := c.texts(0)
	if err != nil {
		return nil, err
	}
	base, err := url.Parse(all[0])
	if err != nil || base.Scheme == "" {
		return nil, c.bad("'%s' is no absolute URI.", clip(all[0]))
	}
	relative, err := url.Parse(all[1])
	if err != nil {
		return nil, c.bad("'%s' is no URI.", clip(all[1]))
	}
	return base.ResolveReference(relative).String(), nil
}
