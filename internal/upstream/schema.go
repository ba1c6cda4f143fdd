package upstream

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// fill makes text match a response format.
func (f *responseFormat) fill(text string) (string, error) {
	switch f.Type {
	case "", "text":
		return text, nil
	case "json_object":
		if json.Valid([]byte(text)) && strings.HasPrefix(text, "{") {
			return text, nil
		}
		out, err := encode(map[string]string{"answer": text})
		return string(out), err
	case "json_schema":
		root, err := readSchema(f.JSONSchema.Schema)
		if err != nil {
			return "", invalid("response_format", "'json_schema.schema' is no JSON schema: "+err.Error()+".")
		}
		in := filler{root: root, text: text, subject: text}
		out, err := encode(in.fill(root, "", 0))
		return string(out), err
	}
	return "", refuseType(f.Type)
}

// schema is the part of a JSON schema (draft 2020-12) that the built-in model uses.
type schema struct {
	Type       types              `json:"type"`
	Enum       []json.RawMessage  `json:"enum"`
	Const      json.RawMessage    `json:"const"`
	Default    json.RawMessage    `json:"default"`
	Properties properties         `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	MinItems   int                `json:"minItems"`
	AnyOf      []*schema          `json:"anyOf"`
	OneOf      []*schema          `json:"oneOf"`
	AllOf      []*schema          `json:"allOf"`
	Ref        string             `json:"$ref"`
	Defs       map[string]*schema `json:"$defs"`
	OldDefs    map[string]*schema `json:"definitions"`
	Format     string             `json:"format"`
	MinLength  int                `json:"minLength"`
	MaxLength  *int               `json:"maxLength"`
	Minimum    *float64           `json:"minimum"`
	Above      *float64           `json:"exclusiveMinimum"`
	Maximum    *float64           `json:"maximum"`
	Below      *float64           `json:"exclusiveMaximum"`
}

// UnmarshalJSON decodes an object, or true and false, which do not restrict the output.
func (s *schema) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, new(bool)) == nil {
		return nil
	}
	type plain schema
	return json.Unmarshal(data, (*plain)(s))
}

// types is one type or several in JSON.
type types []string

// UnmarshalJSON decodes either form.
func (t *types) UnmarshalJSON(data []byte) error { return (*texts)(t).UnmarshalJSON(data) }

// properties are in the order of the schema, which is the order of the output.
type properties []property

type property struct {
	name   string
	schema *schema
}

// UnmarshalJSON decodes an object and keeps its order.
func (p *properties) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.New("'properties' is no object")
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		s := &schema{}
		if err := dec.Decode(s); err != nil {
			return err
		}
		*p = append(*p, property{name.(string), s}) // a member's name is a string
	}
	return nil
}

// maxSchema is the maximum size of a schema in bytes.
const maxSchema = 256 << 10

func readSchema(raw json.RawMessage) (*schema, error) {
	if len(raw) == 0 || len(raw) > maxSchema {
		return nil, errors.New("it is missing or longer than 256 KiB")
	}
	s := &schema{}
	return s, json.Unmarshal(raw, s)
}

// object is a JSON object with the members in the order of its schema.
type object struct {
	names  []string
	values []any
}

// MarshalJSON encodes the members in order.
func (o *object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, name := range o.names {
		if i > 0 {
			out = append(out, ',')
		}
		key, err := encode(name)
		if err != nil {
			return nil, err
		}
		value, err := encode(o.values[i])
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}

// filler builds the smallest value that a schema allows, using parts of the question where they match.
type filler struct {
	root    *schema
	text    string // source of numbers
	subject string // for the first unconstrained string
	made    int
}

// Limits of the output, for recursive schemas.
const (
	maxFillDepth = 24
	maxMade      = 4000 // steps
	largePart    = 32   // properties considered in one step
	minDepth     = 4    // deeper than that, only required properties are generated
)

func (f *filler) fill(s *schema, name string, depth int) any {
	s = f.resolve(s, 0)
	switch {
	case depth > maxFillDepth || s == nil:
		return nil
	case len(s.Const) > 0:
		return s.Const
	case len(s.Enum) > 0:
		return s.Enum[0]
	case len(s.Default) > 0:
		return s.Default
	case len(s.AnyOf) > 0:
		return f.fill(s.AnyOf[0], name, depth+1)
	case len(s.OneOf) > 0:
		return f.fill(s.OneOf[0], name, depth+1)
	}
	switch s.kind() {
	case "object":
		return f.object(s, depth)
	case "array":
		out := []any{}
		for len(out) < max(s.MinItems, 1) && len(out) < 64 && (len(out) < s.MinItems || depth < minDepth) {
			out = append(out, f.fill(s.Items, name, depth+1))
		}
		return out
	case "integer", "number":
		return f.number(s)
	case "boolean":
		return true
	case "null":
		return nil
	}
	return f.string(s, name)
}

// resolve follows references and merges allOf.
func (f *filler) resolve(s *schema, hops int) *schema {
	if s == nil {
		return &schema{}
	}
	if f.made++; hops > maxFillDepth || f.made > maxMade {
		return nil
	}
	if s.Ref == "#" {
		return f.resolve(f.root, hops+1)
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		return f.resolve(f.root.Defs[name], hops+1)
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/definitions/"); ok {
		return f.resolve(f.root.OldDefs[name], hops+1)
	}
	if len(s.AllOf) == 0 {
		return s
	}
	joined := *s
	joined.AllOf = nil
	for _, part := range s.AllOf {
		part = f.resolve(part, hops+1)
		if part == nil {
			return nil
		}
		f.made += (len(part.Properties) + len(part.Required)) / largePart
		if len(joined.Type) == 0 {
			joined.Type = part.Type
		}
		joined.Properties = append(joined.Properties[:len(joined.Properties):len(joined.Properties)], part.Properties...)
		joined.Required = append(joined.Required[:len(joined.Required):len(joined.Required)], part.Required...)
	}
	return &joined
}

// kind returns the type to generate: the first other than null.
func (s *schema) kind() string {
	for _, t := range s.Type {
		if t != "null" || len(s.Type) == 1 {
			return t
		}
	}
	switch {
	case s.Properties != nil:
		return "object"
	case s.Items != nil:
		return "array"
	}
	return "string"
}

func (f *filler) object(s *schema, depth int) any {
	out := &object{}
	f.made += len(s.Properties)/largePart + len(s.Properties)*len(s.Required)/(largePart*largePart)
	for _, p := range s.Properties {
		required := false
		for _, name := range s.Required {
			required = required || name == p.name
		}
		if required || len(s.Required) == 0 && depth < minDepth {
			out.names = append(out.names, p.name)
			out.values = append(out.values, f.fill(p.schema, p.name, depth+1))
		}
	}
	return out
}

// number returns the first number in the question that is within the bounds, else the smallest one within the bounds.
func (f *filler) number(s *schema) any {
	low, high := 0.0, 1e15
	if s.Maximum != nil {
		high = *s.Maximum
	}
	if s.Below != nil {
		high = *s.Below - 1
	}
	if s.Minimum != nil {
		low = *s.Minimum
	}
	if s.Above != nil {
		low = *s.Above + 1
	}
	value := min(low, high)
	if found := regexp.MustCompile(`-?\d+(\.\d+)?`).FindString(f.text); found != "" {
		if n, err := strconv.ParseFloat(found, 64); err == nil && n >= low && n <= high && (s.kind() == "number" || n == float64(int64(n))) {
			value = n
		}
	}
	if s.kind() == "integer" {
		return int64(value)
	}
	return value
}

func (f *filler) string(s *schema, name string) any {
	if sample := sampleOf(s.Format); sample != "" {
		return sample
	}
	text := name
	if f.subject != "" && (name == "" || s.MaxLength == nil || len(f.subject) <= *s.MaxLength) {
		text, f.subject = f.subject, ""
	}
	runes := []rune(text)
	for len(runes) < min(s.MinLength, 4096) {
		runes = append(runes, 'x')
	}
	if s.MaxLength != nil && len(runes) > max(0, *s.MaxLength) {
		runes = runes[:max(0, *s.MaxLength)]
	}
	return string(runes)
}

// sampleOf returns an example of a string format.
func sampleOf(format string) string {
	switch format {
	case "date-time":
		return "2025-01-01T00:00:00Z"
	case "date":
		return "2025-01-01"
	case "time":
		return "00:00:00Z"
	case "duration":
		return "PT1H"
	case "email":
		return "ada@example.com"
	case "uri", "url":
		return "https://example.com/"
	case "hostname":
		return "example.com"
	case "uuid":
		return "00000000-0000-4000-8000-000000000000"
	case "ipv4":
		return "192.0.2.1"
	case "ipv6":
		return "2001:db8::1"
	}
	return ""
}
