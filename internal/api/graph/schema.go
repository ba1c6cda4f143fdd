package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// schema is a Graph type with its properties.
type schema struct {
	kind       directory.Kind
	collection string // the path segment: users
	label      string // the type in messages: User
	properties []property
	// standard are the properties that are returned without $select; nil is all.
	standard []string
	// expandable are its relations to other objects.
	expandable []string
}

// property is one property of a type. A nil set makes it read-only; a nil get write-only.
type property struct {
	name string
	get  func(directory.Object) any
	set  func(directory.Object, json.RawMessage) error
	// onDemand properties are returned only with $select.
	onDemand bool
}

// find returns the property with a name, ignoring case.
func (s *schema) find(name string) (property, bool) {
	i := slices.IndexFunc(s.properties, func(p property) bool { return ascii.EqualFold(p.name, name) })
	if i < 0 {
		return property{}, false
	}
	return s.properties[i], true
}

// render returns an object in JSON with the selected properties, or with the default ones.
func (s *schema) render(o directory.Object, selected []string) map[string]any {
	out := make(map[string]any, len(s.properties))
	if len(selected) == 0 {
		selected = s.standard
	}
	for _, p := range s.properties {
		wanted := len(selected) == 0 && !p.onDemand || slices.ContainsFunc(selected, func(name string) bool {
			first, _, _ := strings.Cut(name, "/")
			return ascii.EqualFold(first, p.name)
		})
		if wanted && p.get != nil {
			out[p.name] = p.get(o)
		}
	}
	return out
}

// whole returns an object with all properties, for filters.
func (s *schema) whole(o directory.Object) map[string]any {
	out := make(map[string]any, len(s.properties))
	for _, p := range s.properties {
		if p.get != nil {
			out[p.name] = p.get(o)
		}
	}
	return out
}

// apply sets the properties in a body. Source of the texts: responses of Graph.
func (s *schema) apply(o directory.Object, body map[string]json.RawMessage) error {
	seen := make(map[string]bool, len(body))
	for _, name := range sortedKeys(body) {
		if strings.HasPrefix(name, "@odata.") {
			continue
		}
		p, ok := s.find(name)
		switch {
		case !ok:
			return badRequest("Invalid property '%s'.", name)
		case seen[p.name]:
			return badRequest("The property '%s' stands more than once in the request.", p.name)
		case p.set == nil && unchangedIn(p, o, body[name]):
			continue // as Graph accepts it
		case p.set == nil:
			return badRequest("Property '%s' is read-only and cannot be set.", p.name)
		}
		seen[p.name] = true
		if err := p.set(o, body[name]); err != nil {
			var known *fault.Error
			if errors.As(err, &known) {
				return known
			}
			return badRequest("Invalid value specified for property '%s' of resource '%s'.", p.name, s.label)
		}
	}
	return nil
}

// unchangedIn reports whether a body does not change a read-only property: its value is null or equal to the present one.
func unchangedIn(p property, o directory.Object, raw json.RawMessage) bool {
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		return true
	}
	if p.get == nil {
		return false
	}
	has, err := json.Marshal(p.get(o))
	if err != nil {
		return false
	}
	var a, b any
	return json.Unmarshal(has, &a) == nil && json.Unmarshal(raw, &b) == nil && reflect.DeepEqual(a, b)
}

func badRequest(format string, args ...any) *fault.Error {
	return fault.New(fault.Invalid, "Request_BadRequest", format, args...)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// shown returns a read-only property.
func shown[T directory.Object](name string, get func(T) any) property {
	return property{name: name, get: func(o directory.Object) any { return get(o.(T)) }}
}

// both returns a property with the given getter and setter; In is the JSON type of its value.
func both[T directory.Object, In any](name string, get func(T) any, set func(T, In) error) property {
	p := shown(name, get)
	p.set = func(o directory.Object, raw json.RawMessage) error {
		var in In
		if err := json.Unmarshal(raw, &in); err != nil {
			return err
		}
		return set(o.(T), in)
	}
	return p
}

// text returns a string property; "" is rendered as null.
func text[T directory.Object](name string, at func(T) *string) property {
	return both(name, func(o T) any { return orNull(*at(o)) }, func(o T, in *string) error {
		*at(o) = ""
		if in != nil {
			*at(o) = *in
		}
		return nil
	})
}

// flag returns a boolean property that is never null.
func flag[T directory.Object](name string, at func(T) *bool) property {
	return both(name, func(o T) any { return *at(o) }, func(o T, in *bool) error {
		if in == nil {
			return badRequest("A value is required for property '%s': null is not valid.", name)
		}
		*at(o) = *in
		return nil
	})
}

// texts returns a property that is a list of strings and never null.
func texts[T directory.Object](name string, at func(T) *[]string) property {
	return both(name, func(o T) any { return list(*at(o)) }, func(o T, in []string) error {
		*at(o) = in
		return nil
	})
}

// always returns a read-only property with the same value for all objects.
func always(name string, value any) property {
	return property{name: name, get: func(directory.Object) any { return value }}
}

// kept returns properties that are stored and returned and have no other effect. Each accepts the JSON type of empty, which is also
// its value until it is set; nil accepts a string.
func kept(empty any, names ...string) []property {
	var out []property
	for _, name := range names {
		out = append(out, property{name: name, get: func(o directory.Object) any {
			return extra(o, name, empty)
		}, set: func(o directory.Object, raw json.RawMessage) error {
			return setExtra(o, name, raw, empty)
		}})
	}
	return out
}

// extra returns the value of a kept property.
func extra(o directory.Object, name string, empty any) any {
	raw, ok := o.Head().Extra[name]
	var value any
	if !ok || json.Unmarshal(raw, &value) != nil || value == nil {
		return empty
	}
	return value
}

func setExtra(o directory.Object, name string, raw json.RawMessage, empty any) error {
	var err error
	switch empty.(type) {
	case []any:
		err = json.Unmarshal(raw, new([]any))
	case map[string]any:
		err = json.Unmarshal(raw, new(map[string]any))
	case bool:
		err = json.Unmarshal(raw, new(bool))
	default:
		err = json.Unmarshal(raw, new(*string))
	}
	if err != nil {
		return err
	}
	return putExtra(o, name, raw)
}

// putExtra stores a kept property; null removes it.
func putExtra(o directory.Object, name string, raw json.RawMessage) error {
	head := o.Head()
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		delete(head.Extra, name)
		return nil
	}
	if head.Extra == nil {
		head.Extra = make(map[string]json.RawMessage)
	}
	head.Extra[name] = bytes.Clone(raw)
	return nil
}

// orNull returns text, or null for "".
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// list returns a JSON array, never null.
func list[T any](items []T) []any {
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = item
	}
	return out
}

// moment returns a time in Graph's format, in seconds; null for the zero time.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// headProperties returns the first properties of every type.
func headProperties() []property {
	return []property{
		{name: "id", get: func(o directory.Object) any { return o.Head().ID }},
		{name: "deletedDateTime", get: func(o directory.Object) any { return moment(o.Head().DeletedAt) }},
		{name: "displayName", get: func(o directory.Object) any { return orNull(o.Head().DisplayName) }, set: func(o directory.Object, raw json.RawMessage) error {
			var name *string
			if err := json.Unmarshal(raw, &name); err != nil {
				return err
			}
			o.Head().DisplayName = ""
			if name != nil {
				o.Head().DisplayName = *name
			}
			return nil
		}},
	}
}

func created() property {
	return property{name: "createdDateTime", get: func(o directory.Object) any { return moment(o.Head().CreatedAt) }}
}
