package graph

import (
	"context"
	"encoding/json"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/rbac"
)

// userIn is the properties of a user with the password already hashed, because hashing is slow and must not delay a transaction.
type userIn struct {
	properties
	password    bool // there is one
	hash        string
	forceChange bool
	// only says whether the password has to be changed at the next sign-in, if there is no new password.
	only *bool
}

// readNewUser reads the body of a request that creates a user.
func (s *service) readNewUser(r *edge.Request) (userIn, error) {
	body, err := readProperties(r)
	if err != nil {
		return userIn{}, err
	}
	profile, err := takePassword(body)
	if err != nil {
		return userIn{}, err
	}
	return s.hashed(r.Context(), profile, body)
}

// readUserChange reads the body of a request that changes a user, and authorizes the changes: the password, whether the user can
// sign in, and all other properties have an action each. It does so before it hashes the password, which is slow.
func (s *service) readUserChange(r *edge.Request) (userIn, error) {
	body, err := readProperties(r)
	if err != nil {
		return userIn{}, err
	}
	profile, err := takePassword(body)
	if err != nil {
		return userIn{}, err
	}
	var actions []string
	if profile != nil {
		actions = append(actions, "password/update")
	}
	if body.has("accountEnabled") {
		actions = append(actions, "enable")
	}
	if len(actions) == 0 || len(body) > 1 || len(body) == 1 && !body.has("accountEnabled") {
		actions = append(actions, "basic/update")
	}
	err = s.Store.View(r.Context(), func(tx Tx) error {
		target := s.target(tx, r)
		for _, action := range actions {
			if err := s.permit(tx, r, "microsoft.directory/users/"+action, target); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return userIn{}, err
	}
	return s.hashed(r.Context(), profile, body)
}

// passwordProfile is microsoft.graph.passwordProfile.
type passwordProfile struct {
	Password    *string `json:"password"`
	ForceChange *bool   `json:"forceChangePasswordNextSignIn"`
}

// takePassword removes a new password from a body and validates it; nil if there is none.
func takePassword(body properties) (*passwordProfile, error) {
	raw, ok := body.take("passwordProfile")
	if !ok || string(raw) == "null" {
		return nil, nil
	}
	profile := new(passwordProfile)
	if err := json.Unmarshal(raw, profile); err != nil {
		return nil, badRequest("Invalid value specified for property 'passwordProfile' of resource 'User'.")
	}
	if profile.Password == nil {
		if profile.ForceChange == nil {
			return nil, badRequest("A value is required for property 'password' of resource 'PasswordProfile'.")
		}
		return profile, nil
	}
	if !goodPassword(*profile.Password) {
		return nil, badRequest("The specified password does not comply with password complexity requirements. Please provide a different password.")
	}
	return profile, nil
}

// hashed returns body with the hash of the password in profile, if there is one.
func (s *service) hashed(ctx context.Context, profile *passwordProfile, body properties) (userIn, error) {
	if profile == nil {
		return userIn{properties: body}, nil
	}
	if profile.Password == nil {
		return userIn{properties: body, only: profile.ForceChange}, nil
	}
	hash, err := s.Passwords.Hash(ctx, *profile.Password)
	if err != nil {
		return userIn{}, err
	}
	return userIn{properties: body, password: true, hash: hash, forceChange: profile.ForceChange == nil || *profile.ForceChange}, nil
}

// goodPassword reports whether a password is strong enough: from 8 characters to directory.MaxPassword bytes, with three of the
// four classes lower case, upper case, digit and other. Source: Entra's password policy.
func goodPassword(password string) bool { return directory.GoodPassword(password) }

func (s *service) createUser(tx Tx, c call[userIn]) (any, error) {
	for _, name := range []string{"accountEnabled", "displayName", "mailNickname", "userPrincipalName"} {
		if !c.in.has(name) {
			return nil, badRequest("A value is required for property '%s' of resource 'User'.", name)
		}
	}
	if c.in.only != nil {
		return nil, badRequest("A value is required for property 'password' of resource 'PasswordProfile'.")
	}
	if !c.in.password {
		return nil, badRequest("A value is required for property 'passwordProfile' of resource 'User'.")
	}
	u := &directory.User{Header: s.header(c.Request), PasswordHash: c.in.hash, ForceChangePassword: c.in.forceChange}
	return s.create(tx, c.Request, u, c.in.properties)
}

// patchUser changes a user; readUserChange has authorized the change.
func (s *service) patchUser(tx Tx, c call[userIn]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	if err := unchanged(c.Request, o); err != nil {
		return nil, err
	}
	head := o.Head()
	if c.in.password {
		if err := directory.SetPassword(tx, head.Tenant, head.ID, c.in.hash, c.in.forceChange, s.Now()); err != nil {
			return nil, err
		}
	}
	_, err = directory.Update(tx, head.Tenant, head.ID, func(u *directory.User) error {
		if c.in.only != nil {
			u.ForceChangePassword = *c.in.only
		}
		return s.schemaOf(directory.KindUser).apply(u, c.in.properties)
	})
	return noContent(), err
}

// revokeOwnSessions ends all sessions of the caller. Every user may do that; their client needs a scope.
func (s *service) revokeOwnSessions(tx Tx, c call[none]) (any, error) {
	if c.Caller.Type != rbac.User {
		return nil, notAPerson()
	}
	if err := s.delegated(c.Request, "microsoft.directory/users/invalidateAllRefreshTokens", c.Caller.Object); err != nil {
		return nil, err
	}
	return s.revokeSessions(tx, c)
}

// revokeSessions ends all sessions of a user.
func (s *service) revokeSessions(tx Tx, c call[none]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"@odata.context": s.context(c.Request, "Edm.Boolean"), "value": true}
	return out, directory.RevokeSessions(tx, o.Head().Tenant, o.Head().ID, s.Now())
}
