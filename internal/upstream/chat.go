package upstream

import (
	"context"
	"encoding/json"
	"strings"
)

// Limits of a chat request to the built-in model.
const (
	maxChoices = 128
	maxStops   = 16
	maxReply   = 32 << 10 // in tokens; replies are about as long as the prompt
)

// chatRequest is the part of a chat request that the built-in model uses.
type chatRequest struct {
	Model               string          `json:"model"`
	Messages            []message       `json:"messages"`
	Stream              bool            `json:"stream"`
	StreamOptions       *streamOptions  `json:"stream_options"`
	MaxTokens           *int            `json:"max_tokens"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	N                   *int            `json:"n"`
	Stop                texts           `json:"stop"`
	ResponseFormat      *responseFormat `json:"response_format"`
	Tools               []tool          `json:"tools"`
	ToolChoice          json.RawMessage `json:"tool_choice"`
	Temperature         *float64        `json:"temperature"`
	TopP                *float64        `json:"top_p"`
	PresencePenalty     *float64        `json:"presence_penalty"`
	FrequencyPenalty    *float64        `json:"frequency_penalty"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

type responseFormat struct {
	Type       string `json:"type"`
	JSONSchema struct {
		Schema json.RawMessage `json:"schema"`
	} `json:"json_schema"`
}

type message struct {
	Role    string  `json:"role"`
	Content content `json:"content"`
	Name    string  `json:"name"`
	// ToolCalls are those of an assistant message; ToolCallID is the call that a tool message answers.
	ToolCalls  []toolCall `json:"tool_calls"`
	ToolCallID string     `json:"tool_call_id"`
}

// content is the text of a message, from a string or an array of parts.
type content string

// UnmarshalJSON decodes a string, null, or an array of parts, of which it keeps the texts.
func (c *content) UnmarshalJSON(data []byte) error {
	var text *string
	if json.Unmarshal(data, &text) == nil {
		if text != nil {
			*c = content(*text)
		}
		return nil
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	var all []string
	for _, p := range parts {
		switch {
		case p.Type == "text" || p.Type == "input_text" || p.Type == "output_text":
			all = append(all, p.Text)
		case strings.HasPrefix(p.Type, "image") || p.Type == "input_image":
			all = append(all, "[image]")
		}
	}
	*c = content(strings.Join(all, "\n"))
	return nil
}

// texts is a string or an array of strings in JSON.
type texts []string

// UnmarshalJSON decodes either form.
func (t *texts) UnmarshalJSON(data []byte) error {
	var one *string
	if json.Unmarshal(data, &one) == nil {
		if one != nil {
			*t = texts{*one}
		}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(t))
}

// usage counts tokens as the OpenAI API does.
type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

// said is the content of one choice: text or tool calls, truncated as the request demands.
type said struct {
	tokens []string
	calls  []toolCall
	finish string
}

type toolCall struct {
	Index    *int   `json:"index,omitempty"`
	ID       string `json:"id"`
	Type     string `json:"type"`
	Function struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"`
	} `json:"function"`
}

// chat handles a chat request. azure is set on routes of Azure OpenAI.
func (b *BuiltIn) chat(ctx context.Context, body []byte, azure bool) (*reply, error) {
	var in chatRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, invalid("", "The request body could not be read: "+err.Error()+".")
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	if azure {
		if err := in.checkAzure(body); err != nil {
			return nil, err
		}
	}
	told := b.Script.find(asked{routeChat, in.Model, in.Messages})
	if err := told.begin(ctx); err != nil {
		return nil, err
	}
	out, err := in.say(body, told)
	if err != nil {
		return nil, err
	}
	choices := 1
	if in.N != nil {
		choices = *in.N
	}
	u := usage{Prompt: in.count(), Completion: choices * out.count()}
	u.Total = u.Prompt + u.Completion
	u = told.cost(u)
	head := chatHead{ID: idOf("chatcmpl-", body), Created: b.created(), Model: in.Model, Fingerprint: "fp_keyless", Azure: azure}
	how := b.manner(told)
	if in.Stream {
		return head.stream(how.events(ctx), out, choices, u, in.StreamOptions != nil && in.StreamOptions.IncludeUsage)
	}
	return how.whole(ctx, out.count(), head.whole(out, choices, u))
}

func (in *chatRequest) check() error {
	switch {
	case embeds(in.Model):
		return notFor("chatCompletion", in.Model)
	case len(in.Messages) == 0:
		return invalid("messages", "'messages' must hold at least one message.")
	case in.N != nil && (*in.N < 1 || *in.N > maxChoices):
		return invalid("n", "'n' must be from 1 to 128.")
	case len(in.Stop) > maxStops:
		return invalid("stop", "'stop' holds too many sequences.")
	}
	for _, m := range in.Messages {
		switch m.Role {
		case "system", "developer", "user", "assistant", "tool", "function":
		default:
			return invalid("messages", "'"+m.Role+"' is not one of the roles 'system', 'developer', 'user', 'assistant', 'tool' and 'function'.")
		}
	}
	_, err := in.limit()
	return err
}

// limit returns the token limit of the reply.
func (in *chatRequest) limit() (int, error) {
	for _, limit := range []*int{in.MaxCompletionTokens, in.MaxTokens} {
		if limit == nil {
			continue
		}
		if *limit < 1 {
			return 0, invalid("max_tokens", "'max_tokens' must be at least 1.")
		}
		return min(*limit, maxReply), nil
	}
	return maxReply, nil
}

// count returns the number of prompt tokens, including a few per message.
func (in *chatRequest) count() int {
	n := 3
	for _, m := range in.Messages {
		n += 3 + countTokens(m.Role) + countTokens(string(m.Content))
	}
	for _, t := range in.Tools {
		n += countTokens(t.Function.Name) + countTokens(t.Function.Description) + countTokens(string(t.Function.Parameters))
	}
	return n
}

// say returns the scripted reply, or the model's own.
func (in *chatRequest) say(body []byte, told *scripted) (*said, error) {
	limit, err := in.limit()
	if err != nil {
		return nil, err
	}
	id := idOf("call_", body)
	out := told.said(id, in.Stop, limit)
	if out == nil {
		if out, err = in.think(id, limit); err != nil {
			return nil, err
		}
	}
	out.finish = told.finished(out.finish)
	return out, nil
}

// think builds the model's own reply.
func (in *chatRequest) think(id string, limit int) (*said, error) {
	call, err := in.callTool(id)
	if err != nil {
		return nil, err
	}
	if call != nil {
		return &said{calls: []toolCall{*call}, finish: "tool_calls"}, nil
	}
	text := respondTo(in.Messages, in.Model)
	if in.ResponseFormat != nil {
		if text, err = in.ResponseFormat.fill(text); err != nil {
			return nil, err
		}
	}
	return cut(text, in.Stop, limit), nil
}

// cut truncates text before the first stop sequence and after limit tokens.
func cut(text string, stops []string, limit int) *said {
	for _, stop := range stops {
		if stop == "" {
			continue
		}
		if before, _, found := strings.Cut(text, stop); found {
			text = before
		}
	}
	out := &said{tokens: tokenize(text), finish: "stop"}
	if len(out.tokens) > limit {
		out.tokens, out.finish = out.tokens[:limit], "length"
	}
	return out
}

func (s *said) text() string { return strings.Join(s.tokens, "") }

func (s *said) count() int {
	n := len(s.tokens)
	for _, call := range s.calls {
		n += countTokens(call.Function.Name) + countTokens(call.Function.Arguments)
	}
	return n
}

// refuseType is the error for an unknown response format.
func refuseType(kind string) error {
	return invalid("response_format", "'"+kind+"' is not one of the response formats 'text', 'json_object' and 'json_schema'.")
}
