package oauth

import (
	"context"
	"slices"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// StartSession stores a browser session of account, and returns the secret for its cookie.
func (s *Server) StartSession(ctx context.Context, account *Account) (string, error) {
	raw := secret()
	account.Session = Hash(raw)
	err := s.update(ctx, func(tx Tx) error {
		return tx.PutSession(Session{
			Hash: Hash(raw), Tenant: account.Tenant.ID, User: account.User.ID, Epoch: account.User.SessionEpoch, AuthTime: account.AuthTime, Methods: account.Methods,
			ExpiresAt: s.Now().Add(sessionLifetime),
		})
	})
	return raw, err
}

// Session returns the account of a browser session; nil if there is none, or if its user may no longer sign in.
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
		account = &Account{Tenant: place.Tenant, User: u, AuthTime: session.AuthTime, Methods: session.Methods, Session: session.Hash}
		return nil
	})
	return account, err
}

// SignOut is the outcome of EndSession.
type SignOut struct {
	// Redirect is where the browser goes next; if "", the sign-out page is shown.
	Redirect string
	// FrontChannel lists the logout URLs of the session's applications, which the page loads.
	// Source: OpenID Connect Front-Channel Logout 1.0.
	FrontChannel []string
}

// EndSession ends a browser session. The browser continues to next only if that is a redirect URI of the client that the
// request names or, if it names none, of an application that the user signed in to with the session.
func (s *Server) EndSession(ctx context.Context, raw, segment, clientID, next string) (SignOut, error) {
	var out SignOut
	err := s.update(ctx, func(tx Tx) error {
		session, found, err := tx.Session(Hash(raw))
		if err != nil {
			return err
		}
		if raw != "" && found {
			if err := tx.EndSession(session.Hash); err != nil {
				return err
			}
		} else {
			session = Session{}
		}
		clients := session.Clients
		if clientID != "" {
			clients = []string{clientID}
		}
		if known, err := s.knowsRedirect(tx, session.Tenant, segment, clients, next); err != nil {
			return err
		} else if known {
			out.Redirect = next
		}
		out.FrontChannel, err = frontChannel(tx, session)
		return err
	})
	return out, err
}

// ForgetSession ends a browser session that another one replaces.
func (s *Server) ForgetSession(ctx context.Context, raw string) error {
	if raw == "" {
		return nil
	}
	return s.update(ctx, func(tx Tx) error { return tx.EndSession(Hash(raw)) })
}

// knowsRedirect reports whether a redirect URI is registered for one of the clients, in the tenant of the session or, if
// there is no session, of the path.
func (s *Server) knowsRedirect(tx Tx, tenant, segment string, clients []string, redirect string) (bool, error) {
	if redirect == "" || len(clients) == 0 {
		return false, nil
	}
	if tenant != "" {
		segment = tenant
	}
	place, err := FindPlace(tx, segment)
	if err != nil {
		return false, err
	}
	for _, id := range clients {
		client, err := s.findClient(tx, place, id)
		if fault.Is(err, fault.Internal) {
			return false, err
		}
		if err != nil {
			continue // deleted, or never existed
		}
		if _, known := client.match(redirect); known {
			return true, nil
		}
	}
	return false, nil
}

// frontChannel returns the logout URLs of the applications of a session.
func frontChannel(tx Tx, session Session) ([]string, error) {
	if len(session.Clients) == 0 {
		return nil, nil
	}
	place, err := FindPlace(tx, session.Tenant)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, id := range session.Clients {
		client, err := FindClient(tx, place, id)
		if fault.Is(err, fault.Internal) {
			return nil, err
		}
		if err != nil || client.App == nil {
			continue
		}
		if address := client.App.LogoutURL(); address != "" {
			all = append(all, address)
		}
	}
	return all, nil
}

// remember records in the session that its user signed in to a client.
func (s *Server) remember(tx Tx, hash, client string) error {
	if hash == "" {
		return nil
	}
	session, found, err := tx.Session(hash)
	if err != nil || !found || slices.Contains(session.Clients, client) {
		return err
	}
	session.Clients = append(session.Clients, client)
	session.Clients = session.Clients[max(0, len(session.Clients)-sessionClients):]
	return tx.PutSession(session)
}

// Place finds what a path's tenant segment names. It reads the snapshot if there is one, else the store.
func (s *Server) Place(ctx context.Context, segment string) (Place, error) {
	if s.Directory != nil {
		return FindPlace(s.Directory(), segment)
	}
	var place Place
	err := s.DB.View(ctx, func(tx Tx) error {
		var err error
		place, err = FindPlace(tx, segment)
		return err
	})
	return place, err
}

// User finds the user of verified claims.
func (s *Server) User(ctx context.Context, tenant, id string) (*directory.User, error) {
	var u *directory.User
	err := s.DB.View(ctx, func(tx Tx) error {
		var err error
		u, err = user(tx, tenant, id)
		return err
	})
	return u, err
}

// SignInWith checks a name and password entered on a page, and records the attempt. It fails as CheckPassword does, and
// returns the account when CheckPassword does.
func (s *Server) SignInWith(ctx context.Context, place Place, client *Client, name, password string, origin Origin) (*Account, error) {
	account, err := s.CheckPassword(ctx, place, name, password, origin)
	return s.recorded(ctx, place, client, name, account, origin, err)
}

// recorded records a sign-in on a page, and returns account and err.
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
