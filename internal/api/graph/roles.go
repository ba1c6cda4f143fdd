package graph

import (
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

type activateIn struct {
	TemplateID string `json:"roleTemplateId"`
}

// activateRole activates a directory role in the tenant.
func (s *service) activateRole(tx Tx, c call[activateIn]) (any, error) {
	_, err := directory.FindByKey[*directory.DirectoryRole](tx, c.Caller.Tenant, c.in.TemplateID)
	if err == nil {
		return nil, badRequest("A conflicting object with one or more of the specified property values is present in the directory.")
	}
	if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	role, err := directory.ActivateRole(tx, c.Caller.Tenant, c.in.TemplateID, guid.New(), s.Now())
	if err != nil {
		return nil, err
	}
	out, err := s.newly(tx, c.Request, role)
	return created201(out), err
}

// listRoleTemplates lists the roles that can be activated.
func (s *service) listRoleTemplates(_ Tx, r *edge.Request) (any, error) {
	var values []map[string]any
	for _, t := range directory.RoleTemplates() {
		values = append(values, map[string]any{"id": t.ID, "deletedDateTime": nil, "displayName": t.Name, "description": t.Description})
	}
	return s.wholeList(r, "directoryRoleTemplates", values)
}

// listRoleDefinitions lists the directory roles with their permissions. Source: Graph's unifiedRoleDefinition.
func (s *service) listRoleDefinitions(_ Tx, r *edge.Request) (any, error) {
	var values []map[string]any
	for _, t := range directory.RoleTemplates() {
		values = append(values, roleDefinition(t))
	}
	return s.wholeList(r, "roleManagement/directory/roleDefinitions", values)
}

func (s *service) getRoleDefinition(_ Tx, r *edge.Request) (any, error) {
	t, ok := directory.Template(r.Vars["role"])
	if !ok {
		return nil, notFound(r.Vars["role"])
	}
	out := roleDefinition(t)
	out["@odata.context"] = s.context(r, "roleManagement/directory/roleDefinitions/$entity")
	return out, nil
}

func roleDefinition(t directory.RoleTemplate) map[string]any {
	return map[string]any{
		"id": t.ID, "templateId": t.ID, "displayName": t.Name, "description": t.Description, "isBuiltIn": true, "isEnabled": true,
		"isPrivileged": t.Privileged, "version": "1", "resourceScopes": []any{"/"},
		"rolePermissions": []any{map[string]any{"allowedResourceActions": list(t.Actions), "condition": nil}},
	}
}
