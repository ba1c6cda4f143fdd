package resource

import (
	"bytes"
	"encoding/json"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// jsonObject is a JSON object that is being decoded into a struct: known members are taken out by name, ignoring case, and the
// others are kept unchanged.
type jsonObject struct {
	at     string // position of the object in the request, for messages
	values map[string]json.RawMessage
}

// readJSONObject parses raw. An absent object is empty. Names that differ only in case are an error, because it would be
// ambiguous which one counts.
func readJSONObject(raw json.RawMessage, at string) (*jsonObject, error) {
	b := &jsonObject{at: at, values: map[string]json.RawMessage{}}
	if len(raw) == 0 || string(raw) == "null" {
		return b, nil
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, b.wrong("an object was expected", "")
	}
	seen := make(map[string]bool, len(values))
	for name, value := range values {
		if seen[ascii.ToLower(name)] {
			return nil, b.wrong("the member is there twice", name)
		}
		seen[ascii.ToLower(name)] = true
		if string(value) != "null" {
			b.values[name] = value
		}
	}
	return b, nil
}

func (b *jsonObject) wrong(why, name string) error {
	path := strings.TrimSuffix(b.at+"."+name, ".")
	err := fault.New(fault.Invalid, "InvalidRequestContent",
		"The request content was invalid and could not be deserialized: '%s. Path '%s'.'.", why, path)
	err.Target = path
	return err
}

// take removes and returns a member.
func (b *jsonObject) take(name string) (json.RawMessage, bool) {
	for given, value := range b.values {
		if ascii.EqualFold(given, name) {
			delete(b.values, given)
			return value, true
		}
	}
	return nil, false
}

// drop removes read-only members.
func (b *jsonObject) drop(names ...string) {
	for _, name := range names {
		b.take(name)
	}
}

// text takes a string member, if it exists.
func (b *jsonObject) text(name string, into *string) error {
	raw, ok := b.take(name)
	if !ok {
		return nil
	}
	if json.Unmarshal(raw, into) != nil {
		return b.wrong("Could not convert "+typeOf(raw)+" to string", name)
	}
	return nil
}

// boolean takes a boolean member. Strings such as "true" are rejected.
func (b *jsonObject) boolean(name string, into *bool) error {
	raw, ok := b.take(name)
	if !ok {
		return nil
	}
	if json.Unmarshal(raw, into) != nil {
		return b.wrong("Could not convert "+typeOf(raw)+" to boolean: "+clip(raw), name)
	}
	return nil
}

// statedFalse returns the names of the members that are false, without taking them.
func (b *jsonObject) statedFalse(names ...string) []string {
	var stated []string
	for _, name := range names {
		for given, value := range b.values {
			if ascii.EqualFold(given, name) && string(value) == "false" {
				stated = append(stated, name)
			}
		}
	}
	return stated
}

// whole takes an integer member.
func (b *jsonObject) whole(name string, into *int64) error {
	raw, ok := b.take(name)
	if !ok {
		return nil
	}
	if json.Unmarshal(raw, into) != nil {
		return b.wrong("Could not convert "+typeOf(raw)+" to a whole number", name)
	}
	return nil
}

// object takes an object member into a struct.
func (b *jsonObject) object(name string, into any) (bool, error) {
	raw, ok := b.take(name)
	if !ok {
		return false, nil
	}
	if json.Unmarshal(raw, into) != nil {
		return false, b.wrong("the value has the wrong type", name)
	}
	return true, nil
}

// rest returns the members that were not taken, merged over before; nil if there are none.
func (b *jsonObject) rest(before json.RawMessage) json.RawMessage {
	all := map[string]json.RawMessage{}
	if len(before) > 0 {
		_ = json.Unmarshal(before, &all) // written by this function
	}
	for name, value := range b.values {
		all[name] = value
	}
	if len(all) == 0 {
		return nil
	}
	return encode(all)
}

func typeOf(raw json.RawMessage) string {
	switch raw = bytes.TrimSpace(raw); raw[0] {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "boolean"
	}
	return "number"
}

func clip(raw json.RawMessage) string {
	text := strings.Trim(string(raw), `"`)
	if len(text) > 64 {
		text = text[:64] + "…"
	}
	return text
}

// encode returns the JSON of a value that can always be encoded.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
