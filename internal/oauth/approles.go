package oauth

import (
	"slices"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
)

// Roles are the values of the app roles of a resource that a principal has, for the roles claim: its own, and a user's
// through the groups that the user is a direct member of. These are no roles of Azure RBAC.
func (res Resource) Roles(r directory.Reader, principal directory.Object) ([]string, error) {
	holders := []directory.Object{principal}
	if head := principal.Head(); principal.Kind() == directory.KindUser {
		groups, err := directory.Linking(r, head.Tenant, directory.Member, head.ID)
		if err != nil {
			return nil, err
		}
		holders = append(holders, groups...)
	}
	var values []string
	for _, holder := range holders {
		assigned, err := directory.AppRolesOf(r, holder)
		if err != nil {
			return nil, err
		}
		for _, a := range assigned {
			if value := roleValue(a); sameApp(a.Resource.AppID, res.AppID) && value != "" && !slices.Contains(values, value) {
				values = append(values, value)
			}
		}
	}
	slices.Sort(values)
	return values, nil
}

// roleValue is what a token says of an assignment: "" for access without a role, and for a role that was switched off.
func roleValue(a directory.AppRoleAssignment) string {
	for _, role := range a.Resource.AppRoles {
		if ascii.EqualFold(role.ID, a.AppRoleID) && role.IsEnabled {
			return role.Value
		}
	}
	return ""
}
