package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

// KeyRing is the signing keys of a store, for whoever administers them. Servers that run on the same store take a
// change over within a second or two.
type KeyRing struct {
	db   *store.DB
	box  *seal.Box
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
	k := &KeyRing{db: db, box: box, keys: token.NewKeys(box, config.Now), now: config.Now}
	if err := k.load(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return k, nil
}

// load reads the keys, and makes the first one if a developer server is ready and has not stored it yet. That server takes this
// one over.
func (k *KeyRing) load(ctx context.Context) error {
	if err := k.db.View(ctx, func(tx *store.Tx) error { return k.keys.Load(tx) }); err != nil || k.keys.CanSign() {
		return err
	}
	first, err := k.keys.Generate()
	if err != nil {
		return err
	}
	return k.db.Update(ctx, func(tx *store.Tx) error { return k.keys.Ensure(tx, first) })
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

// existingBox is the key-encryption key of a server that has run, with those whose place it takes.
func existingBox(config Config) (*seal.Box, error) {
	file := config.KeyFile
	if file == "" {
		file = filepath.Join(config.DataDir, keyFile)
	}
	box, err := seal.FromFile(file, false)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no server has run on %s: there is no key-encryption key %s", config.DataDir, file)
	}
	if err != nil {
		return nil, err
	}
	var others []*seal.Box
	for _, file := range config.OtherKeyFiles {
		other, err := seal.FromFile(file, false)
		if err != nil {
			return nil, err
		}
		others = append(others, other)
	}
	return box.With(others...), nil
}

// rewrapBatch is how many resources are rewrapped in one transaction: servers wait for it.
const rewrapBatch = 200

// Rewrap seals everything in the store that another key-encryption key has sealed with the present one, and returns how many
// signing keys and resources that were. Servers on the store need not be stopped, if they know both keys.
func (k *KeyRing) Rewrap(ctx context.Context) (keys, resources int, err error) {
	if err := k.db.Update(ctx, func(tx *store.Tx) error { keys, err = k.keys.Rewrap(tx); return err }); err != nil {
		return 0, 0, err
	}
	for after, more := "", true; more && err == nil; {
		batch := 0
		err = k.db.Update(ctx, func(tx *store.Tx) error {
			page, err := tx.Resources(resource.Query{After: after, Limit: rewrapBatch})
			if err != nil {
				return err
			}
			more = len(page) == rewrapBatch
			for _, r := range page {
				after = r.ID.Key()
				fresh, changed, err := resource.Rewrap(k.box, r)
				if err != nil {
					return fmt.Errorf("%s: %w", r.ID, err)
				}
				if !changed {
					continue
				}
				if err := tx.PutResource(fresh); err != nil {
					return err
				}
				batch++
			}
			return nil
		})
		resources += batch
	}
	return keys, resources, err
}

// storeAddress is where a configuration's store is.
func storeAddress(config Config) string {
	if config.Store != "" {
		return config.Store
	}
	return "sqlite://" + filepath.ToSlash(filepath.Join(config.DataDir, databaseFile))
}
