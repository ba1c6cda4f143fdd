package graph

import (
	"errors"
	"slices"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// passwordChange is the body of changePassword, its new password already hashed.
type passwordChange struct{ was, hash string }

// readPasswordChange checks both passwords before a transaction begins, because hashing is slow. The client needs the scope for
// everything that the user may do, since a caller with the password can do all of that.
func (s *service) readPasswordChange(r *edge.Request) (passwordChange, error) {
	in, err := edge.ReadJSON[struct {
		Current string `json:"currentPassword"`
		New     string `json:"newPassword"`
	}](r)
	if err != nil {
		return passwordChange{}, err
	}
	var user *directory.User
	err = s.Store.View(r.Context(), func(tx Tx) error {
		o, err := s.subject(tx, r)
		user, _ = o.(*directory.User)
		return err
	})
	if err != nil {
		return passwordChange{}, err
	}
	if !slices.Contains(granted(r), "Directory.AccessAsUser.All") {
		return passwordChange{}, denied().Because(errors.New("the token's scopes do not cover it"))
	}
	if err := s.CheckPassword(r.Context(), user, in.Current, edge.Address(r.RemoteAddr)); err != nil {
		return passwordChange{}, refusedPassword(err)
	}
	if !goodPassword(in.New) || in.New == in.Current {
		return passwordChange{}, badRequest("The specified password does not comply with password complexity requirements. Please provide a different password.")
	}
	hash, err := s.Passwords.Hash(r.Context(), in.New)
	return passwordChange{user.PasswordHash, hash}, err
}

// refusedPassword converts a failure of CheckPassword, which has an AADSTS number, into an error of Graph.
func refusedPassword(err error) error {
	switch f := fault.Of(err); f.Number {
	case 50126:
		return badRequest("The specified password does not match the current password of the user.")
	case 50053:
		return fault.New(fault.Throttled, "TooManyRequests", "Too many attempts with an incorrect password. Try again later.").Because(err)
	}
	return err
}

// changePassword sets the caller's password. All earlier sessions end, including the caller's own.
func (s *service) changePassword(tx Tx, c call[passwordChange]) (any, error) {
	user, err := directory.Find[*directory.User](tx, c.Caller.Tenant, c.Caller.Object)
	if err != nil {
		return nil, err
	}
	if user.PasswordHash != c.in.was { // changed by another request since it was compared
		return nil, badRequest("The specified password does not match the current password of the user.")
	}
	return noContent(), directory.SetPassword(tx, user.Tenant, user.ID, c.in.hash, false, s.Now())
}
