package upstream

import "unicode"

// longestToken is how many letters one token has at most; with it, counts come near those of real tokenizers.
const longestToken = 8

// tokenize cuts text into tokens: runs of letters or digits with the space before them, and single marks. Joined,
// they are text again.
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
