package oauth

import (
	"slices"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/token"
)

// maxGroups is how many groups a token names; of more it says only where they can be read, as Entra does.
const maxGroups = 200

// groups puts into a token the groups that its principal is in, where the resource's application asks for that.
func (x *exchange) groups(a *token.Access, resource Resource, tenant string, principal directory.Object) {
	if x.server.Groups == nil || resource.App == nil || !wantsGroups(resource.App.GroupMembershipClaims) {
		return
	}
	collection := "users"
	if principal.Kind() == directory.KindServicePrincipal {
		collection = "servicePrincipals"
	}
	id := principal.Head().ID
	if a.Groups = x.server.Groups(tenant, id); len(a.Groups) > maxGroups {
		a.Groups, a.GroupsAt = nil, strings.Join([]string{x.server.Graph, "v1.0", collection, id, "getMemberObjects"}, "/")
	}
}

// wantsGroups reads an application's groupMembershipClaims, a list of words. Groups that are assigned to the
// application, and directory roles, are other words.
func wantsGroups(claims string) bool {
	words := strings.FieldsFunc(claims, func(r rune) bool { return r == ',' || r == ' ' })
	return slices.ContainsFunc(words, func(word string) bool {
		return ascii.EqualFold(word, "SecurityGroup") || ascii.EqualFold(word, "All")
	})
}
