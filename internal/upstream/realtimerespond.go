package upstream

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// The tone that stands for speech: 16-bit PCM, mono.
const (
	toneRate     = 24000 // samples per second
	toneHertz    = 440
	toneSamples  = toneRate / 20 // per token: 50 ms
	toneLoudness = 3000
)

// respond starts a response in the background, so that the client can cancel it. Only one can be in progress.
func (s *realtimeSession) respond(ctx context.Context, in clientEvent) error {
	var wanted struct {
		Instructions *string         `json:"instructions"`
		Output       []string        `json:"output_modalities"`
		Modalities   []string        `json:"modalities"`
		Tools        json.RawMessage `json:"tools"`
		ToolChoice   json.RawMessage `json:"tool_choice"`
		MaxTokens    json.RawMessage `json:"max_output_tokens"`
		Conversation string          `json:"conversation"`
		Metadata     json.RawMessage `json:"metadata"`
		Input        []struct {
			Role    string            `json:"role"`
			Content []json.RawMessage `json:"content"`
		} `json:"input"`
	}
	if len(in.Response) > 0 {
		if err := json.Unmarshal(in.Response, &wanted); err != nil {
			return invalid("response", "The response's settings could not be read: "+err.Error()+".")
		}
	}
	s.mu.Lock()
	config, active := s.config, s.active
	var said []message
	for _, item := range s.items {
		said = append(said, item.said)
	}
	s.mu.Unlock()
	if active != "" {
		return &refusal{code: "conversation_already_has_active_response", message: "Conversation already has an active response in progress: " + active + ". Wait until the response is finished before creating a new one."}
	}
	if wanted.Instructions != nil {
		config.Instructions = *wanted.Instructions
	}
	if modalities := append(wanted.Output, wanted.Modalities...); len(modalities) > 0 {
		modality, err := modalityOf(modalities)
		if err != nil {
			return err
		}
		config.Modality = modality
	}
	config.Tools, config.ToolChoice = orRaw(wanted.Tools, config.Tools), orRaw(wanted.ToolChoice, config.ToolChoice)
	limit, err := tokenLimit(wanted.MaxTokens, config.MaxTokens)
	if err != nil {
		return err
	}
	if wanted.Input != nil {
		said = nil
		for _, item := range wanted.Input {
			_, text, err := contentParts(item.Content)
			if err != nil {
				return err
			}
			said = append(said, message{Role: orElse(item.Role, "user"), Content: content(text)})
		}
	}
	request := responsesRequest{Model: config.Model, Input: said, Instructions: &config.Instructions, Tools: config.Tools, ToolChoice: config.ToolChoice, MaxTokens: limit}
	chat, err := request.asChat()
	if err != nil {
		return err
	}
	told := s.model.Script.find(asked{routeRealtime, config.Model, chat.Messages})
	if err := told.begin(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	s.answered++
	id := fmt.Sprintf("resp_%08d", s.answered)
	run, cancel := context.WithCancel(ctx)
	s.active, s.cancel = id, cancel
	s.mu.Unlock()
	out, err := chat.say([]byte(s.config.ID+id), told)
	if err != nil {
		s.finished(cancel)
		return err
	}
	r := &realtimeResponse{session: s, id: id, config: config, out: out, metadata: wanted.Metadata, inConversation: wanted.Conversation != "none", told: told}
	r.usage = told.cost(usage{Prompt: chat.count(), Completion: out.count(), Total: chat.count() + out.count()})
	go func() {
		r.run(ctx, run)
		s.finished(cancel)
		r.done(ctx)
	}()
	return nil
}

func (s *realtimeSession) finished(cancel context.CancelFunc) {
	cancel()
	s.mu.Lock()
	s.active, s.cancel = "", nil
	s.mu.Unlock()
}

func (s *realtimeSession) cancelResponse() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel == nil {
		return &refusal{code: "response_cancel_not_active", message: "Cancellation failed: no active response found."}
	}
	s.cancel()
	return nil
}

// realtimeResponse is a response in progress.
type realtimeResponse struct {
	session        *realtimeSession
	id             string
	config         realtimeConfig
	out            *said
	told           *scripted
	usage          usage
	metadata       json.RawMessage
	inConversation bool
	status         string
	output         []map[string]any
}

// run sends the events of the response. It stops when cancelled ends.
func (r *realtimeResponse) run(ctx, cancelled context.Context) {
	r.status = "in_progress"
	r.session.send(ctx, "response.created", map[string]any{"response": r.shown()})
	r.status = "completed"
	if r.out.finish == "length" {
		r.status = "incomplete"
	}
	if len(r.out.calls) > 0 {
		for i, call := range r.out.calls {
			r.call(ctx, i, call)
		}
		return
	}
	r.speak(ctx, cancelled)
}

// call sends a function call.
func (r *realtimeResponse) call(ctx context.Context, index int, call toolCall) {
	item := map[string]any{
		"id": fmt.Sprintf("item_%s_%d", r.id, index), "object": "realtime.item", "type": "function_call", "status": "in_progress",
		"call_id": call.ID, "name": call.Function.Name, "arguments": "",
	}
	r.begin(ctx, index, item)
	at := map[string]any{"response_id": r.id, "item_id": item["id"], "output_index": index, "call_id": call.ID}
	r.session.send(ctx, "response.function_call_arguments.delta", with(at, "delta", call.Function.Arguments))
	r.session.send(ctx, "response.function_call_arguments.done", with(at, "arguments", call.Function.Arguments))
	item = with(item, "arguments", call.Function.Arguments)
	r.end(ctx, index, item, message{Role: "assistant"})
}

// speak sends a message, as text or as audio with a transcript.
func (r *realtimeResponse) speak(ctx, cancelled context.Context) {
	spoken := r.config.Modality == "audio"
	item := map[string]any{
		"id": "item_" + r.id, "object": "realtime.item", "type": "message", "status": "in_progress", "role": "assistant", "content": []any{},
	}
	r.begin(ctx, 0, item)
	at := map[string]any{"response_id": r.id, "item_id": item["id"], "output_index": 0, "content_index": 0}
	kind, name := r.name("text"), "text"
	if spoken {
		kind, name = r.name("audio"), "transcript"
	}
	r.session.send(ctx, "response.content_part.added", with(at, "part", map[string]any{"type": partType(spoken), name: ""}))
	how, text := r.session.model.manner(r.told), strings.Builder{}
	for i, token := range r.out.tokens {
		if how.breakAfter == i {
			_ = r.session.conn.CloseNow() // the script breaks the connection
		}
		if i > 0 && sleep(cancelled, how.pace) != nil || cancelled.Err() != nil {
			r.status = "cancelled"
			break
		}
		text.WriteString(token)
		if spoken {
			r.session.send(ctx, kind+"_transcript.delta", with(at, "delta", token))
			r.session.send(ctx, kind+".delta", with(at, "delta", tone(i)))
			continue
		}
		r.session.send(ctx, kind+".delta", with(at, "delta", token))
	}
	if spoken {
		r.session.send(ctx, kind+".done", at)
		r.session.send(ctx, kind+"_transcript.done", with(at, "transcript", text.String()))
	} else {
		r.session.send(ctx, kind+".done", with(at, "text", text.String()))
	}
	part := map[string]any{"type": partType(spoken), name: text.String()}
	r.session.send(ctx, "response.content_part.done", with(at, "part", part))
	r.end(ctx, 0, with(item, "content", []any{map[string]any{"type": r.itemPart(spoken), name: text.String()}}), message{Role: "assistant", Content: content(text.String())})
}

// name returns the prefix of a modality's events: response.output_text, or response.text in the beta API.
func (r *realtimeResponse) name(modality string) string {
	if r.session.beta {
		return "response." + modality
	}
	return "response.output_" + modality
}

// partType returns the type of a part in content_part events.
func partType(spoken bool) string {
	if spoken {
		return "audio"
	}
	return "text"
}

// itemPart returns the type of a part in an item.
func (r *realtimeResponse) itemPart(spoken bool) string {
	if r.session.beta {
		return partType(spoken)
	}
	return "output_" + partType(spoken)
}

// begin announces an output item.
func (r *realtimeResponse) begin(ctx context.Context, index int, item map[string]any) {
	r.session.send(ctx, "response.output_item.added", map[string]any{"response_id": r.id, "output_index": index, "item": item})
}

// end sends a complete output item, and adds it to the conversation.
func (r *realtimeResponse) end(ctx context.Context, index int, item map[string]any, said message) {
	status := "completed"
	if r.status != "completed" {
		status = "incomplete"
	}
	item = with(item, "status", status)
	r.output = append(r.output, item)
	r.session.send(ctx, "response.output_item.done", map[string]any{"response_id": r.id, "output_index": index, "item": item})
	if r.inConversation {
		if err := r.session.keep(ctx, item["id"].(string), item, said); err != nil {
			r.session.fail(ctx, clientEvent{}, err)
		}
	}
}

func (r *realtimeResponse) done(ctx context.Context) {
	r.session.send(ctx, "response.done", map[string]any{"response": r.shown()})
}

// shown returns the response object.
func (r *realtimeResponse) shown() map[string]any {
	out := map[string]any{
		"id": r.id, "object": "realtime.response", "status": r.status, "status_details": nil, "output": r.output,
		"conversation_id": nil, "metadata": nil, "usage": nil, "max_output_tokens": "inf",
	}
	if r.output == nil {
		out["output"] = []any{}
	}
	if len(r.metadata) > 0 {
		out["metadata"] = r.metadata
	}
	if r.inConversation {
		out["conversation_id"] = "conv_" + strings.TrimPrefix(r.config.ID, "sess_")
	}
	if r.config.MaxTokens != nil {
		out["max_output_tokens"] = *r.config.MaxTokens
	}
	switch r.status {
	case "cancelled":
		out["status_details"] = map[string]any{"type": "cancelled", "reason": "client_cancelled"}
	case "incomplete":
		out["status_details"] = map[string]any{"type": "incomplete", "reason": "max_output_tokens"}
	}
	if r.status != "in_progress" {
		out["usage"] = map[string]any{
			"total_tokens": r.usage.Total, "input_tokens": r.usage.Prompt, "output_tokens": r.usage.Completion,
			"input_token_details":  map[string]any{"text_tokens": r.usage.Prompt, "audio_tokens": 0, "image_tokens": 0, "cached_tokens": 0},
			"output_token_details": map[string]any{"text_tokens": r.usage.Completion, "audio_tokens": 0},
		}
	}
	return out
}

// with returns a copy of members with an additional one.
func with(members map[string]any, name string, value any) map[string]any {
	out := make(map[string]any, len(members)+1)
	for k, v := range members {
		out[k] = v
	}
	out[name] = value
	return out
}

// tone returns the sound of the token at index i, in base64.
func tone(i int) string {
	raw := make([]byte, 2*toneSamples)
	for n := range toneSamples {
		angle := 2 * math.Pi * toneHertz * float64(i*toneSamples+n) / toneRate
		binary.LittleEndian.PutUint16(raw[2*n:], uint16(int16(toneLoudness*math.Sin(angle))))
	}
	return base64.StdEncoding.EncodeToString(raw)
}
