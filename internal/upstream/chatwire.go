package upstream

// chatHead holds the common members of the objects of one response. Source of the formats in this file: OpenAI API reference,
// "Chat".
type chatHead struct {
	ID          string
	Created     int64
	Model       string
	Fingerprint string
	Azure       bool // with annotations of Azure's content filters
}

type chatWhole struct {
	ID          string       `json:"id"`
	Object      string       `json:"object"`
	Created     int64        `json:"created"`
	Model       string       `json:"model"`
	Choices     []chatChoice `json:"choices"`
	Usage       usage        `json:"usage"`
	Fingerprint string       `json:"system_fingerprint"`
	// Filters is only sent on Azure routes.
	Filters []promptFilter `json:"prompt_filter_results,omitempty"`
}

type chatChoice struct {
	Index    int         `json:"index"`
	Message  chatMessage `json:"message"`
	Logprobs any         `json:"logprobs"`
	Finish   string      `json:"finish_reason"`
	// Filters is only sent on Azure routes.
	Filters map[string]filterResult `json:"content_filter_results,omitempty"`
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
		choice := chatChoice{Index: i, Message: m, Finish: out.finish}
		if h.Azure {
			choice.Filters = safe()
		}
		whole.Choices = append(whole.Choices, choice)
	}
	if h.Azure {
		whole.Filters = promptFilters()
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
	// Filters is only sent on Azure routes: empty for an event without text, nil elsewhere.
	Filters *map[string]filterResult `json:"content_filter_results,omitempty"`
}

type delta struct {
	Role      string     `json:"role,omitempty"`
	Content   *string    `json:"content,omitempty"`
	ToolCalls []toolCall `json:"tool_calls,omitempty"`
}

// stream adds the events to s: the role, each token, the finish reason, and the usage if requested.
func (h chatHead) stream(s *stream, out *said, choices int, u usage, withUsage bool) (*reply, error) {
	chunk := func(cs []chunkChoice, u *usage) error {
		return s.add(chatChunk{h.ID, "chat.completion.chunk", h.Created, h.Model, h.Fingerprint, cs, u})
	}
	if h.Azure {
		if err := s.add(filterEvent{Choices: []chunkChoice{}, Filters: promptFilters()}); err != nil {
			return nil, err
		}
	}
	for i := range choices {
		for _, d := range out.deltas() {
			if err := chunk([]chunkChoice{{Index: i, Delta: d, Filters: h.filters(d)}}, nil); err != nil {
				return nil, err
			}
		}
		if err := chunk([]chunkChoice{{Index: i, Finish: &out.finish, Filters: h.filters(delta{})}}, nil); err != nil {
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

// filters returns the annotation of a delta.
func (h chatHead) filters(d delta) *map[string]filterResult {
	if !h.Azure {
		return nil
	}
	results := map[string]filterResult{}
	if d.Content != nil && *d.Content != "" {
		results = safe()
	}
	return &results
}

// deltas returns the deltas of a choice. A tool call has two: its name, then its arguments.
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
