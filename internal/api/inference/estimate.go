package inference

import (
	"encoding/binary"
	"encoding/json"
	"math/bits"
)

// Parameters of the estimate. Source of the rule: Azure OpenAI quota, "the prompt's text and count, and max_tokens".
// Four bytes of English text per token is OpenAI's rule of thumb.
const (
	bytesPerToken = 4
	defaultReply  = 16 // tokens, if the request sets no limit: the default of the completions API
	longRun       = 1024
	runTokens     = 256 // tokens of a longer run, which is an image or audio rather than text
	maxEstimate   = 1 << 30
)

// estimate returns the number of tokens that a call may cost, before it is sent: those of the prompt, by its length,
// plus the limit of the reply. Embeddings have no reply in tokens.
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

// number parses a non-negative integer. It returns 0 if value is not one.
func number(value []byte) int64 {
	var n int64
	if json.Unmarshal(value, &n) != nil {
		return 0
	}
	return max(n, 0)
}

// textTokens estimates the tokens of JSON: a quarter of its bytes, a third of those outside ASCII, and a fixed number for a run
// that is too long to be words.
func textTokens(text []byte) int64 {
	beyond := highBytes(text)
	ascii, tokens := int64(len(text))-beyond, int64(0)
	// A run longer than longRun contains a multiple of it, so only those positions need to be checked.
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

// inRun reports whether b can be part of an image or audio in base64.
func inRun(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '=' || b == '-' || b == '_'
}

// highBytes counts the bytes outside ASCII.
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
