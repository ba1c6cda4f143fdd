package storeadmin

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

// KeyRing is the set of signing keys in a store. Servers on the store notice changes within two seconds.
type KeyRing struct {
	db   *store.DB
	box  *seal.Box
	keys *token.Keys
	now  func() time.Time
}

// SigningKey describes a signing key.
type SigningKey struct {
	ID        string     `json:"id"`
	Status    string     `json:"status"` // waiting, signing or retiring
	SignsFrom time.Time  `json:"signsFrom"`
	EndsAt    *time.Time `json:"endsAt"` // nil if it has no successor
}

// OpenKeyRing opens the signing keys of a store.
func OpenKeyRing(ctx context.Context, target Target) (*KeyRing, error) {
	box, err := target.Box()
	if err != nil {
		return nil, err
	}
	address := target.Address
	if path, ok := strings.CutPrefix(address, "sqlite://"); ok {
		if _, err := os.Stat(filepath.FromSlash(path)); err != nil {
			return nil, fmt.Errorf("there is no database: %w", err)
		}
	}
	db, err := store.Open(ctx, address, store.Options{Now: target.Now})
	if err != nil {
		return nil, err
	}
	k := &KeyRing{db: db, box: box, keys: token.NewKeys(box, target.Now), now: target.Now}
	if err := k.load(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return k, nil
}

// load reads the keys. A developer server is ready before it has stored its first key; if there is none yet, load creates it, and
// the server uses it.
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

// List returns the published keys, oldest first.
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

// Rotate creates a key that signs after lead. The old key stays published until its last token has expired.
func (k *KeyRing) Rotate(ctx context.Context, lead time.Duration) (id string, err error) {
	err = k.db.Update(ctx, func(tx *store.Tx) error {
		id, err = k.keys.Rotate(tx, lead, token.KeyKeep)
		return err
	})
	return id, err
}

// Withdraw creates a key that signs at once, and withdraws all others: tokens that they signed become invalid.
func (k *KeyRing) Withdraw(ctx context.Context) (id string, err error) {
	err = k.db.Update(ctx, func(tx *store.Tx) error {
		id, err = k.keys.Withdraw(tx)
		return err
	})
	return id, err
}

// rewrapBatch is the number of resources in one transaction, which blocks the writes of servers.
const rewrapBatch = 200

// Rewrap seals with the present key-encryption key everything in the store that is sealed with another, and returns the number of
// signing keys and resources that it changed. Servers need not be stopped if they have both keys.
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
