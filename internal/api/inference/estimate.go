package inference

import (
	"encoding/binary"
	"encoding/json"
	"math/bits"
)

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
	beyond := highBytes(text)
	ascii, tokens := int64(len(text))-beyond, int64(0)
	// A run that is longer than longRun lies over a multiple of it, so that nothing else has to be looked at.
	for at := 0; at < len(text); {
		if !inRun(text[at]) {
			at += longRun
			continue
		}
		from, to := at, at+1
		for from > 0 && inRun(text[from-1]) {
			from--
		}
		for to < len(text) && inRun(text[to]) {
			to++
		}
		if to-from > longRun {
			ascii -= int64(to - from)
			tokens += runTokens
		}
		at = (to/longRun + 1) * longRun
	}
	return tokens + (ascii+bytesPerToken-1)/bytesPerToken + (beyond+2)/3
}

// inRun reports whether b may be part of an image or a sound as text.
func inRun(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '=' || b == '-' || b == '_'
}

// highBytes counts the bytes beyond ASCII.
func highBytes(text []byte) int64 {
	const highs = 0x8080808080808080
	n := 0
	for ; len(text) >= 32; text = text[32:] {
		a, b := binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[8:])
		c, d := binary.LittleEndian.Uint64(text[16:]), binary.LittleEndian.Uint64(text[24:])
		if (a|b|c|d)&highs != 0 {
			n += bits.OnesCount64(a&highs) + bits.OnesCount64(b&highs) + bits.OnesCount64(c&highs) + bits.OnesCount64(d&highs)
		}
	}
	for ; len(text) >= 8; text = text[8:] {
		n += bits.OnesCount64(binary.LittleEndian.Uint64(text) & highs)
	}
	for _, b := range text {
		n += int(b >> 7)
	}
	return int64(n)
}
