package graph

import (
	"slices"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

// membershipIn is the body of the four membership functions.
type membershipIn struct {
	SecurityEnabledOnly bool     `json:"securityEnabledOnly"`
	GroupIDs            []string `json:"groupIds"`
	IDs                 []string `json:"ids"`
}

// maxCheck is the maximum number of ids in a check, as in Graph.
const maxCheck = 20

// getMember lists the ids of the groups that the object is a member of, directly or through groups, and also of its roles if asked.
func (s *service) getMember(roles bool) edge.Handler {
	return viewWith(s, edge.ReadJSON[membershipIn], func(tx Tx, c call[membershipIn]) (any, error) {
		ids, err := s.memberships(tx, c.Request, roles)
		return s.strings(c.Request, ids), err
	})
}

// checkMember returns the groups, out of those in the body, that the object is a member of.
func (s *service) checkMember(roles bool) edge.Handler {
	return viewWith(s, edge.ReadJSON[membershipIn], func(tx Tx, c call[membershipIn]) (any, error) {
		asked := slices.Concat(c.in.GroupIDs, c.in.IDs)
		if len(asked) == 0 || len(asked) > maxCheck {
			return nil, badRequest("The number of ids to check must be between 1 and %d.", maxCheck)
		}
		ids, err := s.memberships(tx, c.Request, roles)
		if err != nil {
			return nil, err
		}
		hits := []string{}
		for _, text := range asked {
			id, ok := guid.Parse(text)
			if !ok {
				return nil, badRequest("Invalid GUID:%s", text)
			}
			if slices.Contains(ids, id) && !slices.Contains(hits, id) {
				hits = append(hits, id)
			}
		}
		return s.strings(c.Request, hits), nil
	})
}

func (s *service) memberships(tx Tx, r *edge.Request, roles bool) ([]string, error) {
	o, err := s.subject(tx, r)
	if err != nil {
		return nil, err
	}
	in, err := directory.MemberOf(tx, o.Head().Tenant, o.Head().ID)
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, m := range in {
		if m.Kind() == directory.KindGroup || roles {
			ids = append(ids, ascii.ToLower(m.Head().ID))
		}
	}
	return ids, nil
}

func (s *service) strings(r *edge.Request, values []string) any {
	return map[string]any{"@odata.context": s.context(r, "Collection(Edm.String)"), "value": list(values)}
}
