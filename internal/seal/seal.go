// Package seal protects private keys and account keys at rest with one key-encryption key, AES-256-GCM.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"

	"keyless.dev/keyless/internal/textfile"
)

// Box seals with one key-encryption key. It opens with that, and with those of With.
type Box struct {
	aead   cipher.AEAD
	key    []byte
	others []*Box
}

// With makes a Box that seals as b does, and also opens what others have sealed: while one key takes the place of another.
func (b *Box) With(others ...*Box) *Box {
	return &Box{aead: b.aead, key: b.key, others: others}
}

// New makes a Box of a 32-byte key-encryption key.
func New(key []byte) (*Box, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("a key-encryption key has 32 bytes, this one has %d", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &Box{aead: aead, key: bytes.Clone(key)}, err
}

// maxKeyFile bounds the file of the key, in bytes.
const maxKeyFile = 4 << 10

// FromFile reads the key-encryption key from a file that holds its base64. With create, a missing file is made with
// a new random key, readable by its owner only.
func FromFile(path string, create bool) (*Box, error) {
	text, err := textfile.Read(path, maxKeyFile)
	if errors.Is(err, os.ErrNotExist) && create {
		key := make([]byte, 32)
		_, _ = rand.Read(key)
		text = []byte(base64.StdEncoding.EncodeToString(key) + "\n")
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("%s holds no base64: %w", path, err)
	}
	return New(key)
}

// Seal encrypts plain. What names the place it is kept in, so that a sealed value cannot be moved to another.
func (b *Box) Seal(plain []byte, what string) []byte {
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce)
	return b.aead.Seal(nonce, nonce, plain, []byte(what))
}

// Open decrypts what Seal made for the same place.
func (b *Box) Open(sealed []byte, what string) ([]byte, error) {
	n := b.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("a sealed value is cut short")
	}
	plain, err := b.aead.Open(nil, sealed[:n], sealed[n:], []byte(what))
	if err == nil {
		return plain, nil
	}
	for _, other := range b.others {
		if plain, err := other.Open(sealed, what); err == nil {
			return plain, nil
		}
	}
	return nil, fmt.Errorf("a sealed value does not open with this key-encryption key: %w", err)
}

// Reseal returns sealed as this Box's own key seals it. changed is false if that key has sealed it already.
func (b *Box) Reseal(sealed []byte, what string) (fresh []byte, changed bool, err error) {
	own := Box{aead: b.aead, key: b.key}
	if _, err := own.Open(sealed, what); err == nil {
		return sealed, false, nil
	}
	plain, err := b.Open(sealed, what)
	if err != nil {
		return nil, false, err
	}
	return b.Seal(plain, what), true, nil
}

// Derive makes a 32-byte secret for one purpose, the same each time, from which the key-encryption key cannot be had.
func (b *Box) Derive(purpose string) []byte {
	secret, err := hkdf.Key(sha256.New, b.key, nil, purpose, 32)
	if err != nil {
		panic(err) // only for lengths that no caller can ask for
	}
	return secret
}
