package graph

import (
	"slices"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// getDeleted returns a soft-deleted object or, if the path has a type instead of an id, all of that type.
func (s *service) getDeleted(tx Tx, r *edge.Request) (any, error) {
	if name, ok := cutFold(r.Vars["id"], "microsoft.graph."); ok {
		i := slices.IndexFunc(s.schemas, func(sc *schema) bool { return ascii.EqualFold(name, string(sc.kind)) })
		if i < 0 {
			return nil, fault.New(fault.Invalid, "BadRequest", "Resource not found for the segment '%s'.", r.Vars["id"])
		}
		return s.list(tx, r, s.schemas[i].collection, s.schemas[i:i+1], s.deleted(r, s.schemas[i].kind))
	}
	o, err := directory.Deleted(tx, r.Caller.Tenant, r.Vars["id"], s.Now())
	if err != nil {
		return nil, err
	}
	out, err := s.one(tx, r, o)
	if err == nil {
		out["@odata.type"] = odataType(o)
	}
	return out, err
}

func cutFold(text, prefix string) (string, bool) {
	if len(text) < len(prefix) || !ascii.EqualFold(text[:len(prefix)], prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

// deleted is the source of the soft-deleted objects of a kind.
func (s *service) deleted(r *edge.Request, kind directory.Kind) source {
	return func(tx Tx, after string, limit int) ([]directory.Object, error) {
		return tx.Objects(directory.Query{Tenant: r.Caller.Tenant, Kind: kind, Deleted: true, After: after, Limit: limit})
	}
}

// permitDeleted fails unless the caller may perform the action on a soft-deleted object, whose kind determines the action.
func (s *service) permitDeleted(tx Tx, r *edge.Request, what string) (directory.Object, error) {
	o, err := directory.Deleted(tx, r.Caller.Tenant, r.Vars["id"], s.Now())
	if err != nil {
		return nil, err
	}
	return o, s.permit(tx, r, "microsoft.directory/"+s.schemaOf(o.Kind()).collection+"/"+what, "")
}

func (s *service) restore(tx Tx, c call[none]) (any, error) {
	o, err := s.permitDeleted(tx, c.Request, "restore")
	if err != nil {
		return nil, err
	}
	if o, err = directory.Restore(tx, o.Head().Tenant, o.Head().ID, s.Now()); err != nil {
		return nil, err
	}
	out, err := s.one(tx, c.Request, o)
	if err == nil {
		out["@odata.type"] = odataType(o)
	}
	return out, err
}

func (s *service) purge(tx Tx, c call[none]) (any, error) {
	o, err := s.permitDeleted(tx, c.Request, "delete")
	if err != nil {
		return nil, err
	}
	return noContent(), directory.Purge(tx, o.Head().Tenant, o.Head().ID, s.Now())
}
