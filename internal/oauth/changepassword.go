package oauth

import (
	"context"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// ChangePassword sets a new password for a user who must or wants to change it, and signs them in. All earlier sessions
// and tokens end. It fails as CheckPassword does for the present password, and with AADSTS50192 if the new password is too
// simple or unchanged.
func (s *Server) ChangePassword(ctx context.Context, place Place, client *Client, name, present, next string, origin Origin) (*Account, error) {
	account, err := s.CheckPassword(ctx, place, name, present, origin)
	if f := fault.Of(err); f != nil && f.Number != 50055 {
		return s.recorded(ctx, place, client, name, nil, origin, err)
	}
	if !directory.GoodPassword(next) || next == present {
		return nil, aadsts(50192, invalidGrant, "The new password is too simple, too short, too long or the same as the present one.")
	}
	hash, err := s.Passwords.Hash(ctx, next)
	if err != nil {
		return nil, err
	}
	if err := s.SetPassword(ctx, account.Tenant.ID, account.User.ID, account.User.PasswordHash, hash); err != nil {
		return nil, err
	}
	account.User.ForceChangePassword = false
	account.AuthTime, account.Methods = s.Now(), []string{"pwd"}
	if err := s.secondStep(ctx, account); err != nil {
		return s.recorded(ctx, place, client, name, account, origin, err)
	}
	return s.recorded(ctx, place, client, name, account, origin, nil)
}
