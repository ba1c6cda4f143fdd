package token

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" // x5t is a SHA-1 thumbprint; it identifies a key and protects nothing
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"

	"keyless.dev/keyless/internal/seal"
)

// The rotation of signing keys of a server.
const (
	// DefaultKeyRotation is how long a key signs.
	DefaultKeyRotation = 30 * 24 * time.Hour
	// KeyLead is how long a new key is published before it signs. Clients cache a key set for an hour.
	KeyLead = 2 * time.Hour
	// KeyKeep is how long a key stays published after it has last signed: longer than the lifetime of any token.
	KeyKeep = 25 * time.Hour
)

// StoredKey is a signing key as stored.
type StoredKey struct {
	ID          string    // kid
	Sealed      []byte    // PKCS #8, sealed
	Certificate []byte    // DER, self-signed
	SignsFrom   time.Time // when it starts to sign; it is published before
	EndsAt      time.Time // when it is no longer published; zero while it has no successor
}

// KeyStore stores signing keys, within one transaction.
type KeyStore interface {
	// SigningKeys returns all keys in any order.
	SigningKeys() ([]StoredKey, error)
	// PutSigningKey creates or replaces a key.
	PutSigningKey(StoredKey) error
}

// Keys holds the decrypted signing keys of this service. It is safe for concurrent use.
type Keys struct {
	box     *seal.Box
	now     func() time.Time
	loading sync.Mutex // held from reading the store until current is set, so that an older state never replaces a newer one
	current atomic.Pointer[keySet]
}

type keySet struct {
	byID map[string]*key
	keys []*key // by SignsFrom
}

type key struct {
	StoredKey
	private *rsa.PrivateKey
	signer  jose.Signer
}

// NewKeys returns an empty set of keys, whose private keys are sealed in box. Call Load or Ensure to fill it.
func NewKeys(box *seal.Box, now func() time.Time) *Keys {
	k := &Keys{box: box, now: now}
	k.current.Store(&keySet{})
	return k
}

// Generate returns a key that signs from now on, for Ensure. It takes a tenth of a second or more, which is why it is not
// done while the store is locked.
func (k *Keys) Generate() (StoredKey, error) { return k.generate(k.now()) }

// Ensure loads the keys, and stores first if there is none that signs.
func (k *Keys) Ensure(store KeyStore, first StoredKey) error {
	if err := k.Load(store); err != nil || k.CanSign() {
		return err
	}
	if err := store.PutSigningKey(first); err != nil {
		return err
	}
	return k.Load(store)
}

// CanSign reports whether there is a key that signs now.
func (k *Keys) CanSign() bool {
	_, err := k.active()
	return err == nil
}

// Load reads the keys from the store. Replicas call it after another one has rotated the keys.
func (k *Keys) Load(store KeyStore) error {
	k.loading.Lock()
	defer k.loading.Unlock()
	stored, err := store.SigningKeys()
	if err != nil {
		return err
	}
	before := k.current.Load()
	next := &keySet{byID: make(map[string]*key, len(stored))}
	for _, s := range stored {
		if !s.EndsAt.IsZero() && !k.now().Before(s.EndsAt) {
			continue
		}
		opened := &key{StoredKey: s}
		if old, ok := before.byID[s.ID]; ok {
			opened.private, opened.signer = old.private, old.signer
		} else if err := k.open(opened); err != nil {
			return err
		}
		next.byID[s.ID] = opened
		next.keys = append(next.keys, opened)
	}
	slices.SortFunc(next.keys, func(a, b *key) int { return a.SignsFrom.Compare(b.SignsFrom) })
	if !before.same(next) { // a new set invalidates the cache of verified tokens
		k.current.Store(next)
	}
	return nil
}

// Rewrap seals all private keys with the box's own key, and returns how many were sealed with another key.
func (k *Keys) Rewrap(store KeyStore) (int, error) {
	stored, err := store.SigningKeys()
	if err != nil {
		return 0, err
	}
	count := 0
	for _, s := range stored {
		fresh, changed, err := k.box.Rewrap(s.Sealed, place(s.ID))
		if err != nil && !s.EndsAt.IsZero() && !k.now().Before(s.EndsAt) {
			continue // it has expired and is never opened again
		}
		if err != nil {
			return count, fmt.Errorf("signing key %s: %w", s.ID, err)
		}
		if !changed {
			continue
		}
		s.Sealed = fresh
		if err := store.PutSigningKey(s); err != nil {
			return count, err
		}
		count++
	}
	return count, nil
}

// same reports whether two sets have the same keys with the same times.
func (s *keySet) same(other *keySet) bool {
	return slices.EqualFunc(s.keys, other.keys, func(a, b *key) bool {
		return a.ID == b.ID && a.SignsFrom.Equal(b.SignsFrom) && a.EndsAt.Equal(b.EndsAt)
	})
}

// Due reports whether the newest key started to sign, or is scheduled to, at least every ago.
func (k *Keys) Due(every time.Duration) bool {
	keys := k.current.Load().keys
	return len(keys) > 0 && k.now().Sub(keys[len(keys)-1].SignsFrom) >= every
}

// Rotate creates a key that is published now and signs after lead. Older keys are published for keep longer, until the last
// tokens that they signed have expired. It returns the new key's id.
func (k *Keys) Rotate(store KeyStore, lead, keep time.Duration) (string, error) {
	signs := k.now().Add(lead)
	made, err := k.generate(signs)
	if err != nil {
		return "", err
	}
	stored, err := store.SigningKeys()
	if err != nil {
		return "", err
	}
	for _, old := range stored {
		if old.EndsAt.IsZero() {
			old.EndsAt = signs.Add(keep)
			if err := store.PutSigningKey(old); err != nil {
				return "", err
			}
		}
	}
	if err := store.PutSigningKey(made); err != nil {
		return "", err
	}
	return made.ID, k.Load(store)
}

// Withdraw creates a key that signs at once, and ends all others immediately, which invalidates every token that they
// signed. It returns the new key's id.
func (k *Keys) Withdraw(store KeyStore) (string, error) {
	now := k.now()
	made, err := k.generate(now)
	if err != nil {
		return "", err
	}
	stored, err := store.SigningKeys()
	if err != nil {
		return "", err
	}
	for _, old := range stored {
		if old.EndsAt.IsZero() || now.Before(old.EndsAt) {
			old.EndsAt = now
			if err := store.PutSigningKey(old); err != nil {
				return "", err
			}
		}
	}
	if err := store.PutSigningKey(made); err != nil {
		return "", err
	}
	return made.ID, k.Load(store)
}

// Published returns the published keys without their private halves, oldest first.
func (k *Keys) Published() []StoredKey {
	var out []StoredKey
	for _, key := range k.current.Load().published(k.now()) {
		stored := key.StoredKey
		stored.Sealed = nil
		out = append(out, stored)
	}
	return out
}

// active returns the key that signs now: the newest whose SignsFrom has passed.
func (k *Keys) active() (*key, error) {
	keys := k.current.Load().published(k.now())
	for i := len(keys) - 1; i >= 0; i-- {
		if !keys[i].SignsFrom.After(k.now()) {
			return keys[i], nil
		}
	}
	return nil, errors.New("there is no signing key")
}

func (s *keySet) published(now time.Time) []*key {
	var out []*key
	for _, k := range s.keys {
		if k.EndsAt.IsZero() || now.Before(k.EndsAt) {
			out = append(out, k)
		}
	}
	return out
}

// public returns the public key with an id, if it is published at now.
func (s *keySet) public(kid string, now time.Time) (*rsa.PublicKey, bool) {
	k, ok := s.byID[kid]
	if !ok || !k.EndsAt.IsZero() && !now.Before(k.EndsAt) {
		return nil, false
	}
	return &k.private.PublicKey, true
}

func (k *Keys) generate(signsFrom time.Time) (StoredKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return StoredKey{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return StoredKey{}, err
	}
	// The certificate is never validated. It is published in x5c, where some libraries read the public key.
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "keyless token signing"},
		NotBefore:    k.now().Add(-time.Hour),
		NotAfter:     k.now().AddDate(5, 0, 0),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		return StoredKey{}, err
	}
	plain, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return StoredKey{}, err
	}
	id := thumbprint(certificate)
	return StoredKey{ID: id, Sealed: k.box.Seal(plain, place(id)), Certificate: certificate, SignsFrom: signsFrom}, nil
}

func (k *Keys) open(opened *key) error {
	plain, err := k.box.Open(opened.Sealed, place(opened.ID))
	if err != nil {
		return fmt.Errorf("signing key %s: %w", opened.ID, err)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(plain)
	if err != nil {
		return fmt.Errorf("signing key %s: %w", opened.ID, err)
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return fmt.Errorf("signing key %s is not an RSA key", opened.ID)
	}
	opened.private = private
	opened.signer, err = jose.NewSigner(
		jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: private, KeyID: opened.ID}},
		(&jose.SignerOptions{}).WithType("JWT").WithHeader("x5t", opened.ID))
	return err
}

func place(kid string) string { return "signing key " + kid }

func thumbprint(der []byte) string {
	sum := sha1.Sum(der)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
