package upstream

// Azure annotates responses with the results of its content filters. The built-in model has no filters: it reports that nothing
// was found, in Azure's format. Source: "Content filtering in Azure OpenAI", and captures of streams, whose first event has no
// choices.

// HeaderAzure marks a request on a route of Azure OpenAI. It is internal to this process.
const HeaderAzure = "X-Keyless-Azure"

type filterResult struct {
	Filtered bool   `json:"filtered"`
	Severity string `json:"severity,omitempty"`
	Detected *bool  `json:"detected,omitempty"`
}

type promptFilter struct {
	Index   int                     `json:"prompt_index"`
	Results map[string]filterResult `json:"content_filter_results"`
}

// safe returns the results of the categories that apply to prompts and responses.
func safe() map[string]filterResult {
	none := filterResult{Severity: "safe"}
	return map[string]filterResult{"hate": none, "self_harm": none, "sexual": none, "violence": none}
}

// promptFilters returns the results for a prompt, which include attack detection.
func promptFilters() []promptFilter {
	results, no := safe(), false
	results["jailbreak"] = filterResult{Detected: &no}
	return []promptFilter{{Results: results}}
}

// filterEvent is the first event of a stream.
type filterEvent struct {
	Choices []chunkChoice  `json:"choices"`
	Created int64          `json:"created"`
	ID      string         `json:"id"`
	Model   string         `json:"model"`
	Object  string         `json:"object"`
	Filters []promptFilter `json:"prompt_filter_results"`
}
