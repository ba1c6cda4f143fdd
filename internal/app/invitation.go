package app

import (
	"context"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/store"
)

// takeInvitation implements oauth.Config.TakeInvitation. One transaction checks the invitation, invalidates it and sets
// the password.
func (a *App) takeInvitation(ctx context.Context, tenant, user, invitation, hash string) (*directory.User, error) {
	var found *directory.User
	err := a.db.Update(ctx, func(tx *store.Tx) error {
		var err error
		found, err = directory.Update(tx, tenant, user, func(u *directory.User) error {
			if !u.Invitation.Valid(invitation, a.now()) {
				return fault.New(fault.NotFound, "NotFound", "the invitation was used or has expired")
			}
			u.Invitation = nil
			if hash != "" {
				u.PasswordHash, u.ForceChangePassword = hash, false
			}
			u.Accept(a.now())
			u.CutSessions(a.now())
			return nil
		})
		return err
	})
	return found, err
}
