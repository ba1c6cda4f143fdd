package graph

import (
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
)

// grantIn is microsoft.graph.oAuth2PermissionGrant in a request.
type grantIn struct {
	ClientID    string `json:"clientId"`
	ConsentType string `json:"consentType"`
	PrincipalID string `json:"principalId"`
	ResourceID  string `json:"resourceId"`
	Scope       string `json:"scope"`
}

func permissionGrant(g directory.PermissionGrant) map[string]any {
	return map[string]any{
		"id": g.ID, "clientId": g.ClientID, "consentType": g.ConsentType, "principalId": orNull(g.PrincipalID), "resourceId": g.ResourceID, "scope": g.Scope,
	}
}

// listGrants lists the grants of all clients.
func (s *service) listGrants(tx Tx, r *edge.Request) (any, error) {
	all, err := tx.Objects(directory.Query{Tenant: r.Caller.Tenant, Kind: directory.KindServicePrincipal, Limit: maxWhole})
	if err != nil {
		return nil, err
	}
	return s.grantsOf(r, all...)
}

func (s *service) listGrantsOf(tx Tx, r *edge.Request) (any, error) {
	o, err := s.subject(tx, r)
	if err != nil {
		return nil, err
	}
	return s.grantsOf(r, o)
}

func (s *service) grantsOf(r *edge.Request, clients ...directory.Object) (any, error) {
	var values []map[string]any
	for _, o := range clients {
		if client, ok := o.(*directory.ServicePrincipal); ok {
			for _, g := range client.Grants {
				values = append(values, permissionGrant(g))
			}
		}
	}
	return s.wholeList(r, "oauth2PermissionGrants", values)
}

func (s *service) getGrant(tx Tx, r *edge.Request) (any, error) {
	_, g, err := directory.FindGrant(tx, r.Caller.Tenant, r.Vars["grant"])
	if err != nil {
		return nil, err
	}
	out := permissionGrant(g)
	out["@odata.context"] = s.context(r, "oauth2PermissionGrants/$entity")
	return out, nil
}

// createGrant grants a client delegated permissions: scopes of a resource, for one user or all.
func (s *service) createGrant(tx Tx, c call[grantIn]) (any, error) {
	g, err := directory.GrantPermission(tx, c.Caller.Tenant, directory.PermissionGrant{
		ClientID: c.in.ClientID, ConsentType: c.in.ConsentType, PrincipalID: c.in.PrincipalID, ResourceID: c.in.ResourceID, Scope: c.in.Scope,
	})
	if err != nil {
		return nil, err
	}
	out := permissionGrant(g)
	out["@odata.context"] = s.context(c.Request, "oauth2PermissionGrants/$entity")
	return created201(out), nil
}

func (s *service) patchGrant(tx Tx, c call[grantIn]) (any, error) {
	return noContent(), directory.RescopeGrant(tx, c.Caller.Tenant, c.Vars["grant"], c.in.Scope)
}

func (s *service) removeGrant(tx Tx, c call[none]) (any, error) {
	return noContent(), directory.RevokeGrant(tx, c.Caller.Tenant, c.Vars["grant"])
}
