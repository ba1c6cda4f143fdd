package token

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

func TestVerifyRejectsOversizedAndDeeplyNestedTokens(t *testing.T) {
	b := setUp(t)
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	header := part(`{"alg":"RS256","kid":"x"}`)
	nested := strings.Repeat("[", 11_000) + strings.Repeat("]", 11_000)
	for what, raw := range map[string]string{
		"larger than a header":       header + "." + strings.Repeat("A", 10<<20) + ".x",
		"many parts":                 strings.Repeat("a.", 8_000) + "a",
		"a deeply nested payload":    header + "." + part(`{"x":`+strings.Repeat("[", 5_000)+strings.Repeat("]", 5_000)+"}") + "." + part("x"),
		"a payload too deep to read": header + "." + part(nested) + ".x",
		"a deeply nested header":     part(`{"alg":"RS256","x":`+strings.Repeat(`{"y":`, 2_000)+"1"+strings.Repeat("}", 2_000)+"}") + ".e30." + part("x"),
	} {
		started := time.Now()
		if got := b.reason(raw); got == "" {
			t.Errorf("%s: accepted", what)
		}
		if took := time.Since(started); took > time.Second {
			t.Errorf("%s: took %s", what, took)
		}
	}
}
