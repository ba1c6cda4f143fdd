package oauth

import (
	"slices"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
)

// Roles returns the values of the resource's app roles that principal is assigned, for the roles claim: directly and, for
// a user, through groups of which the user is a direct member. App roles are not Azure RBAC roles.
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

// roleValue returns the value that a token carries for an assignment. It is "" for access without a role and for a
// disabled role.
func roleValue(a directory.AppRoleAssignment) string {
	for _, role := range a.Resource.AppRoles {
		if ascii.EqualFold(role.ID, a.AppRoleID) && role.IsEnabled {
			return role.Value
		}
	}
	return ""
}
