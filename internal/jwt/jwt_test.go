package jwt

import (
	"crypto/rsa"
	"strings"
	"testing"
)

func FuzzToken(f *testing.F) {
	f.Add("e30.e30.AAAA")
	f.Add("Bearer eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjFlOTksImF1ZCI6WyJ4Il19.AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		token, err := Parse(text)
		if err != nil {
			return
		}
		for _, name := range token.Names() {
			if said := Format(name, token.Claims[name]); strings.ContainsAny(said, "\x00\x1b\n\r") {
				t.Errorf("%q would reach the terminal", said)
			}
			_ = Meaning(name, token.Claims)
		}
		if VerifySignature(token, map[string]*rsa.PublicKey{}) == nil {
			t.Error("signed by no key")
		}
	})
}
