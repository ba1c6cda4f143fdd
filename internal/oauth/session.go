package oauth

import (
	"context"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// StartSession remembers a browser that account has signed in with. It returns the secret for its cookie.
func (s *Server) StartSession(ctx context.Context, account *Account) (string, error) {
	raw := secret()
	err := s.update(ctx, func(tx Tx) error {
		return tx.PutSession(Session{
			Hash: Hash(raw), Tenant: account.Tenant.ID, User: account.User.ID, Epoch: account.User.SessionEpoch, AuthTime: account.AuthTime, Methods: account.Methods,
			ExpiresAt: s.Now().Add(sessionLifetime),
		})
	})
	return raw, err
}

// Session finds who is signed in with a browser; nil if nobody is, or may be, any more.
func (s *Server) Session(ctx context.Context, raw string) (*Account, error) {
	if raw == "" {
		return nil, nil
	}
	var account *Account
	err := s.DB.View(ctx, func(tx Tx) error {
		session, ok, err := tx.Session(Hash(raw))
		if err != nil || !ok || !s.Now().Before(session.ExpiresAt) {
			return err
		}
		u, err := user(tx, session.Tenant, session.User)
		if fault.Is(err, fault.Invalid) || err == nil && (session.Epoch != u.SessionEpoch || session.AuthTime.Before(u.SessionsValidFrom)) {
			return nil
		}
		if err != nil {
			return err
		}
		place, err := FindPlace(tx, session.Tenant)
		if err != nil {
			return err
		}
		account = &Account{Tenant: place.Tenant, User: u, AuthTime: session.AuthTime, Methods: session.Methods}
		return nil
	})
	return account, err
}

// EndSession forgets a browser.
func (s *Server) EndSession(ctx context.Context, raw string) error {
	if raw == "" {
		return nil
	}
	return s.update(ctx, func(tx Tx) error { return tx.EndSession(Hash(raw)) })
}

// Place finds what a path's tenant segment names.
func (s *Server) Place(ctx context.Context, segment string) (Place, error) {
	var place Place
	err := s.DB.View(ctx, func(tx Tx) error {
		var err error
		place, err = FindPlace(tx, segment)
		return err
	})
	return place, err
}

// User finds the user that verified claims speak of.
func (s *Server) User(ctx context.Context, tenant, id string) (*directory.User, error) {
	var u *directory.User
	err := s.DB.View(ctx, func(tx Tx) error {
		var err error
		u, err = user(tx, tenant, id)
		return err
	})
	return u, err
}

// SignInWith checks a name and password given on a page, and writes it down. It fails as CheckPassword does; only with
// AADSTS50076 does it return the account too.
func (s *Server) SignInWith(ctx context.Context, place Place, client *Client, name, password string, origin Origin) (*Account, error) {
	account, err := s.CheckPassword(ctx, place, name, password, origin)
	return s.recorded(ctx, place, client, name, account, origin, err)
}

// recorded writes down a sign-in on a page, and returns it as it is.
func (s *Server) recorded(ctx context.Context, place Place, client *Client, name string, account *Account, origin Origin, err error) (*Account, error) {
	entry := SignIn{Grant: "browser", Name: shown(name)}
	if client != nil {
		entry.Client = client.ID
	}
	if place.Tenant != nil {
		entry.Tenant = place.Tenant.ID
	}
	if account != nil {
		entry.Tenant, entry.Principal = account.Tenant.ID, account.User.ID
	}
	s.record(ctx, entry, origin, err)
	return account, err
}

// KnowsRedirect reports whether a redirect URI is one of a client's, for going back to it after signing out.
func (s *Server) KnowsRedirect(ctx context.Context, segment, clientID, redirect string) (bool, error) {
	known := false
	err := s.DB.View(ctx, func(tx Tx) error {
		place, err := FindPlace(tx, segment)
		if err != nil {
			return err
		}
		client, err := FindClient(tx, place, clientID)
		if err != nil {
			return err
		}
		_, known = client.match(redirect)
		return nil
	})
	return known, err
}
