package provider

import (
	"encoding/json"
)

// Decode decodes JSON that this program has written. Empty JSON leaves into unchanged.
func Decode(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, into)
}

// Encode returns the JSON of v. It panics if v has none.
func Encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
