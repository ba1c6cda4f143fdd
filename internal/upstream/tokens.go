package upstream

import "unicode"

// longestToken is the maximum number of letters in a token, which makes counts similar to those of real tokenizers.
const longestToken = 8

// tokenize splits text into tokens: runs of letters or digits with the preceding space, and single other characters. Joined,
// the tokens give text again.
func tokenize(text string) []string {
	var tokens []string
	start, letters := 0, 0
	var last rune
	for i, r := range text {
		word := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		glued := word && (letters > 0 && letters < longestToken && r < 0x2e80 || letters == 0 && last == ' ' && i == start+1)
		if i > start && !glued {
			tokens = append(tokens, text[start:i])
			start, letters = i, 0
		}
		if word {
			letters++
		}
		last = r
	}
	if start < len(text) {
		tokens = append(tokens, text[start:])
	}
	return tokens
}

func countTokens(text string) int { return len(tokenize(text)) }
