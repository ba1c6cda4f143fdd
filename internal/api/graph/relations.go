package graph

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// expand lists the objects of a relation of o.
func (s *service) expand(tx Tx, o directory.Object, relation string) ([]directory.Object, error) {
	head := o.Head()
	switch relation {
	case "members":
		return directory.Linked(tx, head.Tenant, directory.Member, head.ID)
	case "owners":
		return directory.Linked(tx, head.Tenant, directory.Owner, head.ID)
	case "memberOf":
		return directory.Linking(tx, head.Tenant, directory.Member, head.ID)
	case "ownedObjects":
		return directory.Linking(tx, head.Tenant, directory.Owner, head.ID)
	case "transitiveMembers":
		return directory.TransitiveMembers(tx, head.Tenant, head.ID)
	case "transitiveMemberOf":
		return directory.MemberOf(tx, head.Tenant, head.ID)
	}
	return nil, nil
}

// related lists a relation of the object that the path names; a {cast} at the end narrows it to one type.
func (s *service) related(relation string) edge.Handler { return view(s, s.relatedOf(relation)) }

// countRelated answers /groups/{id}/members/$count and similar paths.
func (s *service) countRelated(relation string) edge.Handler { return s.counted(s.relatedOf(relation)) }

func (s *service) relatedOf(relation string) func(Tx, *edge.Request) (any, error) {
	return func(tx Tx, r *edge.Request) (any, error) {
		o, err := s.subject(tx, r)
		if err != nil {
			return nil, err
		}
		objects, err := s.expand(tx, o, relation)
		if err != nil {
			return nil, err
		}
		types, context := s.schemas, "directoryObjects"
		if cast, ok := r.Vars["cast"]; ok {
			i := slices.IndexFunc(s.schemas, func(sc *schema) bool { return ascii.EqualFold(cast, "microsoft.graph."+string(sc.kind)) })
			if i < 0 {
				return nil, fault.New(fault.Invalid, "BadRequest", "Resource not found for the segment '%s'.", cast)
			}
			types, context = s.schemas[i:i+1], s.schemas[i].collection
		}
		return s.list(tx, r, context, types, these(objects))
	}
}

// reference is the body of a $ref request.
type reference struct {
	ID string `json:"@odata.id"`
}

// objectID returns the id at the end of a reference's address. Host and collection are ignored: az sends its cloud's origin, other
// clients https://graph.microsoft.com.
func objectID(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return "", badRequest("Invalid URL format specified in @odata.id: '%s'.", address)
	}
	parts := segments(strings.Split(strings.Trim(u.Path, "/"), "/"))
	return parts[len(parts)-1], nil
}

// addRef adds an object to a relation of the object that the path names.
func (s *service) addRef(relation directory.Relation) edge.Handler {
	return update(s, edge.ReadJSON[reference], func(tx Tx, c call[reference]) (any, error) {
		o, err := s.subject(tx, c.Request)
		if err != nil {
			return nil, err
		}
		to, err := objectID(c.in.ID)
		if err != nil {
			return nil, err
		}
		return noContent(), directory.AddLink(tx, directory.Link{Tenant: o.Head().Tenant, From: o.Head().ID, Relation: relation, To: to})
	})
}

// removeRef removes an object from a relation.
func (s *service) removeRef(relation directory.Relation) edge.Handler {
	return update(s, noBody, func(tx Tx, c call[none]) (any, error) {
		o, err := s.subject(tx, c.Request)
		if err != nil {
			return nil, err
		}
		return noContent(), directory.RemoveLink(tx, directory.Link{Tenant: o.Head().Tenant, From: o.Head().ID, Relation: relation, To: c.Vars["ref"]})
	})
}

// maxBind is the maximum number of references in one request, as in Graph.
const maxBind = 20

// bindings removes "members@odata.bind" or "owners@odata.bind" from a body and returns the ids.
func bindings(in properties, name string) ([]string, error) {
	raw, ok := in.take(name + "@odata.bind")
	if !ok {
		return nil, nil
	}
	var addresses []string
	if err := json.Unmarshal(raw, &addresses); err != nil || len(addresses) > maxBind {
		return nil, badRequest("Invalid value specified for property '%s@odata.bind': up to %d addresses are taken.", name, maxBind)
	}
	ids := make([]string, len(addresses))
	for i, address := range addresses {
		var err error
		if ids[i], err = objectID(address); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// bind adds the objects of bindings to the relation.
func bind(tx Tx, o directory.Object, relation directory.Relation, ids []string) error {
	for _, id := range ids {
		if err := directory.AddLink(tx, directory.Link{Tenant: o.Head().Tenant, From: o.Head().ID, Relation: relation, To: id}); err != nil {
			return err
		}
	}
	return nil
}
