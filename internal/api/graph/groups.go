package graph

import (
	"keyless.dev/keyless/internal/directory"
)

func (s *service) createGroup(tx Tx, c call[properties]) (any, error) {
	for _, name := range []string{"displayName", "mailEnabled", "mailNickname", "securityEnabled"} {
		if !c.in.has(name) {
			return nil, badRequest("A value is required for property '%s' of resource 'Group'.", name)
		}
	}
	members, err := bindings(c.in, "members")
	if err != nil {
		return nil, err
	}
	owners, err := bindings(c.in, "owners")
	if err != nil {
		return nil, err
	}
	g := &directory.Group{Header: s.header(c.Request)}
	out, err := s.create(tx, c.Request, g, c.in)
	if err != nil {
		return nil, err
	}
	if err := bind(tx, g, directory.Member, members); err != nil {
		return nil, err
	}
	return out, bind(tx, g, directory.Owner, owners)
}

// patchGroup changes a group; "members@odata.bind" adds up to 20 members at once.
func (s *service) patchGroup(tx Tx, c call[properties]) (any, error) {
	members, err := bindings(c.in, "members")
	if err != nil {
		return nil, err
	}
	if len(members) > 0 {
		o, err := s.subject(tx, c.Request)
		if err != nil {
			return nil, err
		}
		if err := s.permit(tx, c.Request, "microsoft.directory/groups/members/update", o.Head().ID); err != nil {
			return nil, err
		}
		if err := unchanged(c.Request, o); err != nil {
			return nil, err
		}
		if err := bind(tx, o, directory.Member, members); err != nil {
			return nil, err
		}
	}
	return patch[*directory.Group](s)(tx, c)
}
