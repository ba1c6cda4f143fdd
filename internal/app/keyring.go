package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

// KeyRing is the signing keys of a store, for whoever administers them. Servers that run on the same store take a
// change over within a second or two.
type KeyRing struct {
	db   *store.DB
	keys *token.Keys
	now  func() time.Time
}

// SigningKey is what is told of a signing key.
type SigningKey struct {
	ID        string     `json:"id"`
	Status    string     `json:"status"` // waiting, signing or retiring
	SignsFrom time.Time  `json:"signsFrom"`
	EndsAt    *time.Time `json:"endsAt"` // nil while it has no successor
}

// OpenKeyRing opens the keys of the store that config names. Who may read both the store and the key-encryption key
// may do everything already, so nothing more is asked.
func OpenKeyRing(ctx context.Context, config Config) (*KeyRing, error) {
	box, err := existingBox(config)
	if err != nil {
		return nil, err
	}
	address := storeAddress(config)
	if path, ok := strings.CutPrefix(address, "sqlite://"); ok {
		if _, err := os.Stat(filepath.FromSlash(path)); err != nil {
			return nil, fmt.Errorf("there is no database: %w", err)
		}
	}
	db, err := store.Open(ctx, address, store.Options{Now: config.Now})
	if err != nil {
		return nil, err
	}
	k := &KeyRing{db: db, keys: token.NewKeys(box, config.Now), now: config.Now}
	if err := db.View(ctx, func(tx *store.Tx) error { return k.keys.Load(tx) }); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return k, nil
}

// Close closes the store.
func (k *KeyRing) Close() error { return k.db.Close() }

// List lists the published keys, oldest first.
func (k *KeyRing) List() []SigningKey {
	published := k.keys.Published()
	out := make([]SigningKey, 0, len(published))
	active := -1
	for i, key := range published {
		if !key.SignsFrom.After(k.now()) {
			active = i
		}
	}
	for i, key := range published {
		one := SigningKey{ID: key.ID, Status: "retiring", SignsFrom: key.SignsFrom.UTC()}
		switch {
		case i == active:
			one.Status = "signing"
		case i > active:
			one.Status = "waiting"
		}
		if !key.EndsAt.IsZero() {
			ends := key.EndsAt.UTC()
			one.EndsAt = &ends
		}
		out = append(out, one)
	}
	return out
}

// Rotate makes a key that signs after lead. The old one stays published until its last token has ended.
func (k *KeyRing) Rotate(ctx context.Context, lead time.Duration) (id string, err error) {
	err = k.db.Update(ctx, func(tx *store.Tx) error {
		id, err = k.keys.Rotate(tx, lead, KeyKeep)
		return err
	})
	return id, err
}

// Withdraw makes a key that signs at once, and ends all others: every token that they signed stops working.
func (k *KeyRing) Withdraw(ctx context.Context) (id string, err error) {
	err = k.db.Update(ctx, func(tx *store.Tx) error {
		id, err = k.keys.Withdraw(tx)
		return err
	})
	return id, err
}

// storeAddress is where a configuration's store is.
func storeAddress(config Config) string {
	if config.Store != "" {
		return config.Store
	}
	return "sqlite://" + filepath.ToSlash(filepath.Join(config.DataDir, databaseFile))
}
