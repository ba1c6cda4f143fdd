// Package seal encrypts secrets at rest with a key-encryption key, using AES-256-GCM.
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
	"path/filepath"
	"strings"

	"keyless.dev/keyless/internal/textfile"
)

// Box seals with one key-encryption key. It opens values sealed with that key or with those added by With.
type Box struct {
	aead   cipher.AEAD
	key    []byte
	others []*Box
}

// With returns a Box that seals as b does and also opens values sealed by others, for replacing a key.
func (b *Box) With(others ...*Box) *Box {
	return &Box{aead: b.aead, key: b.key, others: others}
}

// New returns a Box for a 32-byte key-encryption key.
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

// maxKeyFile is the maximum size of the key file in bytes.
const maxKeyFile = 4 << 10

// FromFile reads the key-encryption key from a file that contains it in base64. If create is set and the file does not
// exist, it creates one with a new random key, readable only by its owner. It never changes a file that exists.
func FromFile(path string, create bool) (*Box, error) {
	text, err := textfile.Read(path, maxKeyFile)
	if errors.Is(err, os.ErrNotExist) && create {
		if err = newFile(path); err == nil || errors.Is(err, os.ErrExist) { // another process may have been faster
			text, err = textfile.Read(path, maxKeyFile)
		}
	}
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("%s is not base64: %w", path, err)
	}
	return New(key)
}

// newFile writes a new key to a file. The file has its name only when it is complete, so that nobody reads a part of it. It
// fails with os.ErrExist if there is a file of that name.
func newFile(path string) error {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // readable by its owner only
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return claim(f.Name(), path)
}

// claim gives a file a second name, which must be free. Some file systems have no such names; there the file is copied.
func claim(from, to string) error {
	if err := os.Link(from, to); err == nil || errors.Is(err, os.ErrExist) {
		return err
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// Seal encrypts plain. what names the place where it is stored, so that a sealed value cannot be moved to another place.
func (b *Box) Seal(plain []byte, what string) []byte {
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce)
	return b.aead.Seal(nonce, nonce, plain, []byte(what))
}

// Open decrypts a value that was sealed for the same place.
func (b *Box) Open(sealed []byte, what string) ([]byte, error) {
	n := b.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("a sealed value is truncated")
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

// Rewrap returns the value sealed with this Box's own key. changed is false if it was sealed with that key before.
func (b *Box) Rewrap(sealed []byte, what string) (fresh []byte, changed bool, err error) {
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

// Derive returns a 32-byte key for the given purpose. It is deterministic and does not reveal the key-encryption key.
func (b *Box) Derive(purpose string) []byte {
	secret, err := hkdf.Key(sha256.New, b.key, nil, purpose, 32)
	if err != nil {
		panic(err) // only for lengths above 8160 bytes
	}
	return secret
}
