package store

import (
	"context"
	"time"

	"keyless.dev/keyless/internal/resource"
)

// PutKept stores which account owns objects on model servers, for all replicas: all or none of them.
func (db *DB) PutKept(ctx context.Context, all ...resource.Kept) error {
	return db.UpdateRows(ctx, func(tx *Tx) error {
		for _, k := range all {
			if _, err := tx.exec(`INSERT INTO kept_things (id, account, server, batch, at) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (id, account) DO UPDATE SET server = excluded.server, batch = excluded.batch, at = excluded.at`,
				k.ID, k.Account, k.Server, k.Batch, stamp(k.At)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Kept returns the entries of an id, for all accounts.
func (db *DB) Kept(ctx context.Context, id string) (all []resource.Kept, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		return tx.query("SELECT account, server, batch, at FROM kept_things WHERE id = $1", []any{id}, func(scan func(...any) error) error {
			k := resource.Kept{ID: id}
			var at int64
			err := scan(&k.Account, &k.Server, &k.Batch, &at)
			k.At = moment(at)
			all = append(all, k)
			return err
		})
	})
	return all, err
}

// PruneKept deletes entries that were made before a time.
func (db *DB) PruneKept(ctx context.Context, before time.Time) error {
	_, err := db.removeOld(ctx, "kept_things", "at < $1", stamp(before))
	return err
}
