package oauth

import (
	"context"
	"net/url"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// InvitationLifetime is how long a user can use an invitation link.
const InvitationLifetime = 24 * time.Hour

// invitationWindow is the period over which the attempts of a network are counted.
const invitationWindow = 15 * time.Minute

// NewInvitation returns an invitation and its secret. Only the hash of the secret is stored.
func NewInvitation(now time.Time) (*directory.Invitation, string) {
	raw := secret()
	return &directory.Invitation{Hash: Hash(raw), ExpiresAt: now.Add(InvitationLifetime).UTC().Truncate(time.Second)}, raw
}

// GuestInvitationLifetime is how long a guest can accept an invitation.
const GuestInvitationLifetime = 7 * 24 * time.Hour

// NewGuestInvitation is NewInvitation for a guest.
func NewGuestInvitation(now time.Time) (*directory.Invitation, string) {
	invitation, raw := NewInvitation(now)
	invitation.ExpiresAt = now.Add(GuestInvitationLifetime).UTC().Truncate(time.Second)
	return invitation, raw
}

// InvitationLink returns the URL that the invited user opens.
func InvitationLink(login, userPrincipalName, secret string) string {
	return login + "/invitation?" + url.Values{"name": {userPrincipalName}, "code": {secret}}.Encode()
}

// Invited finds the user that an invitation link is for, without using the link up. It fails with AADSTS130503 for any link
// that does not work, and with AADSTS50053 if the network has made too many attempts.
func (s *Server) Invited(ctx context.Context, name, code string, origin Origin) (*Account, error) {
	if !s.invited.allow(sender(origin.IP), s.Now()) {
		return nil, locked()
	}
	var account Account
	err := s.DB.View(ctx, func(tx Tx) (err error) {
		if account.Tenant, err = TenantOfUser(tx, name); err != nil || account.Tenant == nil {
			return err
		}
		account.User, err = directory.FindByKey[*directory.User](tx, account.Tenant.ID, name)
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if s.TakeInvitation == nil || account.User == nil || !account.User.AccountEnabled || !account.User.Invitation.Valid(Hash(code), s.Now()) {
		return s.recorded(ctx, Place{}, nil, name, nil, origin, badInvitation())
	}
	return &account, nil
}

// AcceptInvitation uses up an invitation link and signs the user in: with a new password or, if password is "", to add a
// passkey. All earlier sessions and tokens end. It fails as Invited does, and with AADSTS50192 if the password is too simple,
// in which case the link stays valid.
func (s *Server) AcceptInvitation(ctx context.Context, name, code, password string, origin Origin) (*Account, error) {
	account, err := s.Invited(ctx, name, code, origin)
	if err != nil {
		return nil, err
	}
	hash := ""
	if password != "" {
		if !directory.GoodPassword(password) {
			return nil, aadsts(50192, invalidGrant, "The new password is too simple, too short or too long.")
		}
		if hash, err = s.Passwords.Hash(ctx, password); err != nil {
			return nil, err
		}
	}
	account.User, err = s.TakeInvitation(ctx, account.Tenant.ID, account.User.ID, Hash(code), hash)
	if fault.Is(err, fault.NotFound) {
		return s.recorded(ctx, Place{}, nil, name, nil, origin, badInvitation())
	}
	if err != nil {
		return nil, err
	}
	account.AuthTime, account.Methods = s.Now(), []string{"otp"}
	return s.recorded(ctx, Place{}, nil, name, account, origin, nil)
}

func badInvitation() *fault.Error {
	return aadsts(130503, invalidGrant, "The link does not work: it was used, it has expired, or a newer one was made.")
}
