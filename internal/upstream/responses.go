package upstream

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// responsesRequest is the part of a request to POST /responses that the built-in model uses. Source of the formats in this file:
// OpenAI API reference, "Responses".
type responsesRequest struct {
	Model        string          `json:"model"`
	Input        inputItems      `json:"input"`
	Instructions *string         `json:"instructions"`
	Previous     *string         `json:"previous_response_id"`
	Conversation conversationRef `json:"conversation"`
	Stream       bool            `json:"stream"`
	Store        *bool           `json:"store"`
	MaxTokens    *int            `json:"max_output_tokens"`
	Tools        json.RawMessage `json:"tools"`
	ToolChoice   json.RawMessage `json:"tool_choice"`
	Metadata     json.RawMessage `json:"metadata"`
	Text         struct {
		Format *struct {
			Type   string          `json:"type"`
			Schema json.RawMessage `json:"schema"`
		} `json:"format"`
	} `json:"text"`
}

// conversationRef names a conversation, as its id or as an object with it.
type conversationRef struct {
	ID string `json:"id"`
}

// UnmarshalJSON decodes either form.
func (c *conversationRef) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &c.ID) == nil {
		return nil
	}
	type object conversationRef
	return json.Unmarshal(data, (*object)(c))
}

// inputItems are the items of a conversation, from a string or an array of items.
type inputItems []message

// UnmarshalJSON decodes either form. It ignores items other than messages and tool results.
func (in *inputItems) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*in = inputItems{{Role: "user", Content: content(text)}}
		return nil
	}
	var items []struct {
		Type    string          `json:"type"`
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
		Output  json.RawMessage `json:"output"`
	}
	if err := json.Unmarshal(data, &items); err != nil {
		return err
	}
	for _, item := range items {
		role, raw := item.Role, item.Content
		if item.Type == "function_call_output" {
			role, raw = "tool", item.Output
		}
		if role == "" || len(raw) == 0 {
			continue
		}
		m := message{Role: role}
		if err := json.Unmarshal(raw, &m.Content); err != nil {
			return err
		}
		*in = append(*in, m)
	}
	return nil
}

// flatTool is a tool in the format of this route, without "function" around it.
type flatTool struct {
	Type        string          `json:"type"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Parameters  json.RawMessage `json:"parameters"`
}

// asChat converts the request to one of the chat route.
func (in *responsesRequest) asChat() (*chatRequest, error) {
	out := &chatRequest{Model: in.Model, Messages: in.Input, MaxTokens: in.MaxTokens, ToolChoice: in.ToolChoice}
	if in.Instructions != nil {
		out.Messages = append([]message{{Role: "system", Content: content(*in.Instructions)}}, out.Messages...)
	}
	var tools []flatTool
	if len(in.Tools) > 0 && json.Unmarshal(in.Tools, &tools) != nil {
		return nil, invalid("tools", "'tools' must be an array of tools.")
	}
	for _, t := range tools {
		if t.Type != "function" {
			continue // the model supports no other tools, and answers without them
		}
		var one tool
		one.Type, one.Function.Name, one.Function.Description, one.Function.Parameters = t.Type, t.Name, t.Description, t.Parameters
		out.Tools = append(out.Tools, one)
	}
	var named struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(in.ToolChoice, &named) == nil && named.Name != "" {
		choice, err := encode(map[string]any{"type": "function", "function": named})
		if err != nil {
			return nil, err
		}
		out.ToolChoice = choice
	}
	if f := in.Text.Format; f != nil {
		out.ResponseFormat = &responseFormat{Type: f.Type}
		out.ResponseFormat.JSONSchema.Schema = f.Schema
	}
	return out, nil
}

// responsesWhole is a response.
type responsesWhole struct {
	ID           string          `json:"id"`
	Object       string          `json:"object"`
	CreatedAt    int64           `json:"created_at"`
	Status       string          `json:"status"`
	Error        any             `json:"error"`
	Incomplete   any             `json:"incomplete_details"`
	Instructions *string         `json:"instructions"`
	MaxTokens    *int            `json:"max_output_tokens"`
	Model        string          `json:"model"`
	Output       []outputItem    `json:"output"`
	Parallel     bool            `json:"parallel_tool_calls"`
	Previous     *string         `json:"previous_response_id"`
	Conversation any             `json:"conversation,omitempty"`
	Store        bool            `json:"store"`
	Temperature  float64         `json:"temperature"`
	Text         any             `json:"text"`
	ToolChoice   json.RawMessage `json:"tool_choice"`
	Tools        json.RawMessage `json:"tools"`
	TopP         float64         `json:"top_p"`
	Truncation   string          `json:"truncation"`
	Usage        *responsesUsage `json:"usage"`
	Metadata     json.RawMessage `json:"metadata"`
}

type outputItem struct {
	Type      string  `json:"type"`
	ID        string  `json:"id"`
	Status    string  `json:"status"`
	Role      string  `json:"role,omitempty"`
	Content   any     `json:"content,omitempty"` // []outputText of a message, which may be empty
	CallID    string  `json:"call_id,omitempty"`
	Name      string  `json:"name,omitempty"`
	Arguments *string `json:"arguments,omitempty"`
}

type outputText struct {
	Type        string `json:"type"`
	Text        string `json:"text"`
	Annotations []any  `json:"annotations"`
	Logprobs    []any  `json:"logprobs"`
}

type responsesUsage struct {
	Input         int            `json:"input_tokens"`
	InputDetails  map[string]int `json:"input_tokens_details"`
	Output        int            `json:"output_tokens"`
	OutputDetails map[string]int `json:"output_tokens_details"`
	Total         int            `json:"total_tokens"`
}

// readResponses parses a request, and converts it with the previous conversation to a chat request.
func (b *BuiltIn) readResponses(body []byte) (*responsesRequest, *chatRequest, error) {
	var in responsesRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, nil, invalid("", "The request body could not be read: "+err.Error()+".")
	}
	if len(in.Input) == 0 {
		return nil, nil, invalid("input", "'input' must hold a text or items.")
	}
	if in.Conversation.ID != "" {
		if in.Previous != nil {
			return nil, nil, invalid("conversation", "'conversation' and 'previous_response_id' cannot both be given.")
		}
		items, err := b.conversations.input(in.Conversation.ID)
		if err != nil {
			return nil, nil, err
		}
		var before inputItems
		if err := json.Unmarshal(items, &before); err != nil {
			return nil, nil, invalid("conversation", "The items of the conversation could not be read: "+err.Error()+".")
		}
		in.Input = append(before, in.Input...)
	}
	if in.Previous != nil {
		before, ok := b.kept.find(*in.Previous)
		if !ok {
			return nil, nil, invalid("previous_response_id", "Previous response with id '"+*in.Previous+"' not found.")
		}
		in.Input = append(slices.Clone(before.conversation), in.Input...)
	}
	question, err := in.asChat()
	if err != nil {
		return nil, nil, err
	}
	return &in, question, question.check()
}

// countInput handles POST /responses/input_tokens. Source: OpenAI API reference, "Get input token counts".
func (b *BuiltIn) countInput(body []byte) (*reply, error) {
	_, question, err := b.readResponses(body)
	if err != nil {
		return nil, err
	}
	return &reply{whole: map[string]any{"object": "response.input_tokens", "input_tokens": question.count()}}, nil
}

// respond handles POST /responses.
func (b *BuiltIn) respond(ctx context.Context, body []byte) (*reply, error) {
	in, question, err := b.readResponses(body)
	if err != nil {
		return nil, err
	}
	told := b.Script.find(asked{routeResponses, in.Model, question.Messages})
	if err := told.begin(ctx); err != nil {
		return nil, err
	}
	out, err := question.say(body, told)
	if err != nil {
		return nil, err
	}
	u := usage{Prompt: question.count(), Completion: out.count()}
	u.Total = u.Prompt + u.Completion
	whole := in.begun(b.created())
	items := whole.items(out)
	if in.Conversation.ID != "" {
		whole.Conversation = in.Conversation
		if err := b.conversations.record(in.Conversation.ID, body, items); err != nil {
			return nil, err
		}
	}
	how := b.manner(told)
	if in.Stream {
		answer, err := whole.stream(how.events(ctx), out, items, told.cost(u))
		if err == nil && whole.Store {
			err = b.kept.put(whole, append(in.Input, out.message()))
		}
		return answer, err
	}
	whole.end(out, items, told.cost(u))
	if whole.Store {
		if err := b.kept.put(whole, append(in.Input, out.message())); err != nil {
			return nil, err
		}
	}
	return how.whole(ctx, out.count(), whole)
}

// begun returns an empty response. Its id is random, because whoever knows it can read a stored response.
func (in *responsesRequest) begun(created int64) *responsesWhole {
	orJSON := func(given json.RawMessage, otherwise string) json.RawMessage {
		if len(given) == 0 || string(given) == "null" {
			return json.RawMessage(otherwise)
		}
		return given
	}
	format := map[string]any{"type": "text"}
	if f := in.Text.Format; f != nil {
		format["type"] = f.Type
		if len(f.Schema) > 0 {
			format["schema"] = f.Schema
		}
	}
	return &responsesWhole{
		ID: "resp_" + newSuffix(), Object: "response", CreatedAt: created, Status: "in_progress", Model: in.Model, Output: []outputItem{},
		Instructions: in.Instructions, MaxTokens: in.MaxTokens, Parallel: true, Previous: in.Previous, Store: in.Store == nil || *in.Store,
		Temperature: 1, TopP: 1, Truncation: "disabled", Text: map[string]any{"format": format},
		ToolChoice: orJSON(in.ToolChoice, `"auto"`), Tools: orJSON(in.Tools, `[]`), Metadata: orJSON(in.Metadata, `{}`),
	}
}

// items returns the output items of a response.
func (w *responsesWhole) items(out *said) []outputItem {
	tail := strings.TrimPrefix(w.ID, "resp_")
	if len(out.calls) == 0 {
		return []outputItem{{Type: "message", ID: "msg_" + tail, Status: "completed", Role: "assistant", Content: []outputText{newText(out.text())}}}
	}
	var items []outputItem
	for i, call := range out.calls {
		arguments := call.Function.Arguments
		items = append(items, outputItem{
			Type: "function_call", ID: "fc_" + tail + strings.Repeat("_", i), Status: "completed",
			CallID: call.ID, Name: call.Function.Name, Arguments: &arguments,
		})
	}
	return items
}

func newText(text string) outputText { return outputText{"output_text", text, []any{}, []any{}} }

// end completes the response.
func (w *responsesWhole) end(out *said, items []outputItem, u usage) {
	w.Status, w.Output = "completed", items
	if out.finish == "length" || out.finish == "content_filter" {
		reason := "max_output_tokens"
		if out.finish == "content_filter" {
			reason = out.finish
		}
		w.Status, w.Incomplete = "incomplete", map[string]string{"reason": reason}
	}
	w.Usage = &responsesUsage{u.Prompt, map[string]int{"cached_tokens": 0}, u.Completion, map[string]int{"reasoning_tokens": 0}, u.Total}
}

// message returns the reply as a message of the conversation.
func (s *said) message() message { return message{Role: "assistant", Content: content(s.text())} }

// keptResponse handles GET and DELETE /responses/{id}, and GET …/input_items.
func (b *BuiltIn) keptResponse(r *http.Request) (*reply, error) {
	id, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/responses/"), "/")
	found, ok := b.kept.find(id)
	if !ok {
		return nil, &refusal{status: http.StatusNotFound, code: "not_found", message: "Response with id '" + id + "' not found."}
	}
	switch {
	case r.Method == http.MethodGet && rest == "":
		return &reply{whole: json.RawMessage(found.text)}, nil
	case r.Method == http.MethodDelete && rest == "":
		b.kept.remove(id)
		return &reply{whole: map[string]any{"id": id, "object": "response", "deleted": true}}, nil
	}
	return nil, unknownRoute(r)
}
