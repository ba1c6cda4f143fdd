package upstream

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"keyless.dev/keyless/internal/guid"
)

// Limits of a realtime session with the built-in model.
const (
	maxRealtimeEvent = 16 << 20 // bytes of a client event: an audio append may have 15 MiB
	maxRealtimeItems = 1000     // items in a conversation
	maxRealtimeText  = 1 << 20  // bytes of text in a conversation
	realtimeLifetime = time.Hour
)

// openRealtime accepts a WebSocket handshake and starts a session at the other end of the response's Body.
func (b *BuiltIn) openRealtime(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet || r.URL.Path != "/realtime" {
		return answer(nil, unknownRoute(r))
	}
	model := r.URL.Query().Get("model")
	if embeds(model) {
		return answer(nil, notFor("realtime", model))
	}
	here, there := net.Pipe()
	w := &pipeWriter{conn: there, header: http.Header{}}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: []string{"realtime"}, CompressionMode: websocket.CompressionDisabled,
		InsecureSkipVerify: true, // the host has checked the origin
	})
	if err != nil {
		_, _ = here.Close(), there.Close() // nothing was sent
		return answer(nil, invalid("", "This is no WebSocket handshake: "+err.Error()+"."))
	}
	conn.SetReadLimit(maxRealtimeEvent)
	session := newRealtimeSession(b, conn, model, r.Header.Get("OpenAI-Beta") == "realtime=v1")
	go session.run(context.WithoutCancel(r.Context()))
	out := response(http.StatusSwitchingProtocols, "", here, -1)
	out.Header = w.header
	return out, nil
}

// pipeWriter is the http.ResponseWriter of a handshake over a pipe. It does not write the response header to the pipe.
type pipeWriter struct {
	conn   net.Conn
	header http.Header
}

func (w *pipeWriter) Header() http.Header         { return w.header }
func (w *pipeWriter) Write(b []byte) (int, error) { return len(b), nil }
func (w *pipeWriter) WriteHeader(int)             {}

// Hijack implements http.Hijacker.
func (w *pipeWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReader(w.conn), bufio.NewWriter(w.conn)), nil
}

// realtimeSession is a session with the built-in model. It implements a small part of the Realtime API: text and audio in and
// out, function calls, cancellation. It has no voice detection: the client commits its audio and requests a response. Its audio
// is a tone per token. Source: OpenAI API reference, "Realtime".
type realtimeSession struct {
	model   *BuiltIn
	conn    *websocket.Conn
	beta    bool // event and member names of the beta API
	created int64

	mu       sync.Mutex // guards the following fields, and orders events
	events   int
	config   realtimeConfig
	items    []realtimeItem
	text     int // bytes of text in items
	audio    int // bytes in the input buffer
	cancel   context.CancelFunc
	active   string // id of the response in progress; "" if none
	answered int    // number of responses
}

// realtimeConfig is the part of a session's settings that the built-in model uses.
type realtimeConfig struct {
	ID           string
	Model        string
	Instructions string
	Modality     string // "text" or "audio"
	Tools        json.RawMessage
	ToolChoice   json.RawMessage
	MaxTokens    *int
	Voice        string
}

// realtimeItem is an item of the conversation, as shown to the client and as the model reads it.
type realtimeItem struct {
	id    string
	shown map[string]any
	said  message
}

func newRealtimeSession(b *BuiltIn, conn *websocket.Conn, model string, beta bool) *realtimeSession {
	return &realtimeSession{
		model: b, conn: conn, beta: beta, created: b.created(),
		config: realtimeConfig{ID: "sess_" + guid.New(), Model: model, Modality: "audio", Voice: "alloy"},
	}
}

// run serves until the client disconnects or the session is an hour old.
func (s *realtimeSession) run(ctx context.Context) {
	ctx, end := context.WithTimeout(ctx, realtimeLifetime)
	defer end()
	defer func() { _ = s.conn.CloseNow() }() // the client may have disconnected
	s.send(ctx, "session.created", map[string]any{"session": s.session()})
	for {
		kind, event, err := s.conn.Read(ctx)
		if err != nil {
			return
		}
		if kind != websocket.MessageText {
			_ = s.conn.Close(websocket.StatusUnsupportedData, "events are text") // the client may have disconnected
			return
		}
		s.take(ctx, event)
	}
}

// clientEvent is the part of an event that the built-in model uses.
type clientEvent struct {
	Type     string          `json:"type"`
	EventID  string          `json:"event_id"`
	Session  json.RawMessage `json:"session"`
	Item     json.RawMessage `json:"item"`
	ItemID   string          `json:"item_id"`
	Audio    string          `json:"audio"`
	Response json.RawMessage `json:"response"`
}

// take handles a client event.
func (s *realtimeSession) take(ctx context.Context, raw []byte) {
	var in clientEvent
	if err := json.Unmarshal(raw, &in); err != nil {
		s.fail(ctx, in, invalid("", "The event could not be read: "+err.Error()+"."))
		return
	}
	var err error
	switch in.Type {
	case "session.update":
		err = s.update(ctx, in)
	case "conversation.item.create":
		err = s.addItem(ctx, in)
	case "conversation.item.delete":
		err = s.deleteItem(ctx, in)
	case "conversation.item.retrieve":
		err = s.retrieveItem(ctx, in)
	case "input_audio_buffer.append":
		err = s.appendAudio(in)
	case "input_audio_buffer.commit":
		err = s.commitAudio(ctx)
	case "input_audio_buffer.clear":
		s.mu.Lock()
		s.audio = 0
		s.mu.Unlock()
		s.send(ctx, "input_audio_buffer.cleared", nil)
	case "response.create":
		err = s.respond(ctx, in)
	case "response.cancel":
		err = s.cancelResponse()
	case "":
		err = invalid("type", "Missing required parameter: 'type'.")
	default:
		err = invalid("type", "Invalid value: '"+in.Type+"'. The built-in model does not know this event.")
	}
	if err != nil {
		s.fail(ctx, in, err)
	}
}

// send writes a server event. It blocks on the client; run notices if the client disconnects.
func (s *realtimeSession) send(ctx context.Context, kind string, members map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events++
	event := map[string]any{"type": kind, "event_id": fmt.Sprintf("event_%08d", s.events)}
	for name, value := range members {
		event[name] = value
	}
	text, err := encode(event)
	if err != nil {
		return // members can always be encoded
	}
	_ = s.conn.Write(ctx, websocket.MessageText, text) // run notices if the client disconnects
}

// fail reports an error in an event to the client. The session continues.
func (s *realtimeSession) fail(ctx context.Context, in clientEvent, err error) {
	no := &refusal{code: "server_error", kind: "server_error", message: "The model failed."}
	if known, ok := err.(*refusal); ok { //nolint:errorlint // made in this package, and not wrapped
		no = known
	}
	about := map[string]any{"type": orElse(no.kind, "invalid_request_error"), "code": no.code, "message": no.message, "param": nil, "event_id": nil}
	if no.param != "" {
		about["param"] = no.param
	}
	if in.EventID != "" {
		about["event_id"] = in.EventID
	}
	s.send(ctx, "error", map[string]any{"error": about})
}

// update changes the session's settings. It ignores members that the built-in model does not use.
func (s *realtimeSession) update(ctx context.Context, in clientEvent) error {
	var changes struct {
		Instructions *string         `json:"instructions"`
		Output       []string        `json:"output_modalities"`
		Modalities   []string        `json:"modalities"` // in the beta API
		Tools        json.RawMessage `json:"tools"`
		ToolChoice   json.RawMessage `json:"tool_choice"`
		MaxTokens    json.RawMessage `json:"max_output_tokens"`
		Voice        string          `json:"voice"`
		Audio        struct {
			Output struct {
				Voice string `json:"voice"`
			} `json:"output"`
		} `json:"audio"`
	}
	if err := json.Unmarshal(in.Session, &changes); err != nil {
		return invalid("session", "The session could not be read: "+err.Error()+".")
	}
	s.mu.Lock()
	next := s.config
	s.mu.Unlock()
	if changes.Instructions != nil {
		next.Instructions = *changes.Instructions
	}
	if modalities := append(changes.Output, changes.Modalities...); len(modalities) > 0 {
		modality, err := modalityOf(modalities)
		if err != nil {
			return err
		}
		next.Modality = modality
	}
	next.Tools, next.ToolChoice = orRaw(changes.Tools, next.Tools), orRaw(changes.ToolChoice, next.ToolChoice)
	next.Voice = orElse(orElse(changes.Audio.Output.Voice, changes.Voice), next.Voice)
	limit, err := tokenLimit(changes.MaxTokens, next.MaxTokens)
	if err != nil {
		return err
	}
	next.MaxTokens = limit
	if _, err := next.tools(); err != nil {
		return err
	}
	if len(next.Instructions)+len(next.Tools)+len(next.ToolChoice) > maxRealtimeText {
		return invalid("session", "The instructions and tools are too long.")
	}
	s.mu.Lock()
	s.config = next
	s.mu.Unlock()
	s.send(ctx, "session.updated", map[string]any{"session": s.session()})
	return nil
}

// modalityOf returns the output modality. If both are given, as in the beta API, it is audio.
func modalityOf(asked []string) (string, error) {
	out := ""
	for _, one := range asked {
		switch {
		case one == "audio":
			out = "audio"
		case one == "text" && out == "":
			out = "text"
		case one != "text":
			return "", invalid("session.output_modalities", "Invalid value: '"+one+"'. Supported values are: 'text' and 'audio'.")
		}
	}
	return out, nil
}

func orRaw(value, otherwise json.RawMessage) json.RawMessage {
	if len(value) == 0 {
		return otherwise
	}
	return value
}

// tokenLimit parses a limit, which is a number or "inf".
func tokenLimit(raw json.RawMessage, otherwise *int) (*int, error) {
	switch string(raw) {
	case "":
		return otherwise, nil
	case `"inf"`, "null":
		return nil, nil
	}
	var limit int
	if json.Unmarshal(raw, &limit) != nil || limit < 1 {
		return nil, invalid("session.max_output_tokens", "'max_output_tokens' must be a whole number from 1, or \"inf\".")
	}
	limit = min(limit, maxReply)
	return &limit, nil
}

// tools returns the functions in the form of the chat route.
func (c *realtimeConfig) tools() ([]tool, error) {
	request := responsesRequest{Tools: c.Tools, ToolChoice: c.ToolChoice}
	chat, err := request.asChat()
	if err != nil {
		return nil, err
	}
	return chat.Tools, nil
}

// session returns the session object for the client.
func (s *realtimeSession) session() map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &s.config
	tools, choice := json.RawMessage("[]"), json.RawMessage(`"auto"`)
	out := map[string]any{
		"id": c.ID, "object": "realtime.session", "model": c.Model, "instructions": c.Instructions,
		"tools": orRaw(c.Tools, tools), "tool_choice": orRaw(c.ToolChoice, choice),
		"expires_at": s.created + int64(realtimeLifetime.Seconds()),
	}
	limit := any("inf")
	if c.MaxTokens != nil {
		limit = *c.MaxTokens
	}
	if s.beta {
		out["modalities"] = map[string][]string{"audio": {"text", "audio"}, "text": {"text"}}[c.Modality]
		out["voice"], out["input_audio_format"], out["output_audio_format"] = c.Voice, "pcm16", "pcm16"
		out["turn_detection"], out["max_response_output_tokens"], out["temperature"] = nil, limit, 0.8
		return out
	}
	format := map[string]any{"type": "audio/pcm", "rate": toneRate}
	out["type"], out["output_modalities"], out["max_output_tokens"] = "realtime", []string{c.Modality}, limit
	out["audio"] = map[string]any{
		"input":  map[string]any{"format": format, "transcription": nil, "noise_reduction": nil, "turn_detection": nil},
		"output": map[string]any{"format": format, "voice": c.Voice, "speed": 1.0},
	}
	return out
}
