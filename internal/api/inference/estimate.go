package inference

import "encoding/json"

// What an estimate counts. Source of the rule: Azure OpenAI quota, "the prompt's text and count, and max_tokens";
// that about four bytes of English make a token is OpenAI's own rule of thumb.
const (
	bytesPerToken = 4
	defaultReply  = 16 // tokens, where the request has no limit: the default of the completions API
	longRun       = 1024
	runTokens     = 256 // what a longer run counts: it is an image or a sound, and no text
	maxEstimate   = 1 << 30
)

// estimate is how many tokens a call may cost, before it is made: those of what it asks, by its length, and as many
// as it lets the model answer. Embeddings have no answer in tokens.
func (doc *document) estimate(embeds bool) int64 {
	var prompt, reply, choices int64 = 0, -1, 1
	for _, m := range doc.members {
		value := doc.body[m.value:m.end]
		switch string(m.name) {
		case "messages", "prompt", "input", "instructions", "system", "tools", "functions", "response_format", "text":
			prompt += textTokens(value)
		case "max_tokens", "max_completion_tokens", "max_output_tokens":
			reply = max(reply, number(value))
		case "n", "best_of":
			choices = max(choices, number(value))
		}
	}
	switch {
	case embeds:
		reply = 0
	case reply < 0:
		reply = defaultReply
	}
	return min(prompt+min(reply, maxEstimate)*min(choices, 128), maxEstimate)
}

// number is a whole number that is not negative, or 0.
func number(value []byte) int64 {
	var n int64
	if json.Unmarshal(value, &n) != nil {
		return 0
	}
	return max(n, 0)
}

// textTokens estimates the tokens of JSON: a quarter of its bytes, a third of those beyond ASCII, and little for a run
// that is too long to be words.
func textTokens(text []byte) int64 {
	var ascii, beyond, tokens int64
	run := int64(0)
	end := func() {
		if run > longRun {
			tokens += runTokens
		} else {
			ascii += run
		}
		run = 0
	}
	for _, b := range text {
		switch {
		case b >= 0x80:
			end()
			beyond++
		case b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '=' || b == '-' || b == '_':
			run++
		default:
			end()
			ascii++
		}
	}
	end()
	return tokens + (ascii+bytesPerToken-1)/bytesPerToken + (beyond+2)/3
}
