package upstream

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
)

// addItem appends an item to the conversation.
func (s *realtimeSession) addItem(ctx context.Context, in clientEvent) error {
	var item struct {
		ID      string            `json:"id"`
		Type    string            `json:"type"`
		Role    string            `json:"role"`
		Status  string            `json:"status"`
		Content []json.RawMessage `json:"content"`
		CallID  string            `json:"call_id"`
		Name    string            `json:"name"`
		Output  string            `json:"output"`
		Args    string            `json:"arguments"`
	}
	if err := json.Unmarshal(in.Item, &item); err != nil {
		return invalid("item", "The item could not be read: "+err.Error()+".")
	}
	shown := map[string]any{"type": item.Type, "object": "realtime.item", "status": "completed"}
	said := message{Role: item.Role}
	switch item.Type {
	case "message":
		if !slices.Contains([]string{"system", "user", "assistant"}, item.Role) {
			return invalid("item.role", "Invalid value: '"+item.Role+"'. Supported values are: 'system', 'assistant' and 'user'.")
		}
		parts, text, err := contentParts(item.Content)
		if err != nil {
			return err
		}
		shown["role"], shown["content"], said.Content = item.Role, parts, content(text)
	case "function_call_output":
		shown["call_id"], shown["output"] = item.CallID, item.Output
		said.Role, said.Content, said.ToolCallID = "tool", content(item.Output), item.CallID
	case "function_call":
		shown["call_id"], shown["name"], shown["arguments"] = item.CallID, item.Name, item.Args
		said.Role = "assistant"
	default:
		return invalid("item.type", "Invalid value: '"+item.Type+"'. Supported values are: 'message', 'function_call' and 'function_call_output'.")
	}
	return s.keep(ctx, item.ID, shown, said)
}

// contentParts returns the parts of a message as shown, and their text. Of audio only the length is used.
func contentParts(raw []json.RawMessage) ([]map[string]any, string, error) {
	parts, text := []map[string]any{}, ""
	for i, one := range raw {
		var part struct {
			Type       string `json:"type"`
			Text       string `json:"text"`
			Audio      string `json:"audio"`
			Transcript string `json:"transcript"`
		}
		if err := json.Unmarshal(one, &part); err != nil {
			return nil, "", invalid(fmt.Sprintf("item.content[%d]", i), "The part could not be read: "+err.Error()+".")
		}
		said := part.Text
		switch part.Type {
		case "input_text", "text", "output_text":
			parts = append(parts, map[string]any{"type": part.Type, "text": part.Text})
		case "input_audio", "output_audio", "audio":
			length, err := audioLength(part.Audio)
			if err != nil {
				return nil, "", err
			}
			said = orElse(part.Transcript, heardAudio(length))
			parts = append(parts, map[string]any{"type": part.Type, "transcript": part.Transcript})
		case "input_image":
			said = "[image]"
			parts = append(parts, map[string]any{"type": part.Type})
		default:
			return nil, "", invalid(fmt.Sprintf("item.content[%d].type", i), "Invalid value: '"+part.Type+"'. Supported values are: 'input_text', 'input_audio', 'input_image', 'output_text' and 'output_audio'.")
		}
		if text != "" {
			text += "\n"
		}
		text += said
	}
	return parts, text, nil
}

// audioLength returns the number of bytes of base64 audio.
func audioLength(encoded string) (int, error) {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return 0, invalid("audio", "Invalid audio: expected base64.")
	}
	return len(raw), nil
}

// heardAudio returns the text that represents audio in the conversation: the built-in model does not understand audio.
func heardAudio(length int) string {
	return fmt.Sprintf("[%.1f seconds of audio]", float64(length)/(2*toneRate))
}

// keep adds an item, and notifies the client.
func (s *realtimeSession) keep(ctx context.Context, id string, shown map[string]any, said message) error {
	s.mu.Lock()
	if len(s.items) >= maxRealtimeItems || s.text+len(said.Content) > maxRealtimeText {
		s.mu.Unlock()
		return invalid("item", "The conversation is too long.")
	}
	if id == "" {
		id = fmt.Sprintf("item_%08d", len(s.items)+1)
		for s.find(id) >= 0 {
			id += "x"
		}
	} else if s.find(id) >= 0 || len(id) > 64 {
		s.mu.Unlock()
		return invalid("item.id", "The item's id is in use, or longer than 64 characters.")
	}
	var previous any
	if len(s.items) > 0 {
		previous = s.items[len(s.items)-1].id
	}
	shown["id"] = id
	s.items = append(s.items, realtimeItem{id, shown, said})
	s.text += len(said.Content)
	s.mu.Unlock()
	members := map[string]any{"previous_item_id": previous, "item": shown}
	if s.beta {
		s.send(ctx, "conversation.item.created", members)
		return nil
	}
	s.send(ctx, "conversation.item.added", members)
	s.send(ctx, "conversation.item.done", members)
	return nil
}

// find returns the index of an item; -1 if there is none. The caller must hold the lock.
func (s *realtimeSession) find(id string) int {
	return slices.IndexFunc(s.items, func(item realtimeItem) bool { return item.id == id })
}

func (s *realtimeSession) deleteItem(ctx context.Context, in clientEvent) error {
	s.mu.Lock()
	at := s.find(in.ItemID)
	if at >= 0 {
		s.text -= len(s.items[at].said.Content)
		s.items = slices.Delete(s.items, at, at+1)
	}
	s.mu.Unlock()
	if at < 0 {
		return noItem()
	}
	s.send(ctx, "conversation.item.deleted", map[string]any{"item_id": in.ItemID})
	return nil
}

func (s *realtimeSession) retrieveItem(ctx context.Context, in clientEvent) error {
	s.mu.Lock()
	at := s.find(in.ItemID)
	var shown map[string]any
	if at >= 0 {
		shown = s.items[at].shown
	}
	s.mu.Unlock()
	if at < 0 {
		return noItem()
	}
	s.send(ctx, "conversation.item.retrieved", map[string]any{"item": shown})
	return nil
}

func noItem() error {
	return &refusal{code: "item_not_found", param: "item_id", message: "There is no item of that id in the conversation."}
}

// appendAudio counts audio without storing it: the built-in model uses only its length.
func (s *realtimeSession) appendAudio(in clientEvent) error {
	length, err := audioLength(in.Audio)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.audio += length
	s.mu.Unlock()
	return nil
}

// commitAudio turns the input buffer into an item. As at OpenAI, it needs at least 100 ms of audio.
func (s *realtimeSession) commitAudio(ctx context.Context) error {
	s.mu.Lock()
	length := s.audio
	s.audio = 0
	var previous any
	if len(s.items) > 0 {
		previous = s.items[len(s.items)-1].id
	}
	id := fmt.Sprintf("item_audio_%08d", s.events)
	s.mu.Unlock()
	if length < toneRate*2/10 {
		return &refusal{code: "input_audio_buffer_commit_empty", message: "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio."}
	}
	s.send(ctx, "input_audio_buffer.committed", map[string]any{"previous_item_id": previous, "item_id": id})
	shown := map[string]any{
		"type": "message", "object": "realtime.item", "status": "completed", "role": "user",
		"content": []map[string]any{{"type": "input_audio", "transcript": nil}},
	}
	return s.keep(ctx, id, shown, message{Role: "user", Content: content(heardAudio(length))})
}
