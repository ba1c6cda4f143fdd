package upstream

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"time"
)

// manner is the timing of a response, and where it breaks.
type manner struct {
	pace       time.Duration // between two tokens
	breakAfter int           // number of events after which the connection breaks; never if negative
}

// begin waits for the reply's latency, and fails if the reply is an error. A nil reply does neither.
func (s *scripted) begin(ctx context.Context) error {
	if s == nil {
		return nil
	}
	if err := sleep(ctx, time.Duration(s.Latency)); err != nil {
		return err
	}
	if e := s.Error; e != nil {
		return &refusal{status: e.Status, code: e.Code, message: e.Message, kind: e.Type, retryAfter: time.Duration(e.RetryAfter)}
	}
	return nil
}

// sleep waits until d has passed or ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// manner returns the timing of a reply, with the model's defaults.
func (b *BuiltIn) manner(s *scripted) manner {
	m := manner{b.Pace, -1}
	if s == nil {
		return m
	}
	if s.TokensPerSecond != nil {
		m.pace = time.Duration(float64(time.Second) / *s.TokensPerSecond)
	}
	if s.BreakAfter != nil {
		m.breakAfter = *s.BreakAfter
	}
	return m
}

// said returns the content of the reply; nil if the model provides it.
func (s *scripted) said(id string, stops []string, limit int) *said {
	switch {
	case s == nil:
		return nil
	case len(s.Tools) > 0:
		out := &said{finish: "tool_calls"}
		for i, t := range s.Tools {
			call := toolCall{ID: id, Type: "function"}
			if i > 0 {
				call.ID += "_" + strconv.Itoa(i)
			}
			call.Function.Name, call.Function.Arguments = t.Name, string(t.Arguments)
			out.calls = append(out.calls, call)
		}
		return out
	case s.Text != nil:
		return cut(*s.Text, stops, limit)
	}
	return nil
}

// finished returns the script's finish reason, or else reason.
func (s *scripted) finished(reason string) string {
	if s == nil || s.Finish == "" {
		return reason
	}
	return s.Finish
}

// cost returns the script's usage, or else u.
func (s *scripted) cost(u usage) usage {
	if s == nil || s.Usage == nil {
		return u
	}
	return usage{s.Usage.Prompt, s.Usage.Completion, s.Usage.Prompt + s.Usage.Completion}
}

// whole waits as long as a stream of the tokens would take, and returns the whole response.
func (m manner) whole(ctx context.Context, tokens int, answer any) (*reply, error) {
	if err := sleep(ctx, time.Duration(tokens)*m.pace); err != nil {
		return nil, err
	}
	return &reply{whole: answer, breaks: m.breakAfter >= 0}, nil
}

// events starts a stream with this timing.
func (m manner) events(ctx context.Context) *stream {
	return &stream{ctx: ctx, pace: m.pace, breakAfter: m.breakAfter}
}

// broken returns a body that breaks off in the middle.
func broken(text []byte) io.ReadCloser {
	return io.NopCloser(io.MultiReader(bytes.NewReader(text[:len(text)/2]), failing{}))
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
