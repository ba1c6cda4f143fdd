package oauth

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
)

// maxGroups is how many groups a token names; of more it says only where they can be read, as Entra does.
const maxGroups = 200

// groupClaims is what a token says of the groups of its principal, because an application asks for it.
type groupClaims struct {
	groups []string
	at     string // where they can be read, if they are too many
	roles  []string
	// asRoles says that the groups stand in the roles claim, in place of app roles.
	asRoles bool
	// directoryRoles says that the token names the directory roles of the principal.
	directoryRoles bool
}

// groupsFor finds the groups that an application wants its tokens to name: by its groupMembershipClaims, in the form that
// the optional claim groups of the kind of token says. Source: the Microsoft identity platform's reference of group
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

// groupsAssigned lists the groups with an app role of an application that a principal is a direct member of.
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

// claimWord reports whether an application's groupMembershipClaims, a list of words, has a word.
func claimWord(claims, word string) bool {
	words := strings.FieldsFunc(claims, func(r rune) bool { return r == ',' || r == ' ' })
	return slices.ContainsFunc(words, func(w string) bool { return ascii.EqualFold(w, word) })
}
