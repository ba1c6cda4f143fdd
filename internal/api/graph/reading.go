package graph

import (
	"maps"
	"slices"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/graph/odata"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
)

// reader renders objects for the caller of a request. Every object that is returned, filtered, searched or sorted passes through it:
// it decides which properties the caller may see, on every route.
type reader struct {
	s     *service
	tx    Tx
	r     *edge.Request
	known map[reading]directory.Reading
	asked map[relationOf]bool
	// made is the id of an object that this request created: its creator sees all properties.
	made string
}

// reading is the input of the decision about an object.
type reading struct {
	kind directory.Kind
	own  bool
}

type relationOf struct {
	reading
	relation string
}

func (s *service) reader(tx Tx, r *edge.Request) *reader {
	return &reader{s: s, tx: tx, r: r, known: map[reading]directory.Reading{}, asked: map[relationOf]bool{}}
}

// of returns how much of an object the caller may see, by the rule for its kind.
func (v *reader) of(o directory.Object) (directory.Reading, error) {
	id := o.Head().ID
	if id == v.made {
		return directory.Reading{All: true}, nil
	}
	key := reading{o.Kind(), ascii.EqualFold(id, v.r.Caller.Object)}
	if found, ok := v.known[key]; ok {
		return found, nil
	}
	action := "microsoft.directory/" + v.s.schemaOf(o.Kind()).collection + "/standard/read"
	out := directory.Reading{All: true}
	if v.r.Caller.Type == rbac.User {
		out = directory.DelegatedReading(granted(v.r), action, key.own)
	}
	if out.All || len(out.Properties) > 0 {
		answer, err := directory.May(v.tx, directory.Ask{Tenant: v.r.Caller.Tenant, Caller: v.r.Caller.Object, Action: action, Target: id})
		if err != nil {
			return out, err
		}
		if !answer.Allowed {
			out = directory.Reading{}
		}
	}
	v.known[key] = out
	return out, nil
}

// render returns an object in JSON with the selected properties, or with the default ones. Properties that the caller may not see
// are null; an object that they may not see at all has only its id, as in Graph.
func (v *reader) render(o directory.Object, selected []string) (map[string]any, error) {
	may, err := v.of(o)
	if err != nil {
		return nil, err
	}
	out := v.s.schemaOf(o.Kind()).render(o, selected)
	if err := v.mirror(o, out); err != nil {
		return nil, err
	}
	return conceal(out, may), nil
}

// whole returns an object with all properties that the caller may see, for filters.
func (v *reader) whole(o directory.Object) (map[string]any, error) {
	may, err := v.of(o)
	if err != nil {
		return nil, err
	}
	out := v.s.schemaOf(o.Kind()).whole(o)
	if err := v.mirror(o, out); err != nil {
		return nil, err
	}
	return conceal(out, may), nil
}

// mirror adds properties that Graph copies from another object: to a service principal its application's audience and redirect URIs,
// to an application the domain of its tenant.
func (v *reader) mirror(o directory.Object, out map[string]any) error {
	has := func(name string) bool { _, there := out[name]; return there }
	switch o := o.(type) {
	case *directory.ServicePrincipal:
		if o.Type == directory.TypeManagedIdentity || !has("signInAudience") && !has("replyUrls") {
			return nil
		}
		app, err := directory.ApplicationByAppID(v.tx, o.Tenant, o.AppID)
		if fault.Is(err, fault.NotFound) {
			return nil // of a tenant that is not here
		}
		if err != nil {
			return err
		}
		if has("signInAudience") {
			if out["signInAudience"] = app.SignInAudience; app.SignInAudience == "" {
				out["signInAudience"] = "AzureADMyOrg"
			}
		}
		if has("replyUrls") {
			out["replyUrls"] = list(slices.Concat(app.RedirectURIs.Web, app.RedirectURIs.SPA, app.RedirectURIs.PublicClient))
		}
	case *directory.Application:
		if !has("publisherDomain") {
			return nil
		}
		tenants, err := v.tx.Tenants()
		for _, t := range tenants {
			if ascii.EqualFold(t.ID, o.Tenant) {
				out["publisherDomain"] = orNull(t.DefaultDomain)
			}
		}
		return err
	}
	return nil
}

func conceal(out map[string]any, may directory.Reading) map[string]any {
	if may.All {
		return out
	}
	for name := range maps.Keys(out) {
		if !may.Shows(name) {
			out[name] = nil
		}
	}
	return out
}

// shape returns an object with $select and $expand applied. It fails with 403 for a relation that the caller may not read.
func (v *reader) shape(o directory.Object, options odata.Options) (map[string]any, error) {
	out, err := v.render(o, options.Select)
	if err != nil {
		return nil, err
	}
	sc := v.s.schemaOf(o.Kind())
	for _, e := range options.Expand {
		relation := sc.relation(e.Name)
		if relation == "" {
			continue
		}
		if err := v.permit(o, relation); err != nil {
			return nil, err
		}
		items, err := v.s.expand(v.tx, o, relation)
		if err != nil {
			return nil, err
		}
		values := []any{}
		// Graph returns at most 20 objects of an expanded relation.
		for _, item := range items[:min(len(items), 20)] {
			value, err := v.render(item, e.Select)
			if err != nil {
				return nil, err
			}
			value["@odata.type"] = odataType(item)
			values = append(values, value)
		}
		out[relation] = values
	}
	return out, nil
}

// permit fails unless the caller may read a relation of an object, by the action of the relation's route.
func (v *reader) permit(o directory.Object, relation string) error {
	key := relationOf{reading{o.Kind(), ascii.EqualFold(o.Head().ID, v.r.Caller.Object)}, relation}
	if v.asked[key] {
		return nil
	}
	name := map[string]string{"transitiveMembers": "members", "transitiveMemberOf": "memberOf"}[relation]
	if name == "" {
		name = relation
	}
	action := "microsoft.directory/" + v.s.schemaOf(o.Kind()).collection + "/" + name + "/read"
	if err := v.s.permit(v.tx, v.r, action, o.Head().ID); err != nil {
		return err
	}
	v.asked[key] = true
	return nil
}

// visible fails with 403 unless the caller may see at least one property of an object.
func (v *reader) visible(o directory.Object) error {
	may, err := v.of(o)
	if err == nil && !may.All && len(may.Properties) == 0 {
		return v.s.permit(v.tx, v.r, "microsoft.directory/"+v.s.schemaOf(o.Kind()).collection+"/standard/read", o.Head().ID)
	}
	return err
}
