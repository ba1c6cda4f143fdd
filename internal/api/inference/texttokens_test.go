package inference

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// plainTokens is textTokens byte by byte.
func plainTokens(text []byte) int64 {
	var ascii, beyond, tokens, run int64
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
		case inRun(b):
			run++
		default:
			end()
			ascii++
		}
	}
	end()
	return tokens + (ascii+bytesPerToken-1)/bytesPerToken + (beyond+2)/3
}

func TestTextTokensMatchesTheReference(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var text []byte
		for range random.IntN(6) {
			text = append(text, bytes.Repeat([]byte{"aZ9+ \n\xc3"[random.IntN(7)]}, random.IntN(3)*(longRun/2)+random.IntN(5)+random.IntN(2)*longRun)...)
		}
		if got, want := textTokens(text), plainTokens(text); got != want {
			t.Fatalf("%d, want %d, of %d bytes", got, want, len(text))
		}
	}
}
