package upstream

// responsesEvents builds the numbered events of a response. Source: OpenAI API reference, "Responses streaming".
type responsesEvents struct {
	stream *stream
	number int
	err    error
}

// add appends an event with the given members besides type and sequence_number.
func (e *responsesEvents) add(kind string, members map[string]any) {
	if e.err != nil {
		return
	}
	members["type"], members["sequence_number"] = kind, e.number
	e.number++
	e.err = e.stream.addNamed(kind, members)
}

// stream adds the events to s, and leaves w in the state of the last event.
func (w *responsesWhole) stream(s *stream, out *said, items []outputItem, u usage) (*reply, error) {
	e := &responsesEvents{stream: s}
	e.add("response.created", map[string]any{"response": w})
	e.add("response.in_progress", map[string]any{"response": w})
	for i, item := range items {
		if item.Type == "message" {
			e.message(i, item, out)
		} else {
			e.call(i, item)
		}
		e.add("response.output_item.done", map[string]any{"output_index": i, "item": item})
	}
	w.end(out, items, u)
	last := "response.completed"
	if w.Status == "incomplete" {
		last = "response.incomplete"
	}
	e.add(last, map[string]any{"response": w})
	return &reply{events: s}, e.err
}

// message adds the events of a message: its start, each token and its end.
func (e *responsesEvents) message(index int, item outputItem, out *said) {
	open := item
	open.Status, open.Content = "in_progress", []outputText{}
	at := func(members map[string]any) map[string]any {
		members["item_id"], members["output_index"], members["content_index"] = item.ID, index, 0
		return members
	}
	e.add("response.output_item.added", map[string]any{"output_index": index, "item": open})
	e.add("response.content_part.added", at(map[string]any{"part": newText("")}))
	for _, token := range out.tokens {
		e.add("response.output_text.delta", at(map[string]any{"delta": token, "logprobs": []any{}}))
	}
	e.add("response.output_text.done", at(map[string]any{"text": out.text(), "logprobs": []any{}}))
	e.add("response.content_part.done", at(map[string]any{"part": newText(out.text())}))
}

// call adds the events of a tool call.
func (e *responsesEvents) call(index int, item outputItem) {
	open, empty := item, ""
	open.Status, open.Arguments = "in_progress", &empty
	e.add("response.output_item.added", map[string]any{"output_index": index, "item": open})
	e.add("response.function_call_arguments.delta", map[string]any{"item_id": item.ID, "output_index": index, "delta": *item.Arguments})
	e.add("response.function_call_arguments.done", map[string]any{"item_id": item.ID, "output_index": index, "name": item.Name, "arguments": *item.Arguments})
}
