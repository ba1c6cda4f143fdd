package graph

import (
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
)

type appRoleIn struct {
	PrincipalID string `json:"principalId"`
	ResourceID  string `json:"resourceId"`
	AppRoleID   string `json:"appRoleId"`
}

// appRoleAssignment is microsoft.graph.appRoleAssignment.
func appRoleAssignment(a directory.AppRoleAssignment) map[string]any {
	kind := string(a.Principal.Kind())
	return map[string]any{
		"id": a.ID, "deletedDateTime": nil, "appRoleId": a.AppRoleID, "createdDateTime": moment(a.CreatedAt),
		"principalDisplayName": a.Principal.Head().DisplayName, "principalId": a.Principal.Head().ID,
		"principalType":       ascii.ToUpper(kind[:1]) + kind[1:],
		"resourceDisplayName": a.Resource.DisplayName, "resourceId": a.Resource.ID,
	}
}

func (s *service) appRoleList(r *edge.Request, all []directory.AppRoleAssignment) (any, error) {
	var values []map[string]any
	for _, a := range all {
		values = append(values, appRoleAssignment(a))
	}
	return s.wholeList(r, "appRoleAssignments", values)
}

// listAppRolesOf lists the app roles of a principal.
func (s *service) listAppRolesOf(tx Tx, r *edge.Request) (any, error) {
	o, err := s.subject(tx, r)
	if err != nil {
		return nil, err
	}
	all, err := directory.AppRolesOf(tx, o)
	if err != nil {
		return nil, err
	}
	return s.appRoleList(r, all)
}

// listAppRolesOn lists the app role assignments on a service principal.
func (s *service) listAppRolesOn(tx Tx, r *edge.Request) (any, error) {
	o, err := directory.Find[*directory.ServicePrincipal](tx, r.Caller.Tenant, s.target(tx, r))
	if err != nil {
		return nil, notFound(r.Vars["id"])
	}
	all, err := directory.AppRolesOn(tx, o)
	if err != nil {
		return nil, err
	}
	return s.appRoleList(r, all)
}

// assignAppRole assigns an app role of a resource to a principal. The path names one of them, the body both.
func (s *service) assignAppRole(tx Tx, c call[appRoleIn]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	named := c.in.PrincipalID
	if strings.HasSuffix(c.Route.Template(), "/appRoleAssignedTo") {
		named = c.in.ResourceID
	}
	if !ascii.EqualFold(named, o.Head().ID) {
		return nil, badRequest("The object in the path is not the one in the request body.")
	}
	if err := s.permit(tx, c.Request, "microsoft.directory/servicePrincipals/appRoleAssignedTo/update", c.in.ResourceID); err != nil {
		return nil, err
	}
	a, err := directory.AssignAppRole(tx, o.Head().Tenant, c.in.PrincipalID, c.in.ResourceID, c.in.AppRoleID, guid.New(), s.Now())
	if err != nil {
		return nil, err
	}
	out := appRoleAssignment(a)
	out["@odata.context"] = s.context(c.Request, "appRoleAssignments/$entity")
	return created201(out), nil
}

func (s *service) removeAppRole(tx Tx, c call[none]) (any, error) {
	o, err := s.subject(tx, c.Request)
	if err != nil {
		return nil, err
	}
	return noContent(), directory.RemoveAppRole(tx, o, c.Vars["assignment"])
}
