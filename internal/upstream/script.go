package upstream

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/textfile"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Script lists replies of the built-in model. The model gives the first reply whose conditions match, or its own reply if none
// does.
type Script struct {
	replies []*scripted
	file    *scriptFile // set if the script comes from a file, whose replies are used instead
}

// MaxScript is the maximum size of a script in bytes.
const MaxScript = 4 << 20

// scripted is a reply of a script.
type scripted struct {
	line int
	used atomic.Int64 // number of times it was given
	scriptedFields
}

type scriptedFields struct {
	When            condition      `yaml:"when"`
	Text            *string        `yaml:"text"`
	Tool            *scriptedTool  `yaml:"tool"`
	Tools           []scriptedTool `yaml:"tools"`
	Error           *scriptedError `yaml:"error"`
	Latency         delay          `yaml:"latency"` // before the first byte
	TokensPerSecond *float64       `yaml:"tokensPerSecond"`
	Finish          string         `yaml:"finish"` // finish_reason
	Usage           *scriptedUsage `yaml:"usage"`
	BreakAfter      *int           `yaml:"breakAfter"` // number of tokens after which the connection breaks
	Times           int64          `yaml:"times"`      // how often the reply is given; 0 means always
	matches         *regexp.Regexp
}

// condition selects requests. All given members must match.
type condition struct {
	Contains string `yaml:"contains"` // substring of the message, ignoring case
	Matches  string `yaml:"matches"`  // regular expression for the message
	Model    string `yaml:"model"`    // model name; * matches any run of characters except /
	Role     string `yaml:"role"`     // role of the message
	Route    string `yaml:"route"`    // chat, completions, embeddings or responses
}

type scriptedTool struct {
	Name      string    `yaml:"name"`
	Arguments arguments `yaml:"arguments"`
}

type scriptedError struct {
	Status     int    `yaml:"status"`
	Code       string `yaml:"code"`
	Message    string `yaml:"message"`
	Type       string `yaml:"type"`
	RetryAfter delay  `yaml:"retryAfter"`
}

type scriptedUsage struct {
	Prompt     int `yaml:"prompt"`
	Completion int `yaml:"completion"`
}

// arguments are the JSON arguments of a tool call.
type arguments string

// UnmarshalYAML decodes a mapping, keeping its order, or a string of JSON.
func (a *arguments) UnmarshalYAML(node ast.Node) error {
	line := node.GetToken().Position.Line
	var value any
	if err := yaml.NodeToValue(node, &value, yaml.UseOrderedMap()); err != nil {
		return err
	}
	switch v := value.(type) {
	case string:
		*a = arguments(v)
		return nil // a model may send invalid JSON, so a script may too
	case yaml.MapSlice:
		text, err := encode(inOrder(v))
		if err != nil {
			return fmt.Errorf("[%d:1] the arguments have no JSON: %w", line, err)
		}
		*a = arguments(text)
		return nil
	}
	return fmt.Errorf("[%d:1] arguments are a mapping, or JSON as a text", line)
}

// delay is a duration in Go's format: 200ms, 1.5s.
type delay time.Duration

// UnmarshalYAML decodes a duration.
func (w *delay) UnmarshalYAML(node ast.Node) error {
	at := node.GetToken()
	d, err := time.ParseDuration(at.Value)
	if err != nil || d < 0 {
		return fmt.Errorf("[%d:%d] %s is no time, as 200ms and 1.5s are", at.Position.Line, at.Position.Column, at.Value)
	}
	*w = delay(d)
	return nil
}

// inOrder converts YAML mappings to JSON objects with the same order.
func inOrder(value any) any {
	switch v := value.(type) {
	case yaml.MapSlice:
		out := &object{}
		for _, item := range v {
			out.names, out.values = append(out.names, fmt.Sprint(item.Key)), append(out.values, inOrder(item.Value))
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = inOrder(v[i])
		}
		return out
	}
	return value
}

// UnmarshalYAML decodes a reply and its line.
func (s *scripted) UnmarshalYAML(node ast.Node) error {
	s.line = node.GetToken().Position.Line
	return yaml.NodeToValue(node, &s.scriptedFields, yaml.Strict())
}

// ParseScript parses a script in YAML. Unknown members, wrong types and contradictions are errors with the line.
func ParseScript(text []byte) (*Script, error) {
	if len(text) > MaxScript {
		return nil, fmt.Errorf("the script is larger than %d MiB", MaxScript>>20)
	}
	text, err := textfile.Decode(text)
	if err != nil {
		return nil, fmt.Errorf("the script %w", err)
	}
	var file struct {
		Replies []*scripted `yaml:"replies"`
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		return nil, errors.New(strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	if len(file.Replies) == 0 {
		return nil, errors.New("the script has no replies; the shortest is: replies: [{text: Hello.}]")
	}
	for i, reply := range file.Replies {
		if reply == nil {
			return nil, fmt.Errorf("replies[%d] is empty", i)
		}
		if err := reply.check(); err != nil {
			return nil, fmt.Errorf("line %d: replies[%d]: %w", reply.line, i, err)
		}
	}
	return &Script{replies: file.Replies}, nil
}

// check validates a reply, and sets the defaults of an error.
func (s *scripted) check() error {
	answers := 0
	for _, has := range []bool{s.Text != nil, s.Tool != nil, len(s.Tools) > 0, s.Error != nil} {
		if has {
			answers++
		}
	}
	switch {
	case answers > 1:
		return errors.New("a reply is one of text, tool, tools and error")
	case s.TokensPerSecond != nil && (math.IsNaN(*s.TokensPerSecond) || *s.TokensPerSecond < 0.01 || *s.TokensPerSecond > 1e6):
		return errors.New("tokensPerSecond is from 0.01 to 1000000")
	case s.Times < 0:
		return errors.New("times is below zero")
	case s.BreakAfter != nil && *s.BreakAfter < 0:
		return errors.New("breakAfter is below zero")
	case s.Usage != nil && (s.Usage.Prompt < 0 || s.Usage.Completion < 0):
		return errors.New("usage is below zero")
	case s.Error != nil && (s.Finish != "" || s.Usage != nil || s.BreakAfter != nil || s.TokensPerSecond != nil):
		return errors.New("an error has no finish, usage, breakAfter and tokensPerSecond")
	}
	if s.Tool != nil {
		s.Tools = []scriptedTool{*s.Tool}
	}
	for i, t := range s.Tools {
		if t.Name == "" {
			return errors.New("a tool has no name")
		}
		if t.Arguments == "" {
			s.Tools[i].Arguments = "{}"
		}
	}
	if err := oneOf("finish", s.Finish, "stop", "length", "tool_calls", "content_filter", "function_call"); err != nil {
		return err
	}
	if err := s.When.check(s); err != nil {
		return err
	}
	return s.Error.check()
}

func oneOf(name, value string, known ...string) error {
	if value == "" || slices.Contains(known, value) {
		return nil
	}
	return fmt.Errorf("%s is one of %s, not %q", name, strings.Join(known, ", "), value)
}

func (c *condition) check(s *scripted) (err error) {
	if c.Matches != "" {
		if s.matches, err = regexp.Compile(c.Matches); err != nil {
			return fmt.Errorf("matches is no regular expression: %w", err)
		}
	}
	if _, err := path.Match(c.Model, ""); err != nil {
		return fmt.Errorf("model %q is no pattern: %w", c.Model, err)
	}
	return errors.Join(
		oneOf("role", c.Role, "system", "developer", "user", "assistant", "tool", "function"),
		oneOf("route", c.Route, routeChat, routeCompletions, routeEmbeddings, routeResponses, routeRealtime),
	)
}

func (e *scriptedError) check() error {
	if e == nil {
		return nil
	}
	if e.Status < 400 || e.Status > 599 {
		return fmt.Errorf("error.status is from 400 to 599, not %d", e.Status)
	}
	code, message, kind := "invalid_value", "The script refuses this request.", "invalid_request_error"
	switch {
	case e.Status == http.StatusTooManyRequests:
		code, message, kind = "RateLimitReached", "The script refuses this request: too many requests.", "rate_limit_error"
	case e.Status >= 500:
		code, message, kind = strings.ReplaceAll(http.StatusText(e.Status), " ", ""), "The script fails this request.", "server_error"
	}
	e.Code, e.Message, e.Type = orElse(e.Code, code), orElse(e.Message, message), orElse(e.Type, kind)
	return nil
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// The routes that a reply can be restricted to.
const (
	routeChat        = "chat"
	routeCompletions = "completions"
	routeEmbeddings  = "embeddings"
	routeResponses   = "responses"
	routeRealtime    = "realtime"
)

// asked is the part of a request that conditions test.
type asked struct {
	route    string
	model    string
	messages []message
}

// find returns the reply to q and counts it. It returns nil if no reply matches.
func (s *Script) find(q asked) *scripted {
	if s == nil {
		return nil
	}
	if s.file != nil {
		current, err := s.file.current()
		if err != nil {
			return invalidScript(err)
		}
		s = current
	}
	for _, reply := range s.replies {
		if reply.holds(q) && (reply.Times == 0 || reply.used.Add(1) <= reply.Times) {
			return reply
		}
	}
	return nil
}

func (s *scripted) holds(q asked) bool {
	c := s.When
	if c.Route != "" && c.Route != q.route {
		return false
	}
	// Embeddings cannot return text or tool calls, and completions cannot return tool calls.
	if q.route == routeEmbeddings && (s.Text != nil || len(s.Tools) > 0) || q.route == routeCompletions && len(s.Tools) > 0 {
		return false
	}
	if fits, _ := path.Match(ascii.ToLower(c.Model), ascii.ToLower(q.model)); c.Model != "" && !fits {
		return false
	}
	text, ok := q.message(c.Role)
	return ok && (c.Contains == "" || strings.Contains(ascii.ToLower(text), ascii.ToLower(c.Contains))) &&
		(s.matches == nil || s.matches.MatchString(text))
}

// message returns the text that conditions test: the last message other than the assistant's and instructions, which must have
// the given role if that is user or tool; else the last message with the role.
func (q asked) message(role string) (string, bool) {
	switch role {
	case "", "user", "tool", "function":
		last, text := lastTurn(q.messages)
		return text, role == "" || role == last
	}
	for i := len(q.messages) - 1; i >= 0; i-- {
		if q.messages[i].Role == role {
			return string(q.messages[i].Content), true
		}
	}
	return "", false
}

// textOf returns the texts of an embeddings request as a message.
func textOf(input json.RawMessage) []message {
	var all texts
	if json.Unmarshal(input, &all) != nil {
		return nil
	}
	return textOfAll(all)
}

func textOfAll(all texts) []message {
	if len(all) == 0 {
		return nil
	}
	return []message{{Role: "user", Content: content(strings.Join(all, "\n"))}}
}
