package upstream

import (
	"encoding/json"
	"slices"
)

// chatMembers lists the members of a chat request that Azure OpenAI accepts. Source: the OpenAI API reference, "Create chat
// completion", and Azure's additions.
func chatMembers() []string {
	return []string{
		"audio", "data_sources", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens",
		"max_tokens", "messages", "metadata", "modalities", "model", "n", "parallel_tool_calls", "prediction", "presence_penalty",
		"prompt_cache_key", "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier", "seed",
		"service_tier", "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p",
		"user", "user_security_context", "verbosity", "web_search_options",
	}
}

// checkAzure rejects what Azure OpenAI rejects, with its messages. Source: responses of the service.
func (in *chatRequest) checkAzure(body []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return invalid("", "The request body could not be read: "+err.Error()+".")
	}
	for name := range members {
		if !slices.Contains(chatMembers(), name) {
			return &refusal{status: 400, message: "Unrecognized request argument supplied: " + name}
		}
	}
	if in.StreamOptions != nil && !in.Stream {
		return &refusal{status: 400, param: "stream_options", message: "The 'stream_options' parameter is only allowed when 'stream' is enabled."}
	}
	for _, r := range []struct {
		name      string
		value     *float64
		low, high float64
		bounds    string
	}{
		{"temperature", in.Temperature, 0, 2, "0 and 2"},
		{"top_p", in.TopP, 0, 1, "0 and 1"},
		{"presence_penalty", in.PresencePenalty, -2, 2, "-2 and 2"},
		{"frequency_penalty", in.FrequencyPenalty, -2, 2, "-2 and 2"},
	} {
		if r.value != nil && (*r.value < r.low || *r.value > r.high) {
			return &refusal{status: 400, param: r.name, message: "Invalid '" + r.name + "': expected a value between " + r.bounds + "."}
		}
	}
	return in.checkToolMessages()
}

// checkToolMessages rejects a tool message without a preceding call by the assistant.
func (in *chatRequest) checkToolMessages() error {
	called := map[string]bool{}
	for _, m := range in.Messages {
		switch m.Role {
		case "assistant":
			clear(called)
			for _, call := range m.ToolCalls {
				called[call.ID] = true
			}
		case "tool":
			if !called[m.ToolCallID] {
				return &refusal{
					status: 400, param: "messages.[0].role",
					message: "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", //nolint:misspell // Azure's own word
				}
			}
		}
	}
	return nil
}
