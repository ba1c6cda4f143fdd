package app

import (
	"context"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/store"
)

// publishGraph creates the service principals of Microsoft Graph and of the other resources that every tenant has, so
// that applications can be assigned their permissions.
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
			for _, known := range oauth.WellKnown() {
				if _, err := a.principalOf(tx, t.ID, known.AppID, known.Name); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
