package graph

import (
	"encoding/json"
	"slices"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

func (s *service) createApplication(tx Tx, c call[properties]) (any, error) {
	if err := s.checkIdentifierURIs(c.in); err != nil {
		return nil, err
	}
	owners, err := bindings(c.in, "owners")
	if err != nil {
		return nil, err
	}
	a := &directory.Application{Header: s.header(c.Request), AppID: guid.New()}
	out, err := s.create(tx, c.Request, a, c.in)
	if err != nil {
		return nil, err
	}
	if err := bind(tx, a, directory.Owner, owners); err != nil {
		return nil, err
	}
	return out, s.ownWhatYouMake(tx, c.Request, a)
}

// patchApplication changes an application.
func (s *service) patchApplication(tx Tx, c call[properties]) (any, error) {
	if err := s.checkIdentifierURIs(c.in); err != nil {
		return nil, err
	}
	return patch[*directory.Application](s)(tx, c)
}

// checkIdentifierURIs rejects identifier URIs of this server and of first-party resources. Package directory checks all other
// rules.
func (s *service) checkIdentifierURIs(in properties) error {
	for name, raw := range in {
		if !ascii.EqualFold(name, "identifierUris") {
			continue
		}
		var uris []string
		if json.Unmarshal(raw, &uris) != nil || slices.ContainsFunc(uris, s.Reserved) {
			return badRequest("Invalid value specified for property 'identifierUris' of resource 'Application'.")
		}
	}
	return nil
}

func (s *service) createServicePrincipal(tx Tx, c call[properties]) (any, error) {
	raw, ok := c.in.take("appId")
	appID := ""
	if !ok || json.Unmarshal(raw, &appID) != nil || appID == "" {
		return nil, badRequest("A value is required for property 'appId' of resource 'ServicePrincipal'.")
	}
	p := &directory.ServicePrincipal{Header: s.header(c.Request), AppID: appID, AccountEnabled: true}
	c.in.take("displayName") // set by the application
	owners, err := bindings(c.in, "owners")
	if err != nil {
		return nil, err
	}
	out, err := s.create(tx, c.Request, p, c.in)
	if err != nil {
		return nil, err
	}
	if err := bind(tx, p, directory.Owner, owners); err != nil {
		return nil, err
	}
	return out, s.ownWhatYouMake(tx, c.Request, p)
}

// ownWhatYouMake makes the caller the owner of an object that their role allows them to create and not to change.
func (s *service) ownWhatYouMake(tx Tx, r *edge.Request, o directory.Object) error {
	action := "microsoft.directory/" + s.schemaOf(o.Kind()).collection + "/basic/update"
	answer, err := directory.May(tx, directory.Ask{Tenant: r.Caller.Tenant, Caller: r.Caller.Object, Action: action, Target: o.Head().ID})
	if err != nil || answer.Allowed {
		return err
	}
	return directory.AddLink(tx, directory.Link{Tenant: r.Caller.Tenant, From: o.Head().ID, Relation: directory.Owner, To: r.Caller.Object})
}

type addPasswordIn struct {
	Password *passwordIn `json:"passwordCredential"`
}

// addPassword returns a new secret. It cannot be read again.
func (s *service) addPassword(tx Tx, c call[addPasswordIn]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	in := passwordIn{}
	if c.in.Password != nil {
		in = *c.in.Password
	}
	if in.SecretText != nil && *in.SecretText != "" {
		return nil, badRequest("New password credentials must be generated with service generated passwords: 'secretText' cannot be set.")
	}
	p, secret, err := directory.AddPassword(tx, o.Head().Tenant, o.Head().ID, in.credential(), s.Rand, s.Now())
	if err != nil {
		return nil, err
	}
	out := password(p, secret)
	out["@odata.context"] = s.context(c.Request, "microsoft.graph.passwordCredential")
	return out, nil
}

type removePasswordIn struct {
	KeyID string `json:"keyId"`
}

func (s *service) removePassword(tx Tx, c call[removePasswordIn]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	return noContent(), directory.RemovePassword(tx, o.Head().Tenant, o.Head().ID, c.in.KeyID)
}
