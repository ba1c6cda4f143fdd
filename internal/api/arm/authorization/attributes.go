package authorization

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// writeAttributes returns the attributes of a request that writes a role assignment. A malformed body has none; the handler
// rejects it, if the caller may write.
func writeAttributes(tx provider.Tx, tenant string, _ *edge.Request, raw []byte) (map[string][]string, error) {
	var in assignmentIn
	if err := edge.DecodeJSON(raw, &in); err != nil {
		return map[string][]string{}, nil
	}
	role, err := roleOf(in.Properties.RoleDefinitionID)
	principal, valid := guid.Parse(in.Properties.PrincipalID)
	if err != nil || !valid {
		return map[string][]string{}, nil
	}
	kind, err := PrincipalType(tx, tenant, principal)
	if home := in.Properties.PrincipalTenantID; home != "" && !ascii.EqualFold(home, tenant) {
		kind = "" // of a trusted tenant: the stated type cannot be checked
	}
	return attributesOf("@Request", role, principal, kind), err
}

// deleteAttributes returns the attributes of a request that deletes a role assignment: those of the assignment.
func deleteAttributes(tx provider.Tx, tenant string, r *edge.Request, _ []byte) (map[string][]string, error) {
	name, _ := guid.Parse(r.Vars["assignment"])
	a, err := tx.Assignment(tenant, r.Scope, name)
	if fault.Is(err, fault.NotFound) {
		return map[string][]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	return attributesOf("@Resource", a.RoleID, a.PrincipalID, a.PrincipalType), nil
}

func attributesOf(source, role, principal string, kind rbac.PrincipalType) map[string][]string {
	const attribute = "[Microsoft.Authorization/roleAssignments:"
	return map[string][]string{
		source + attribute + "RoleDefinitionId]": {role},
		source + attribute + "PrincipalId]":      {principal},
		source + attribute + "PrincipalType]":    {string(kind)},
	}
}
