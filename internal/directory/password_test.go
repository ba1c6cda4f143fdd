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
	generated := HashGeneratedPassword("Kivo-mura-tesi-dalo-8203")
	rows := []struct {
		what, phc, password string
		want                bool
	}{
		{"the right password", phc, "correct horse", true},
		{"a wrong password", phc, "correct horse ", false},
		{"none", phc, "", false},
		{"the right generated password", generated, "Kivo-mura-tesi-dalo-8203", true},
		{"a wrong generated password", generated, "Kivo-mura-tesi-dalo-8204", false},
		{"no password set", "", "", false},
		{"no password set, zeros given", "", strings.Repeat("\x00", 32), false},
		{"a hash of another kind", "$2y$10$abcdefghijklmnopqrstuv", "x", false},
		{"a hash with an excessive cost", strings.Replace(phc, "m=19456", "m=4194304", 1), "correct horse", false},
		{"an empty hash", phc[:strings.LastIndex(phc, "$")+1], "correct horse", false},
		{"a password above the maximum length", HashPassword(strings.Repeat("a", 300)), strings.Repeat("a", 300), false},
	}
	for _, row := range rows {
		if got := VerifyPassword(row.phc, row.password); got != row.want {
			t.Errorf("%s: %v", row.what, got)
		}
	}
}

func TestVerifyPasswordTakesConstantTime(t *testing.T) {
	phc := HashPassword("x")
	cost := func(phc string) time.Duration {
		start := time.Now()
		VerifyPassword(phc, "y")
		return time.Since(start)
	}
	for what, other := range map[string]string{"an unknown account": "", "a generated password": HashGeneratedPassword("x")} {
		// The shortest of several times is least affected by other load.
		known, unknown := time.Hour, time.Hour
		for range 100 {
			known, unknown = min(known, cost(phc)), min(unknown, cost(other))
			if unknown >= known/2 && unknown <= known*2 {
				break
			}
		}
		if unknown < known/2 || unknown > known*2 {
			t.Errorf("a chosen password %v, %s %v", known, what, unknown)
		}
	}
}

func FuzzVerifyPassword(f *testing.F) {
	f.Add(HashPassword("a"), "a")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA", "b")
	f.Fuzz(func(t *testing.T, phc, password string) {
		if h, err := parsePHC(phc); err == nil && (h.memory > 1<<10 || h.time > 2) {
			return // bounded, but too slow to try often
		}
		VerifyPassword(phc, password)
	})
}
