package app

import (
	"context"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/store"
)

// setPassword gives a user a new password on the sign-in page. It is in force everywhere when it returns.
func (a *App) setPassword(ctx context.Context, tenant, user, was, hash string) error {
	return a.db.Update(ctx, func(tx *store.Tx) error {
		u, err := directory.Find[*directory.User](tx, tenant, user)
		if err != nil {
			return err
		}
		if u.PasswordHash != was {
			return fault.New(fault.Conflict, "Conflict", "the password was changed by somebody else meanwhile")
		}
		return directory.SetPassword(tx, tenant, user, hash, false, a.now())
	})
}
