package app

import (
	"context"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

// publishGraph makes Microsoft Graph a service principal of every tenant, so that applications can be given its
// permissions.
func (a *App) publishGraph(ctx context.Context) error {
	return a.db.Update(ctx, func(tx *store.Tx) error {
		tenants, err := tx.Tenants()
		if err != nil {
			return err
		}
		for _, t := range tenants {
			if err := directory.PublishGraph(tx, t.ID, a.config.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}
