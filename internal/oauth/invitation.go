package oauth

import (
	"context"
	"net/url"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// InvitationLifetime is how long a link that works once can be used.
const InvitationLifetime = 24 * time.Hour

// invitationWindow is the window in which the tries of a network are counted.
const invitationWindow = 15 * time.Minute

// NewInvitation makes an invitation and its secret, which is kept nowhere.
func NewInvitation(now time.Time) (*directory.Invitation, string) {
	raw := secret()
	return &directory.Invitation{Hash: Hash(raw), ExpiresAt: now.Add(InvitationLifetime).UTC().Truncate(time.Second)}, raw
}

// GuestInvitationLifetime is how long a guest can accept.
const GuestInvitationLifetime = 7 * 24 * time.Hour

// NewGuestInvitation is NewInvitation for a guest.
func NewGuestInvitation(now time.Time) (*directory.Invitation, string) {
	invitation, raw := NewInvitation(now)
	invitation.ExpiresAt = now.Add(GuestInvitationLifetime).UTC().Truncate(time.Second)
	return invitation, raw
}

// InvitationLink is the address that a user with an invitation opens.
func InvitationLink(login, userPrincipalName, secret string) string {
	return login + "/invitation?" + url.Values{"name": {userPrincipalName}, "code": {secret}}.Encode()
}

// Invited finds the user whom a link invites, and uses nothing up. It fails with AADSTS130503 for a link that does not
// work, whatever the reason, and with AADSTS50053 for a network that has tried too often.
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

// AcceptInvitation uses a link up and signs the user in, with a new password, or, if password is "", to add a passkey.
// Every session and token from before ends. It fails as Invited does, and with AADSTS50192 for a password that is too
// simple, which leaves the link as it was.
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
