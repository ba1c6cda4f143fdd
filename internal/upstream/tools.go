package upstream

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

type tool struct {
	Type     string `json:"type"`
	Function struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Parameters  json.RawMessage `json:"parameters"`
	} `json:"function"`
}

// callTool decides whether the reply is a tool call, and returns it, or nil. It is if tool_choice demands it, or if the last
// message is the user's and contains the tool's subject.
func (in *chatRequest) callTool(id string) (*toolCall, error) {
	mode, name, err := in.choice()
	if err != nil || mode == "none" {
		return nil, err
	}
	role, text := lastTurn(in.Messages)
	at := -1
	switch {
	case name != "":
		at = slices.IndexFunc(in.Tools, func(t tool) bool { return t.Function.Name == name })
		if at < 0 {
			return nil, invalid("tool_choice", "Tool choice '"+name+"' is none of the tools.")
		}
	case role == "user" && len(in.Tools) > 0:
		at = slices.IndexFunc(in.Tools, func(t tool) bool { return asksFor(text, t.Function.Name) })
	}
	if at < 0 && mode == "required" && len(in.Tools) > 0 {
		at = 0
	}
	if at < 0 {
		return nil, nil
	}
	return makeCall(in.Tools[at], id, text)
}

// choice parses tool_choice: auto, none, required, or the name of a function.
func (in *chatRequest) choice() (mode, name string, err error) {
	if len(in.ToolChoice) == 0 || string(in.ToolChoice) == "null" || json.Unmarshal(in.ToolChoice, &mode) == nil {
		switch mode {
		case "", "auto", "none":
			return mode, "", nil
		case "required":
			if len(in.Tools) == 0 {
				return "", "", invalid("tool_choice", "'tool_choice' is only allowed when 'tools' are specified.")
			}
			return mode, "", nil
		}
		return "", "", invalid("tool_choice", "'"+mode+"' is not one of 'none', 'auto' and 'required'.")
	}
	var one struct {
		Function struct {
			Name string `json:"name"`
		} `json:"function"`
	}
	if json.Unmarshal(in.ToolChoice, &one) != nil || one.Function.Name == "" {
		return "", "", invalid("tool_choice", "'tool_choice' names no function.")
	}
	return "required", one.Function.Name, nil
}

// asksFor reports whether text contains a word of the function's name other than a common verb.
func asksFor(text, name string) bool {
	spaced := regexp.MustCompile(`([a-z])([A-Z])|[_\-.]`).ReplaceAllString(name, "$1 $2")
	lower := ascii.ToLower(text)
	for _, word := range strings.Fields(ascii.ToLower(spaced)) {
		switch word {
		case "get", "set", "list", "find", "fetch", "search", "lookup", "query", "create", "make", "current", "with", "from", "data", "info":
			continue
		}
		if len(word) >= 4 && strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

func makeCall(t tool, id, text string) (*toolCall, error) {
	if len(t.Function.Parameters) == 0 {
		t.Function.Parameters = json.RawMessage(`{}`)
	}
	root, err := readSchema(t.Function.Parameters)
	if err != nil {
		return nil, invalid("tools", "The parameters of '"+t.Function.Name+"' are no JSON schema: "+err.Error()+".")
	}
	f := filler{root: root, text: text, subject: subjectOf(text)}
	value := f.fill(root, "", 0)
	if _, ok := value.(*object); !ok {
		value = &object{}
	}
	arguments, err := encode(value)
	if err != nil {
		return nil, err
	}
	call := &toolCall{ID: id, Type: "function"}
	call.Function.Name, call.Function.Arguments = t.Function.Name, string(arguments)
	return call, nil
}

// subjectOf returns the subject of a question: what follows its last "in", "for", "of", "to", "at" or "about".
func subjectOf(text string) string {
	found := regexp.MustCompile(`(?is)^.*\b(?:in|for|of|to|at|about)\s+([^?.!;\n]+)`).FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	return strings.TrimSpace(found[1])
}
