package oauth

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
)

// maxGroups is the largest number of groups in a token. A token for more has a link to them instead, as in Entra.
const maxGroups = 200

// groupClaims holds the group claims of a token.
type groupClaims struct {
	groups []string
	at     string // where to read the groups if there are too many
	roles  []string
	// asRoles puts the groups into the roles claim, in place of app roles.
	asRoles bool
	// directoryRoles adds the principal's directory roles to the token.
	directoryRoles bool
}

// groupsFor returns the groups that tokens for an application carry: selected by its groupMembershipClaims, in the form that
// its optional claim "groups" for this kind of token asks for. Source: the Microsoft identity platform's reference of group
// claims and optional claims.
func (x *exchange) groupsFor(r directory.Reader, app *directory.Application, kind string, principal directory.Object) (groupClaims, error) {
	var out groupClaims
	if x.server.Groups == nil || app == nil {
		return out, nil
	}
	head := principal.Head()
	wants := func(word string) bool { return claimWord(app.GroupMembershipClaims, word) }
	out.directoryRoles = wants("DirectoryRole") || wants("All")
	if wants("SecurityGroup") || wants("All") {
		out.groups = x.server.Groups(head.Tenant, head.ID)
	}
	options := optionalClaim(app, kind, "groups").AdditionalProperties
	if wants("ApplicationGroup") {
		assigned, err := groupsAssigned(r, app, principal)
		if err != nil {
			return out, err
		}
		names := slices.Contains(options, "cloud_displayname") && len(out.groups) == 0
		for _, g := range assigned {
			name := g.Head().ID
			if names {
				name = g.Head().DisplayName
			}
			if !slices.Contains(out.groups, name) {
				out.groups = append(out.groups[:len(out.groups):len(out.groups)], name)
			}
		}
	}
	if len(out.groups) > maxGroups {
		collection := "users"
		if principal.Kind() == directory.KindServicePrincipal {
			collection = "servicePrincipals"
		}
		out.groups, out.at = nil, strings.Join([]string{x.server.Graph, "v1.0", collection, head.ID, "getMemberObjects"}, "/")
		return out, nil
	}
	if slices.Contains(options, "emit_as_roles") {
		out.groups, out.roles, out.asRoles = nil, out.groups, true
	}
	return out, nil
}

// groupsAssigned returns the groups with an app role of app of which principal is a direct member.
func groupsAssigned(r directory.Reader, app *directory.Application, principal directory.Object) ([]directory.Object, error) {
	head := principal.Head()
	groups, err := directory.Linking(r, head.Tenant, directory.Member, head.ID)
	if err != nil {
		return nil, err
	}
	var out []directory.Object
	for _, g := range groups {
		held, err := directory.AppRolesOf(r, g)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(held, func(a directory.AppRoleAssignment) bool { return sameApp(a.Resource.AppID, app.AppID) }) {
			out = append(out, g)
		}
	}
	return out, nil
}

// claimWord reports whether groupMembershipClaims, a comma-separated list, contains a word.
func claimWord(claims, word string) bool {
	words := strings.FieldsFunc(claims, func(r rune) bool { return r == ',' || r == ' ' })
	return slices.ContainsFunc(words, func(w string) bool { return ascii.EqualFold(w, word) })
}
