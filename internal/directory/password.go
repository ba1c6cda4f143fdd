package directory

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/crypto/argon2"
)

// MaxPassword is the maximum length of a password in bytes, as in Entra.
const MaxPassword = 256

// The cost of hashing: the second of OWASP's recommended settings for argon2id, about 20 ms on one core.
const (
	passwordMemory  = 19 << 10 // KiB
	passwordTime    = 2
	passwordThreads = 1
	passwordSize    = 32
)

// The cost of hashing a generated password, about 1 ms on one core.
const (
	generatedMemory = 1 << 10 // KiB
	generatedTime   = 1
)

// GoodPassword reports whether a password meets Entra's rules: at least 8 characters, of three of the four kinds (lower-case
// letters, upper-case letters, digits, others).
func GoodPassword(password string) bool {
	if len([]rune(password)) < 8 || len(password) > MaxPassword {
		return false
	}
	kinds := 0
	for _, is := range []func(rune) bool{
		unicode.IsLower, unicode.IsUpper, unicode.IsDigit,
		func(c rune) bool { return !unicode.IsLower(c) && !unicode.IsUpper(c) && !unicode.IsDigit(c) },
	} {
		if strings.ContainsFunc(password, is) {
			kinds++
		}
	}
	return kinds >= 3
}

// HashPassword returns the argon2id hash of password with a new salt, in PHC form:
// $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func HashPassword(password string) string {
	return hashPassword(password, passwordTime, passwordMemory)
}

// HashGeneratedPassword is HashPassword at a lower cost, for a password of at least 60 random bits: to try them all at this
// cost takes longer than to try all that people choose at the cost of HashPassword.
func HashGeneratedPassword(password string) string {
	return hashPassword(password, generatedTime, generatedMemory)
}

func hashPassword(password string, time, memory uint32) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	hash := argon2.IDKey([]byte(password), salt, time, memory, passwordThreads, passwordSize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, time, passwordThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(hash))
}

// VerifyPassword reports whether phc is a hash of password. It takes the same time for a hash of a generated password, and for
// an empty or invalid phc, for which it returns false, so that timing does not disclose whether an account exists.
func VerifyPassword(phc, password string) bool {
	known, err := parsePHC(phc)
	if err != nil {
		known = phcHash{memory: passwordMemory, time: passwordTime, threads: passwordThreads, salt: make([]byte, 16), hash: make([]byte, passwordSize)}
	}
	if len(password) > MaxPassword {
		password, err = "", fmt.Errorf("the password is longer than %d bytes", MaxPassword)
	}
	hash := argon2.IDKey([]byte(password), known.salt, known.time, known.memory, known.threads, uint32(len(known.hash)))
	if known.time*known.memory < passwordTime*passwordMemory {
		argon2.IDKey([]byte(password), known.salt, passwordTime, passwordMemory, passwordThreads, passwordSize)
	}
	return subtle.ConstantTimeCompare(hash, known.hash) == 1 && err == nil
}

type phcHash struct {
	memory, time uint32
	threads      uint8
	salt, hash   []byte
}

// parsePHC parses the form that HashPassword writes. It limits the cost, so that an imported hash cannot stall the server.
func parsePHC(text string) (phcHash, error) {
	var h phcHash
	var version int
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return h, fmt.Errorf("no argon2id hash in PHC form")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return h, fmt.Errorf("argon2 version %q is not known", parts[2])
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.threads); err != nil {
		return h, fmt.Errorf("argon2 parameters %q: %w", parts[3], err)
	}
	if h.memory == 0 || h.memory > 1<<18 || h.time == 0 || h.time > 16 || h.threads == 0 || h.threads > 16 {
		return h, fmt.Errorf("argon2 parameters %q are out of bounds", parts[3])
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return h, err
	}
	if h.hash, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return h, err
	}
	if len(h.salt) < 8 || len(h.hash) < 16 || len(h.hash) > 64 {
		return h, fmt.Errorf("salt or hash is of a wrong length")
	}
	return h, nil
}
