package upstream

import (
	"context"
	"encoding/json"
)

// completeRequest is the part of a request to the legacy completions route that the built-in model uses.
type completeRequest struct {
	Model         string         `json:"model"`
	Prompt        texts          `json:"prompt"`
	MaxTokens     *int           `json:"max_tokens"`
	N             *int           `json:"n"`
	Stop          texts          `json:"stop"`
	Echo          bool           `json:"echo"`
	Stream        bool           `json:"stream"`
	StreamOptions *streamOptions `json:"stream_options"`
}

type completeChoice struct {
	Text     string  `json:"text"`
	Index    int     `json:"index"`
	Logprobs any     `json:"logprobs"`
	Finish   *string `json:"finish_reason"`
}

type completeWhole struct {
	ID      string           `json:"id"`
	Object  string           `json:"object"`
	Created int64            `json:"created"`
	Model   string           `json:"model"`
	Choices []completeChoice `json:"choices"`
	Usage   *usage           `json:"usage,omitempty"`
}

// complete handles POST /completions. As with OpenAI, the reply has at most 16 tokens unless the request sets a limit.
func (b *BuiltIn) complete(ctx context.Context, body []byte) (*reply, error) {
	in := completeRequest{}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, invalid("", "The request body could not be read: "+err.Error()+".")
	}
	limit, choices := 16, 1
	if in.MaxTokens != nil {
		limit = *in.MaxTokens
	}
	if in.N != nil {
		choices = *in.N
	}
	switch {
	case embeds(in.Model):
		return nil, notFor("completion", in.Model)
	case len(in.Prompt) == 0:
		return nil, invalid("prompt", "'prompt' must hold a text.")
	case limit < 0 || choices < 1 || choices*len(in.Prompt) > maxChoices:
		return nil, invalid("n", "'max_tokens' must be at least 0, and 'n' times the prompts from 1 to 128.")
	}
	whole := completeWhole{ID: idOf("cmpl-", body), Object: "text_completion", Created: b.created(), Model: in.Model}
	told := b.Script.find(asked{routeCompletions, in.Model, textOfAll(in.Prompt)})
	if err := told.begin(ctx); err != nil {
		return nil, err
	}
	u := usage{}
	var outs []*said
	for _, prompt := range in.Prompt {
		u.Prompt += countTokens(prompt)
		out := told.said("", in.Stop, min(limit, maxReply))
		if out == nil {
			out = cut(respondTo([]message{{Role: "user", Content: content(prompt)}}, in.Model), in.Stop, min(limit, maxReply))
		}
		out.finish = told.finished(out.finish)
		u.Completion += choices * out.count()
		if in.Echo {
			out.tokens = append(tokenize(prompt), out.tokens...)
		}
		for range choices {
			outs = append(outs, out)
		}
	}
	u.Total = u.Prompt + u.Completion
	u = told.cost(u)
	how := b.manner(told)
	if in.Stream {
		return whole.stream(how.events(ctx), outs, u, in.StreamOptions != nil && in.StreamOptions.IncludeUsage)
	}
	for i, out := range outs {
		whole.Choices = append(whole.Choices, completeChoice{Text: out.text(), Index: i, Finish: &out.finish})
	}
	whole.Usage = &u
	return how.whole(ctx, u.Completion, whole)
}

// stream adds the events to s: each token, the finish reasons, and the usage if requested.
func (whole completeWhole) stream(s *stream, outs []*said, u usage, withUsage bool) (*reply, error) {
	add := func(choices []completeChoice, u *usage) error {
		whole.Choices, whole.Usage = choices, u
		return s.add(whole)
	}
	for i, out := range outs {
		for _, token := range out.tokens {
			if err := add([]completeChoice{{Text: token, Index: i}}, nil); err != nil {
				return nil, err
			}
		}
		if err := add([]completeChoice{{Index: i, Finish: &out.finish}}, nil); err != nil {
			return nil, err
		}
	}
	if withUsage {
		if err := add([]completeChoice{}, &u); err != nil {
			return nil, err
		}
	}
	s.done()
	return &reply{events: s}, nil
}
