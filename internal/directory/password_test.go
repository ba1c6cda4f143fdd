package directory

import (
	"strings"
	"testing"
	"time"
)

func TestPasswords(t *testing.T) {
	phc := HashPassword("correct horse")
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") || phc == HashPassword("correct horse") {
		t.Fatalf("hash is %q", phc)
	}
	rows := []struct {
		what, phc, password string
		want                bool
	}{
		{"the right password", phc, "correct horse", true},
		{"a wrong one", phc, "correct horse ", false},
		{"none", phc, "", false},
		{"no password set", "", "", false},
		{"no password set, zeros given", "", strings.Repeat("\x00", 32), false},
		{"a hash of another kind", "$2y$10$abcdefghijklmnopqrstuv", "x", false},
		{"a hash with a ruinous cost", strings.Replace(phc, "m=19456", "m=4194304", 1), "correct horse", false},
		{"an empty hash", phc[:strings.LastIndex(phc, "$")+1], "correct horse", false},
		{"longer than any password may be", HashPassword(strings.Repeat("a", 300)), strings.Repeat("a", 300), false},
	}
	for _, row := range rows {
		if got := VerifyPassword(row.phc, row.password); got != row.want {
			t.Errorf("%s: %v", row.what, got)
		}
	}
}

func TestAnUnknownAccountCostsAsMuch(t *testing.T) {
	phc := HashPassword("x")
	cost := func(phc string) time.Duration {
		best := time.Hour
		for range 5 {
			start := time.Now()
			VerifyPassword(phc, "y")
			best = min(best, time.Since(start))
		}
		return best
	}
	known, unknown := cost(phc), cost("")
	if unknown < known/2 || unknown > known*2 {
		t.Errorf("known %v, unknown %v", known, unknown)
	}
}

func FuzzVerifyPassword(f *testing.F) {
	f.Add(HashPassword("a"), "a")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA", "b")
	f.Fuzz(func(t *testing.T, phc, password string) {
		if h, err := parsePHC(phc); err == nil && (h.memory > 1<<10 || h.time > 2) {
			return // bounded, but too slow to try many of
		}
		VerifyPassword(phc, password)
	})
}
