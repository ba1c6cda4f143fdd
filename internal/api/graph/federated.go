package graph

import (
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

// federatedIn is a federated identity credential in a request; members that a PATCH omits are unchanged.
type federatedIn struct {
	Name        *string   `json:"name"`
	Issuer      *string   `json:"issuer"`
	Subject     *string   `json:"subject"`
	Audiences   *[]string `json:"audiences"`
	Description *string   `json:"description"`
}

func (in federatedIn) into(f *directory.FederatedCredential) {
	set(&f.Name, in.Name)
	set(&f.Issuer, in.Issuer)
	set(&f.Subject, in.Subject)
	set(&f.Audiences, in.Audiences)
	set(&f.Description, in.Description)
}

func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}

func federated(f directory.FederatedCredential) map[string]any {
	return map[string]any{
		"id": f.ID, "name": f.Name, "issuer": f.Issuer, "subject": f.Subject, "audiences": list(f.Audiences), "description": orNull(f.Description),
	}
}

// federatedContext returns the context of the credentials of an application.
func (s *service) federatedContext(r *edge.Request, o directory.Object, more string) string {
	return s.context(r, s.schemaOf(o.Kind()).collection+"('"+o.Head().ID+"')/federatedIdentityCredentials"+more)
}

func (s *service) listFederated(tx Tx, r *edge.Request) (any, error) {
	o, err := s.subject(tx, r)
	if err != nil {
		return nil, err
	}
	var values []map[string]any
	for _, f := range directory.CredentialsOf(o).Federated {
		values = append(values, federated(f))
	}
	return s.wholeList(r, s.schemaOf(o.Kind()).collection+"('"+o.Head().ID+"')/federatedIdentityCredentials", values)
}

func (s *service) getFederated(tx Tx, r *edge.Request) (any, error) {
	o, err := s.subject(tx, r)
	if err != nil {
		return nil, err
	}
	f, err := directory.CredentialsOf(o).FindFederated(r.Vars["credential"])
	if err != nil {
		return nil, err
	}
	out := federated(f)
	out["@odata.context"] = s.federatedContext(r, o, "/$entity")
	return out, nil
}

func (s *service) addFederated(tx Tx, c call[federatedIn]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	f := directory.FederatedCredential{ID: guid.New()}
	c.in.into(&f)
	if err := directory.AddFederated(tx, o.Head().Tenant, o.Head().ID, f); err != nil {
		return nil, err
	}
	out := federated(f)
	out["@odata.context"] = s.federatedContext(c.Request, o, "/$entity")
	return created201(out), nil
}

func (s *service) patchFederated(tx Tx, c call[federatedIn]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	return noContent(), directory.UpdateFederated(tx, o.Head().Tenant, o.Head().ID, c.Vars["credential"], func(f *directory.FederatedCredential) error {
		if c.in.Name != nil && *c.in.Name != f.Name {
			return badRequest("Property 'name' is read-only and cannot be set.")
		}
		c.in.into(f)
		return nil
	})
}

func (s *service) removeFederated(tx Tx, c call[none]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	return noContent(), directory.RemoveFederated(tx, o.Head().Tenant, o.Head().ID, c.Vars["credential"])
}
