package graph

import (
	"encoding/json"
	"strings"
	"unicode"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
)

// userIn is a user's properties, with the password already hashed: that takes long, and no transaction waits for it.
type userIn struct {
	properties
	password    bool // there is one
	hash        string
	forceChange bool
}

func readUser(r *edge.Request) (userIn, error) {
	body, err := readProperties(r)
	in := userIn{properties: body}
	if err != nil {
		return in, err
	}
	raw, ok := body.take("passwordProfile")
	if !ok || string(raw) == "null" {
		return in, nil
	}
	var profile struct {
		Password    *string `json:"password"`
		ForceChange *bool   `json:"forceChangePasswordNextSignIn"`
	}
	if err := json.Unmarshal(raw, &profile); err != nil {
		return in, badRequest("Invalid value specified for property 'passwordProfile' of resource 'User'.")
	}
	if profile.Password == nil {
		return in, badRequest("A value is required for property 'password' of resource 'PasswordProfile'.")
	}
	if !complex(*profile.Password) {
		return in, badRequest("The specified password does not comply with password complexity requirements. Please provide a different password.")
	}
	in.password, in.hash = true, directory.HashPassword(*profile.Password)
	in.forceChange = profile.ForceChange == nil || *profile.ForceChange
	return in, nil
}

// complex reports whether a password is good enough: 8 characters to directory.MaxPassword bytes, of three of the four
// kinds lower case, upper case, digit and other. Source: Entra's password policy.
func complex(password string) bool {
	if len([]rune(password)) < 8 || len(password) > directory.MaxPassword {
		return false
	}
	kinds := 0
	for _, is := range []func(rune) bool{
		unicode.IsLower, unicode.IsUpper, unicode.IsDigit,
		func(c rune) bool { return !unicode.IsLower(c) && !unicode.IsUpper(c) && !unicode.IsDigit(c) },
	} {
		if strings.ContainsFunc(password, is) {
			kinds++
		}
	}
	return kinds >= 3
}

func (s *service) createUser(tx Tx, c call[userIn]) (any, error) {
	for _, name := range []string{"accountEnabled", "displayName", "mailNickname", "userPrincipalName"} {
		if !c.in.has(name) {
			return nil, badRequest("A value is required for property '%s' of resource 'User'.", name)
		}
	}
	if !c.in.password {
		return nil, badRequest("A value is required for property 'passwordProfile' of resource 'User'.")
	}
	u := &directory.User{Header: s.header(c.Request), PasswordHash: c.in.hash, ForceChangePassword: c.in.forceChange}
	return s.create(tx, c.Request, u, c.in.properties)
}

func (s *service) patchUser(tx Tx, c call[userIn]) (any, error) {
	if c.in.password {
		o, err := s.subject(tx, c.Request)
		if err != nil {
			return nil, err
		}
		if err := s.permit(tx, c.Request, "microsoft.directory/users/password/update", o.Head().ID); err != nil {
			return nil, err
		}
		if err := directory.SetPassword(tx, o.Head().Tenant, o.Head().ID, c.in.hash, c.in.forceChange, s.Now()); err != nil {
			return nil, err
		}
	}
	return patch[*directory.User](s)(tx, call[properties]{c.Request, c.in.properties})
}

// revokeSessions signs a user out everywhere.
func (s *service) revokeSessions(tx Tx, c call[none]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"@odata.context": s.context(c.Request, "Edm.Boolean"), "value": true}
	return out, directory.RevokeSessions(tx, o.Head().Tenant, o.Head().ID, s.Now())
}
