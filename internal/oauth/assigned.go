package oauth

import (
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
)

// assigned returns AADSTS50105 for a user who is not assigned to an application that requires assignment. A user is
// assigned if they, or a group of which they are a direct member, have any app role of the application.
func assigned(r directory.Reader, client *Client, u *directory.User) error {
	if client.FirstParty || client.Principal == nil || !client.Principal.AppRoleRequired {
		return nil
	}
	groups, err := directory.Linking(r, u.Tenant, directory.Member, u.ID)
	if err != nil {
		return err
	}
	for _, holder := range append([]directory.Object{u}, groups...) {
		roles, err := directory.AppRolesOf(r, holder)
		if err != nil {
			return err
		}
		for _, role := range roles {
			if ascii.EqualFold(role.Resource.ID, client.Principal.ID) {
				return nil
			}
		}
	}
	return aadsts(50105, invalidGrant, "Your administrator has configured the application %s ('%s') to block users unless they are specifically granted ('assigned') access to the application. "+
		"The signed in user '{EmailHidden}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. "+
		"Please contact your administrator to assign access to this application.", client.Name, client.ID)
}
