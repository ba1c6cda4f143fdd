package oauth

import (
	"context"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// Account is an authenticated user.
type Account struct {
	Tenant   *directory.Tenant
	User     *directory.User
	AuthTime time.Time
	Methods  []string // amr: "pwd"
	Session  string   // hash of the browser's session; "" if the user did not sign in with a browser
}

// tenantFor returns the tenant that a name signs in to: that of the place or, in a shared place, the tenant of the name's
// domain or else the default tenant, which is where a guest's address leads. It is nil if there is none.
func (s *Server) tenantFor(r directory.Reader, place Place, name string) (*directory.Tenant, error) {
	if place.Tenant != nil {
		return place.Tenant, nil
	}
	found, err := TenantOfUser(r, name)
	if err != nil || found != nil || s.DefaultTenant == "" {
		return found, err
	}
	place, err = FindPlace(r, s.DefaultTenant)
	return place.Tenant, err
}

// CheckPassword authenticates a user by name and password, in the tenant that the name signs in to. An unknown name fails
// like a wrong password and takes as long, and is locked like one after too many attempts. It fails with AADSTS50055 if the
// password must be changed first and with AADSTS50076 if a second step is required, and then returns the account too.
func (s *Server) CheckPassword(ctx context.Context, place Place, name, password string, origin Origin) (*Account, error) {
	var account Account
	err := s.DB.View(ctx, func(tx Tx) error {
		var err error
		if account.Tenant, err = s.tenantFor(tx, place, name); err != nil || account.Tenant == nil {
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
	hash, tenant := "", ""
	if account.User != nil {
		hash = account.User.PasswordHash
	}
	if account.Tenant != nil {
		tenant = account.Tenant.ID
	}
	right, err := s.verifyPassword(ctx, tenant, name, hash, password, origin.IP)
	if err != nil {
		return nil, err
	}
	// Details are only for a caller who knows the password.
	if !right {
		return nil, badLogin()
	}
	account.AuthTime, account.Methods = s.Now(), []string{"pwd"}
	switch {
	case !account.User.AccountEnabled:
		return nil, accountDisabled()
	case account.User.ForceChangePassword:
		return &account, passwordExpired()
	}
	if err := s.secondStep(ctx, &account); err != nil {
		return &account, err
	}
	return &account, nil
}

// password implements the resource owner password credentials grant.
func (x *exchange) password(ctx context.Context) (*Response, error) {
	if !x.server.AllowPassword {
		return nil, aadsts(7000034, "unsupported_grant_type", "The resource owner password grant is switched off on this server.")
	}
	if err := x.server.DB.View(ctx, func(tx Tx) error {
		if err := x.identify(tx); err != nil {
			return err
		}
		return x.mayBePublic()
	}); err != nil {
		return nil, err
	}
	name, err := x.need("username")
	if err != nil {
		return nil, err
	}
	x.log.Name = shown(name)
	word, err := x.need("password")
	if err != nil {
		return nil, err
	}
	ask, err := x.scopes()
	if err != nil {
		return nil, err
	}
	account, err := x.server.CheckPassword(ctx, x.place, name, word, x.req.Origin)
	if err != nil {
		return nil, err
	}
	return x.start(ctx, *account, ask)
}

// start prepares and signs the tokens of a new sign-in.
func (x *exchange) start(ctx context.Context, account Account, ask Scopes) (*Response, error) {
	g := newGrant(account, x.client, x.proof, x.req.Form.Get("scope"), x.req.Form.Get("resource"), x.now)
	g.IP = x.req.IP
	var prepared *issue
	err := x.server.update(ctx, func(tx Tx) error {
		if err := tx.PutGrant(g); err != nil {
			return err
		}
		var err error
		prepared, err = x.forUser(tx, g, ask, "", ask.Offline)
		return err
	})
	if err != nil {
		return nil, err
	}
	return x.finish(prepared)
}
