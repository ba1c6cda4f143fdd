package template

import (
	"slices"
	"strings"
	"unicode/utf8"

	"keyless.dev/keyless/internal/ascii"
)

// maxDefinitions is the maximum length of a chain of "$ref".
const maxDefinitions = 20

// openParameters sets each parameter to the value in the request, or to its default.
func (t *template) openParameters(source map[string]any) error {
	declared, err := section(source, "parameters")
	if err != nil {
		return err
	}
	if len(declared) > MaxParameters {
		return invalid("Deployment template validation failed: the number of parameters is %d, more than %d.", len(declared), MaxParameters)
	}
	for _, name := range sortedKeys(t.deployment.Parameters) {
		if _, ok := member(declared, name); !ok {
			return invalid("Deployment template validation failed: 'The following parameters were supplied, but do not correspond to any parameters defined in the template: '%s'. The parameters defined in the template are: '%s'.'.",
				clip(name), clip(strings.Join(sortedKeys(declared), ", ")))
		}
	}
	t.parameters = map[string]any{}
	t.deployment.Given = map[string]any{}
	waiting := sortedKeys(declared)
	for len(waiting) > 0 { // defaults may use other parameters
		later := []string{}
		for _, name := range waiting {
			done, err := t.parameter(name, declared)
			if err != nil {
				return err
			}
			if !done {
				later = append(later, name)
			}
		}
		if len(later) == len(waiting) {
			return invalid("Deployment template validation failed: the default values of the parameters '%s' use each other.", clip(strings.Join(later, ", ")))
		}
		waiting = later
	}
	return nil
}

// parameter sets one parameter, unless its default refers to a parameter that is not set yet.
func (t *template) parameter(name string, all map[string]any) (bool, error) {
	declared, ok := all[name].(map[string]any)
	if !ok {
		return false, invalid("Deployment template validation failed: the parameter '%s' is %s, an object was expected.", clip(name), describe(all[name]))
	}
	declared, err := t.resolve(declared)
	if err != nil {
		return false, inPlace(err, "Deployment template validation failed: the type of the parameter '%s' cannot be read.", clip(name))
	}
	value, given, err := t.given(name)
	if err != nil {
		return false, err
	}
	if !given {
		source, has := member(declared, "defaultValue")
		switch {
		case has && t.waits(source, all):
			return false, nil
		case has:
			if value, err = (frame{template: t, fresh: true}).value(source); err != nil {
				return false, inPlace(err, "Unable to process the default value of the template parameter '%s'.", clip(name))
			}
		case declared["nullable"] == true:
		default:
			return false, invalid("Deployment template validation failed: 'The value for the template parameter '%s' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.'.", clip(name))
		}
	}
	if value, err = check(declared, value, name); err != nil {
		return false, err
	}
	t.parameters[ascii.ToLower(name)] = value
	kind, _ := declared["type"].(string)
	entry := map[string]any{"type": titled(kind)}
	if !secure(kind) {
		entry["value"] = value
	}
	t.deployment.Given[name] = entry
	return true, nil
}

func secure(kind string) bool { return strings.HasPrefix(ascii.ToLower(kind), "secure") }

// titled returns a type as Azure writes it in responses.
func titled(kind string) string {
	switch ascii.ToLower(kind) {
	case "securestring":
		return "SecureString"
	case "secureobject":
		return "SecureObject"
	case "":
		return ""
	}
	return ascii.ToUpper(kind[:1]) + ascii.ToLower(kind[1:])
}

func (t *template) given(name string) (any, bool, error) {
	v, ok := member(t.deployment.Parameters, name)
	if !ok || v == nil {
		return nil, false, nil
	}
	entry, _ := v.(map[string]any)
	if value, ok := member(entry, "value"); ok {
		return value, true, nil
	}
	if _, ok := member(entry, "reference"); ok {
		return nil, false, invalid("The parameter '%s' refers to a key vault, which is not supported: give its value.", clip(name))
	}
	return nil, false, invalid("Deployment template validation failed: the parameter '%s' has no value.", clip(name))
}

// waits reports whether a default value refers to a parameter that is not set yet.
func (t *template) waits(source any, all map[string]any) bool {
	found := false
	t.expressions(source, func(n *node) {
		if n.kind == callOf && n.text == "parameters" && len(n.args) == 1 && n.args[0].kind == literalText {
			_, declared := member(all, n.args[0].text)
			_, done := t.parameters[ascii.ToLower(n.args[0].text)]
			found = found || declared && !done
		}
	})
	return found
}

// expressions calls see for all nodes of all expressions within a value. It skips invalid ones, whose evaluation fails later.
func (t *template) expressions(v any, see func(*node)) {
	switch v := v.(type) {
	case string:
		if inner, ok := isExpression(v); ok {
			if n, err := t.parsed(inner); err == nil {
				n.walk(see)
			}
		}
	case []any:
		for _, item := range v {
			t.expressions(item, see)
		}
	case map[string]any:
		for _, name := range sortedKeys(v) {
			t.expressions(name, see)
			t.expressions(v[name], see)
		}
	}
}

// resolve follows "$ref" to the types that the template defines. Members of the parameter take precedence.
func (t *template) resolve(declared map[string]any) (map[string]any, error) {
	for range maxDefinitions {
		ref, ok := declared["$ref"].(string)
		if !ok {
			return declared, nil
		}
		name, local := strings.CutPrefix(ref, "#/definitions/")
		found, _ := member(t.types, name)
		definition, ok := found.(map[string]any)
		if !local || !ok {
			return nil, invalid("The definition '%s' is not found.", clip(ref))
		}
		merged := merge(definition, declared, false)
		delete(merged, "$ref")
		if next, ok := definition["$ref"]; ok {
			merged["$ref"] = next
		}
		declared = merged
	}
	return nil, invalid("The definitions refer to each other without an end.")
}

// check validates a value against its declaration, at the outermost level of the type only.
func check(declared map[string]any, value any, name string) (any, error) {
	kind, _ := declared["type"].(string)
	if value == nil && declared["nullable"] == true {
		return nil, nil
	}
	want := strings.TrimPrefix(ascii.ToLower(kind), "secure")
	got := typeName(value)
	if want == "string" && got == "null" && secure(kind) {
		return "", nil
	}
	switch want {
	case "string", "int", "bool", "object", "array":
	case "":
		return value, nil
	default:
		return nil, invalid("Deployment template validation failed: the type '%s' of the parameter '%s' is not valid.", clip(kind), clip(name))
	}
	if n, ok := value.(float64); ok && want == "int" && got == "int" {
		value = int64(n)
	}
	if got != want {
		return nil, invalid("Deployment template validation failed: 'Template parameter JToken type is not valid. Expected '%s'. Actual '%s'. Please see https://aka.ms/resource-manager-parameter-files for usage details.' The parameter is '%s'.",
			titled(want), titled(got), clip(name))
	}
	if allowed, ok := declared["allowedValues"].([]any); ok && !allows(allowed, value) {
		text, _ := compact(allowed)
		return nil, invalid("Deployment template validation failed: 'The provided value for the template parameter '%s' is not valid. The value is not part of the allowed value(s): '%s'.'.", clip(name), clip(strings.Trim(text, "[]")))
	}
	return value, bounds(declared, value, name)
}

// allows reports whether a value is allowed. An array may contain several allowed values.
func allows(allowed []any, value any) bool {
	in := func(v any) bool { return slices.ContainsFunc(allowed, func(a any) bool { return same(a, v) }) }
	if list, ok := value.([]any); ok && !in(value) {
		return !slices.ContainsFunc(list, func(v any) bool { return !in(v) })
	}
	return in(value)
}

func bounds(declared map[string]any, value any, name string) error {
	var measured int64
	low, high := "minLength", "maxLength"
	switch v := value.(type) {
	case int64:
		measured, low, high = v, "minValue", "maxValue"
	case string:
		measured = int64(utf8.RuneCountInString(v))
	case []any:
		measured = int64(len(v))
	default:
		return nil
	}
	least, hasLeast := declared[low].(int64)
	most, hasMost := declared[high].(int64)
	if hasLeast && measured < least || hasMost && measured > most {
		return invalid("Deployment template validation failed: 'The provided value for the template parameter '%s' is not valid: %d is outside of what %s and %s allow.'.", clip(name), measured, low, high)
	}
	return nil
}
