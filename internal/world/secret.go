package world

import (
	"fmt"
	"io"
	"math"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// Passwords are made of syllables, so that they can be read from one screen and typed on another, with an upper-case
// letter, digits and a sign for directories that ask for them: "Kivo-mura-tesi-dalo-8203". Secrets are for machines.
const (
	consonants   = "bdfghjklmnprstvz"
	vowels       = "aeiou"
	alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

	syllables  = 8
	digits     = 4
	secretSize = 40 // 238 bits
)

// passwordBits is the entropy of newPassword, 63.8 bits.
func passwordBits() float64 {
	return syllables*math.Log2(float64(len(consonants)*len(vowels))) + digits*math.Log2(10)
}

// newPassword makes a password of passwordBits.
func newPassword(random io.Reader) (string, error) {
	var out strings.Builder
	for i := range syllables {
		if i > 0 && i%2 == 0 {
			out.WriteByte('-')
		}
		if err := pick(random, &out, consonants, vowels); err != nil {
			return "", err
		}
	}
	out.WriteByte('-')
	for range digits {
		if err := pick(random, &out, "0123456789"); err != nil {
			return "", err
		}
	}
	text := out.String()
	return ascii.ToUpper(text[:1]) + text[1:], nil
}

// newSecret makes a client secret: letters and digits alone, since az takes a value that starts with a dash for an
// option, and shells have ideas about most other signs.
func newSecret(random io.Reader) (string, error) {
	var out strings.Builder
	for range secretSize {
		if err := pick(random, &out, alphanumeric); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

// pick writes one byte of each set, each as likely as any other.
func pick(random io.Reader, out *strings.Builder, sets ...string) error {
	for _, set := range sets {
		i, err := below(random, len(set))
		if err != nil {
			return fmt.Errorf("the source of random bytes failed: %w", err)
		}
		out.WriteByte(set[i])
	}
	return nil
}

// below draws a number from 0 to n-1 without bias.
func below(random io.Reader, n int) (int, error) {
	limit := 256 - 256%n
	var one [1]byte
	for {
		if _, err := io.ReadFull(random, one[:]); err != nil {
			return 0, err
		}
		if int(one[0]) < limit {
			return int(one[0]) % n, nil
		}
	}
}

// NewPassword makes a password of 63 bits that can be read from one screen and typed on another.
func NewPassword(random io.Reader) (string, error) { return newPassword(random) }
