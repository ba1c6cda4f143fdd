package graph

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/graph/odata"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// listAll lists the objects of a kind.
func (s *service) listAll(kind directory.Kind) edge.Handler {
	return view(s, func(tx Tx, r *edge.Request) (any, error) {
		sc := s.schemaOf(kind)
		return s.listAllOf(tx, r, s.selected(r, sc.collection), sc, s.all(r, kind))
	})
}

// selected returns a context with the selected properties, as Graph does: users(id,displayName).
func (s *service) selected(r *edge.Request, of string) string {
	query := r.URL.Query()
	if names := query.Get("$select"); names != "" {
		return of + "(" + strings.ReplaceAll(names, " ", "") + ")"
	}
	return of
}

// countAll answers /users/$count and similar paths: a number as text.
func (s *service) countAll(kind directory.Kind) edge.Handler {
	return s.counted(func(tx Tx, r *edge.Request) (any, error) {
		return s.listAllOf(tx, r, "", s.schemaOf(kind), s.all(r, kind))
	})
}

// counted returns the number of items of a list, as text.
func (s *service) counted(list func(Tx, *edge.Request) (any, error)) edge.Handler {
	return func(w http.ResponseWriter, r *edge.Request) error {
		n := 0
		err := s.Store.View(r.Context(), func(tx Tx) error {
			query := r.URL.Query()
			query.Set("$count", "true")
			counting := *r
			httpRequest := *r.Request
			httpRequest.URL = &url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
			counting.Request = &httpRequest
			out, err := list(tx, &counting)
			if page, ok := out.(map[string]any); ok {
				n, _ = page["@odata.count"].(int)
			}
			return err
		})
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain")
		_, err = w.Write([]byte(strconv.Itoa(n)))
		return err
	}
}

// one returns an object. It fails with 403 if the caller may not see any property of it.
func (s *service) one(tx Tx, r *edge.Request, o directory.Object) (map[string]any, error) {
	v := s.reader(tx, r)
	if err := v.visible(o); err != nil {
		return nil, err
	}
	return s.shown(v, o)
}

// newly returns an object that this request created.
func (s *service) newly(tx Tx, r *edge.Request, o directory.Object) (map[string]any, error) {
	v := s.reader(tx, r)
	v.made = o.Head().ID
	return s.shown(v, o)
}

func (s *service) shown(v *reader, o directory.Object) (map[string]any, error) {
	r := v.r
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.Invalid, "BadRequest", "The query of the request is not valid.")
	}
	options, err := odata.ParseOptions(query)
	if err != nil {
		return nil, err
	}
	sc := s.schemaOf(o.Kind())
	if err := s.checkShape([]*schema{sc}, options); err != nil {
		return nil, err
	}
	remember(r, o)
	out, err := v.shape(o, options)
	if err != nil {
		return nil, err
	}
	out["@odata.context"] = s.context(r, s.selected(r, sc.collection)+"/$entity")
	return out, nil
}

// get returns the object that the path names.
func (s *service) get(tx Tx, r *edge.Request) (any, error) {
	o, err := s.subject(tx, r)
	if err != nil {
		return nil, err
	}
	out, err := s.one(tx, r, o)
	if err == nil && strings.Contains(r.Route.Template(), "/directoryObjects/") {
		out["@odata.type"] = odataType(o)
		out["@odata.context"] = s.context(r, "directoryObjects/$entity")
	}
	return out, err
}

// remove soft-deletes the object that the path names.
func (s *service) remove(tx Tx, c call[none]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	if err := unchanged(c.Request, o); err != nil {
		return nil, err
	}
	return noContent(), directory.SoftDelete(tx, o.Head().Tenant, o.Head().ID, s.Now())
}

// maxIDs is the maximum number of ids in getByIds.
const maxIDs = 1000

type idsIn struct {
	IDs   []string `json:"ids"`
	Types []string `json:"types"`
}

// getByIDs returns the objects with the given ids and types; ids without an object are omitted.
func (s *service) getByIDs(tx Tx, c call[idsIn]) (any, error) {
	if len(c.in.IDs) > maxIDs {
		return nil, badRequest("Too many ids: the limit is %d.", maxIDs)
	}
	wanted := func(k directory.Kind) bool {
		for _, t := range c.in.Types {
			if ascii.EqualFold(t, string(k)) || ascii.EqualFold(t, "directoryObject") {
				return true
			}
		}
		return len(c.in.Types) == 0
	}
	values, reader := []any{}, s.reader(tx, c.Request)
	seen := make(map[string]bool, len(c.in.IDs))
	for _, text := range c.in.IDs {
		id, ok := guid.Parse(text)
		if !ok {
			return nil, badRequest("Invalid GUID:%s", text)
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		o, err := directory.Living(tx, c.Caller.Tenant, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if wanted(o.Kind()) {
			v, err := reader.render(o, nil)
			if err != nil {
				return nil, err
			}
			v["@odata.type"] = odataType(o)
			values = append(values, v)
		}
	}
	return map[string]any{"@odata.context": s.context(c.Request, "directoryObjects"), "value": values}, nil
}

// create creates an object from the properties of a body and returns it.
func (s *service) create(tx Tx, r *edge.Request, o directory.Object, in properties) (any, error) {
	if err := s.schemaOf(o.Kind()).apply(o, in); err != nil {
		return nil, err
	}
	if err := directory.Create(tx, o, s.Now()); err != nil {
		return nil, err
	}
	out, err := s.newly(tx, r, o)
	if err != nil {
		return nil, err
	}
	reply := created201(out)
	reply.Header = http.Header{"Location": {s.base(r) + "/" + s.schemaOf(o.Kind()).collection + "/" + o.Head().ID}}
	return reply, nil
}

// header returns the common fields of a new object.
func (s *service) header(r *edge.Request) directory.Header {
	return directory.Header{Tenant: r.Caller.Tenant, ID: guid.New()}
}

// patch sets properties of the object that the path names.
func patch[T directory.Object](s *service) func(Tx, call[properties]) (any, error) {
	return func(tx Tx, c call[properties]) (any, error) {
		o, err := s.subject(tx, c.Request)
		if err != nil {
			return nil, err
		}
		if err := s.permitProperties(tx, c.Request, o, c.in); err != nil {
			return nil, err
		}
		if err := unchanged(c.Request, o); err != nil {
			return nil, err
		}
		_, err = directory.Update(tx, o.Head().Tenant, o.Head().ID, func(o T) error {
			return s.schemaOf(o.Kind()).apply(o, c.in)
		})
		return noContent(), err
	}
}

// permitProperties checks the actions that some properties need besides the row's.
func (s *service) permitProperties(tx Tx, r *edge.Request, o directory.Object, in properties) error {
	space := "microsoft.directory/" + s.schemaOf(o.Kind()).collection + "/"
	for property, action := range map[string]string{
		"accountEnabled": "enable", "passwordCredentials": "credentials/update", "keyCredentials": "credentials/update",
	} {
		if in.has(property) {
			if err := s.permit(tx, r, space+action, o.Head().ID); err != nil {
				return err
			}
		}
	}
	return nil
}
