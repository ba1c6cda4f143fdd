package upstream

// chatHead is what every object of one chat answer has. Source of this file's shapes: OpenAI API reference, "Chat".
type chatHead struct {
	ID          string
	Created     int64
	Model       string
	Fingerprint string
}

type chatWhole struct {
	ID          string       `json:"id"`
	Object      string       `json:"object"`
	Created     int64        `json:"created"`
	Model       string       `json:"model"`
	Choices     []chatChoice `json:"choices"`
	Usage       usage        `json:"usage"`
	Fingerprint string       `json:"system_fingerprint"`
}

type chatChoice struct {
	Index    int         `json:"index"`
	Message  chatMessage `json:"message"`
	Logprobs any         `json:"logprobs"`
	Finish   string      `json:"finish_reason"`
}

type chatMessage struct {
	Role      string     `json:"role"`
	Content   *string    `json:"content"`
	Refusal   any        `json:"refusal"`
	ToolCalls []toolCall `json:"tool_calls,omitempty"`
}

func (h chatHead) whole(out *said, choices int, u usage) chatWhole {
	whole := chatWhole{ID: h.ID, Object: "chat.completion", Created: h.Created, Model: h.Model, Usage: u, Fingerprint: h.Fingerprint}
	for i := range choices {
		m := chatMessage{Role: "assistant"}
		if m.ToolCalls = out.calls; len(out.calls) == 0 {
			text := out.text()
			m.Content = &text
		}
		whole.Choices = append(whole.Choices, chatChoice{Index: i, Message: m, Finish: out.finish})
	}
	return whole
}

type chatChunk struct {
	ID          string        `json:"id"`
	Object      string        `json:"object"`
	Created     int64         `json:"created"`
	Model       string        `json:"model"`
	Fingerprint string        `json:"system_fingerprint"`
	Choices     []chunkChoice `json:"choices"`
	Usage       *usage        `json:"usage,omitempty"`
}

type chunkChoice struct {
	Index    int     `json:"index"`
	Delta    delta   `json:"delta"`
	Logprobs any     `json:"logprobs"`
	Finish   *string `json:"finish_reason"`
}

type delta struct {
	Role      string     `json:"role,omitempty"`
	Content   *string    `json:"content,omitempty"`
	ToolCalls []toolCall `json:"tool_calls,omitempty"`
}

// stream puts the events into s: the role, each token, the reason of the end, and the usage if it was asked for.
func (h chatHead) stream(s *stream, out *said, choices int, u usage, withUsage bool) (*reply, error) {
	chunk := func(cs []chunkChoice, u *usage) error {
		return s.add(chatChunk{h.ID, "chat.completion.chunk", h.Created, h.Model, h.Fingerprint, cs, u})
	}
	for i := range choices {
		for _, d := range out.deltas() {
			if err := chunk([]chunkChoice{{Index: i, Delta: d}}, nil); err != nil {
				return nil, err
			}
		}
		if err := chunk([]chunkChoice{{Index: i, Finish: &out.finish}}, nil); err != nil {
			return nil, err
		}
	}
	if withUsage {
		if err := chunk([]chunkChoice{}, &u); err != nil {
			return nil, err
		}
	}
	s.done()
	return &reply{events: s}, nil
}

// deltas are the pieces that a choice comes in. A tool call comes in two: its name, then its arguments.
func (s *said) deltas() []delta {
	if len(s.calls) > 0 {
		var all []delta
		for i, call := range s.calls {
			open, args := call, toolCall{Index: &i, Type: "function"}
			open.Index, open.Function.Arguments = &i, ""
			args.Function.Arguments = call.Function.Arguments
			all = append(all, delta{ToolCalls: []toolCall{open}}, delta{ToolCalls: []toolCall{args}})
		}
		all[0].Role = "assistant"
		return all
	}
	empty := ""
	all := []delta{{Role: "assistant", Content: &empty}}
	for i := range s.tokens {
		all = append(all, delta{Content: &s.tokens[i]})
	}
	return all
}
