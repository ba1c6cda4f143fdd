package world

import (
	"fmt"
	"io"
	"math"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// Passwords consist of syllables, so that people can read them from one screen and type them on another, with an upper-case
// letter, digits and hyphens for directories that require them: "Kivo-mura-tesi-dalo-8203". Secrets are for programs.
const (
	consonants   = "bdfghjklmnprstvz"
	vowels       = "aeiou"
	alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

	syllables  = 8
	digits     = 4
	secretSize = 40 // 238 bits
)

// passwordBits returns the entropy of newPassword, 63.8 bits.
func passwordBits() float64 {
	return syllables*math.Log2(float64(len(consonants)*len(vowels))) + digits*math.Log2(10)
}

// newPassword returns a random password.
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

// newSecret returns a client secret of letters and digits only, because az takes a value that starts with a dash for an
// option, and shells interpret most other characters.
func newSecret(random io.Reader) (string, error) {
	var out strings.Builder
	for range secretSize {
		if err := pick(random, &out, alphanumeric); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

// pick writes a random byte of each set.
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

// below returns an unbiased random number from 0 to n-1.
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

// NewPassword returns a random password of 63 bits that is easy to read and type.
func NewPassword(random io.Reader) (string, error) { return newPassword(random) }
