package template

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

func textFunctions() map[string]builtin {
	return map[string]builtin{
		"concat": {low: 1, high: -1, call: concat}, "format": {low: 1, high: -1, call: format}, "toLower": {low: 1, high: 1, call: mapText(strings.ToLower)}, "toUpper": {low: 1, high: 1, call: mapText(strings.ToUpper)},
		"trim": {low: 1, high: 1, call: mapText(strings.TrimSpace)}, "replace": {low: 3, high: 3, call: replace}, "split": {low: 2, high: 2, call: split}, "join": {low: 2, high: 2, call: join},
		"substring": {low: 2, high: 3, call: substring}, "startsWith": {low: 2, high: 2, call: compareText(strings.HasPrefix)}, "endsWith": {low: 2, high: 2, call: compareText(strings.HasSuffix)},
		"indexOf": {low: 2, high: 2, call: indexIn(strings.Index, false)}, "lastIndexOf": {low: 2, high: 2, call: indexIn(strings.LastIndex, true)}, "padLeft": {low: 2, high: 3, call: padLeft},
		"string": {low: 1, high: 1, call: toText}, "guid": {low: 1, high: -1, call: guidOf}, "uniqueString": {low: 1, high: -1, call: uniqueOf}, "fail": {low: 1, high: 1, call: failWith},
	}
}

func mapText(change func(string) string) func(frame, call) (any, error) {
	return func(_ frame, c call) (any, error) {
		text, err := c.text(0)
		return change(text), err
	}
}

// compareText compares ignoring case, as documented for startsWith and endsWith.
func compareText(fits func(text, part string) bool) func(frame, call) (any, error) {
	return func(_ frame, c call) (any, error) {
		all, err := c.texts(0)
		if err != nil {
			return nil, err
		}
		return fits(strings.ToLower(all[0]), strings.ToLower(all[1])), nil
	}
}

// indexIn implements indexOf and lastIndexOf for strings, ignoring case and counting characters, and for arrays.
func indexIn(find func(text, part string) int, last bool) func(frame, call) (any, error) {
	return func(_ frame, c call) (any, error) {
		if list, ok := c.args[0].([]any); ok {
			found := -1
			for i, item := range list {
				if same(item, c.args[1]) && (last || found < 0) {
					found = i
				}
			}
			return int64(found), nil
		}
		all, err := c.texts(0)
		if err != nil {
			return nil, err
		}
		text := strings.ToLower(all[0])
		at := find(text, strings.ToLower(all[1]))
		if at > 0 {
			at = utf8.RuneCountInString(text[:at])
		}
		return int64(at), nil
	}
}

// concat joins strings or arrays.
func concat(f frame, c call) (any, error) {
	if _, ok := c.args[0].([]any); ok {
		out := []any{}
		for i := range c.args {
			list, err := c.list(i)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
		return out, nil
	}
	var out strings.Builder
	for i, arg := range c.args {
		text, err := scalar(arg)
		if err != nil {
			return nil, c.wrong(i, "a text, a number or a boolean")
		}
		out.WriteString(text)
	}
	return out.String(), nil
}

// scalar formats a value as .NET does within a string: booleans start with a capital letter.
func scalar(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), nil
	case bool:
		if v {
			return "True", nil
		}
		return "False", nil
	}
	return compact(v)
}

// toText implements string(): objects and arrays become JSON.
func toText(_ frame, c call) (any, error) { return scalar(c.args[0]) }

// maxFormatted is the maximum width in a format.
const maxFormatted = 1 << 16

// format replaces {0}, {1,-10} and {2:D4} as .NET's composite formatting does.
func format(f frame, c call) (any, error) {
	pattern, err := c.text(0)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch char := pattern[i]; {
		case (char == '{' || char == '}') && i+1 < len(pattern) && pattern[i+1] == char:
			out.WriteByte(char)
			i++
		case char == '{':
			end := strings.IndexByte(pattern[i:], '}')
			if end < 0 {
				return nil, c.bad("the format '%s' is not valid.", clip(pattern))
			}
			text, err := c.item(pattern[i+1 : i+end])
			if err != nil {
				return nil, err
			}
			out.WriteString(text)
			if out.Len() > MaxMade {
				return nil, f.make(out.Len())
			}
			i += end
		case char == '}':
			return nil, c.bad("the format '%s' is not valid.", clip(pattern))
		default:
			out.WriteByte(char)
		}
	}
	return out.String(), nil
}

// item formats one placeholder: index[,width][:form].
func (c call) item(spec string) (string, error) {
	spec, form, _ := strings.Cut(spec, ":")
	index, width, padded := strings.Cut(spec, ",")
	at, err := strconv.Atoi(strings.TrimSpace(index))
	if err != nil || at < 0 || at+1 >= len(c.args) {
		return "", c.bad("the format asks for argument '%s', which is not there.", clip(index))
	}
	text, err := scalar(c.args[at+1])
	if err != nil {
		return "", err
	}
	if number, ok := c.args[at+1].(int64); ok && form != "" {
		text = formatNumber(number, form)
	}
	if padded {
		n, err := strconv.Atoi(strings.TrimSpace(width))
		if err != nil || n > maxFormatted || n < -maxFormatted {
			return "", c.bad("the format's width '%s' is not valid.", clip(width))
		}
		text = fmt.Sprintf("%*s", n, text)
	}
	return text, nil
}

// formatNumber supports D, X, N and F with a number of digits, and patterns of zeros. For any other form it writes the number.
func formatNumber(n int64, form string) string {
	digits, err := strconv.Atoi(form[1:])
	if err != nil || digits < 0 || digits > 99 {
		digits = -1
	}
	switch form[0] {
	case 'D', 'd':
		return fmt.Sprintf("%0*d", max(digits, 1)+sign(n), n)
	case 'X':
		return fmt.Sprintf("%0*X", max(digits, 1), uint64(n))
	case 'x':
		return fmt.Sprintf("%0*x", max(digits, 1), uint64(n))
	case 'N', 'n', 'F', 'f':
		text := strconv.FormatInt(n, 10)
		if form[0]|0x20 == 'n' {
			for i := len(text) - 3; i > sign(n); i -= 3 {
				text = text[:i] + "," + text[i:]
			}
		}
		if digits != 0 {
			text += "." + strings.Repeat("0", max(digits, 2*b2i(digits < 0)))
		}
		return text
	}
	if strings.Trim(form, "0") == "" {
		return fmt.Sprintf("%0*d", len(form)+sign(n), n)
	}
	return strconv.FormatInt(n, 10)
}

func sign(n int64) int { return b2i(n < 0) }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func replace(f frame, c call) (any, error) {
	all, err := c.texts(0)
	if err != nil {
		return nil, err
	}
	if all[1] == "" {
		return nil, c.bad("what is to be replaced is empty.")
	}
	grown := len(all[0]) + strings.Count(all[0], all[1])*(len(all[2])-len(all[1]))
	if err := f.make(grown); err != nil {
		return nil, err
	}
	return strings.ReplaceAll(all[0], all[1], all[2]), nil
}

// split splits at one delimiter, or at any of several.
func split(_ frame, c call) (any, error) {
	text, err := c.text(0)
	if err != nil {
		return nil, err
	}
	var at []string
	switch by := c.args[1].(type) {
	case string:
		at = []string{by}
	case []any:
		if at, err = (call{c.name, by}).texts(0); err != nil {
			return nil, err
		}
	default:
		return nil, c.wrong(1, "a text or an array")
	}
	parts := []any{}
	for {
		first, length := -1, 0
		for _, delimiter := range at {
			if found := strings.Index(text, delimiter); delimiter != "" && found >= 0 && (first < 0 || found < first) {
				first, length = found, len(delimiter)
			}
		}
		if first < 0 {
			return append(parts, text), nil
		}
		parts = append(parts, text[:first])
		text = text[first+length:]
	}
}

func join(f frame, c call) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	between, err := c.text(1)
	if err != nil {
		return nil, err
	}
	if err := f.make(len(list) * len(between)); err != nil {
		return nil, err
	}
	parts := make([]string, len(list))
	for i, item := range list {
		if parts[i], err = scalar(item); err != nil {
			return nil, err
		}
	}
	return strings.Join(parts, between), nil
}

func substring(_ frame, c call) (any, error) {
	text, err := c.text(0)
	if err != nil {
		return nil, err
	}
	runes := []rune(text)
	start, err := c.number(1)
	if err != nil {
		return nil, err
	}
	length := int64(len(runes)) - start
	if len(c.args) == 3 {
		if length, err = c.number(2); err != nil {
			return nil, err
		}
	}
	if start < 0 || length < 0 || start > int64(len(runes)) || length > int64(len(runes))-start {
		return nil, c.bad("index and length must refer to a location within the string.")
	}
	return string(runes[start : start+length]), nil
}

func padLeft(f frame, c call) (any, error) {
	text, err := scalar(c.args[0])
	if err != nil {
		return nil, err
	}
	width, err := c.number(1)
	if err != nil {
		return nil, err
	}
	pad := " "
	if len(c.args) == 3 {
		if pad, err = c.text(2); err != nil {
			return nil, err
		}
	}
	missing := width - int64(utf8.RuneCountInString(text))
	if utf8.RuneCountInString(pad) != 1 || width > maxFormatted {
		return nil, c.bad("it pads with one character, to at most %d.", maxFormatted)
	}
	return strings.Repeat(pad, int(max(missing, 0))) + text, nil
}

func failWith(_ frame, c call) (any, error) {
	text, err := c.text(0)
	if err != nil {
		return nil, err
	}
	return nil, invalid("The template fails by itself: %s", clip(text))
}

func guidOf(_ frame, c call) (any, error) {
	all, err := c.texts(0)
	return nameGUID(strings.Join(all, "-")), err
}

func uniqueOf(_ frame, c call) (any, error) {
	all, err := c.texts(0)
	return uniqueString(strings.Join(all, "-")), err
}
