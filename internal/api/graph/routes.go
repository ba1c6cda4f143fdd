package graph

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/rbac"
)

// routes returns the rows of the host for one version.
func (s *service) routes(version string) []edge.Route {
	t := table{prefix: version}
	t.me(s)
	t.users(s)
	t.groups(s)
	t.applications(s)
	t.servicePrincipals(s)
	t.roles(s)
	t.signIns(s)
	t.guests(s)
	t.conditionalAccess(s)
	t.rest(s)
	return t.rows
}

// table collects rows.
type table struct {
	prefix string
	rows   []edge.Route
}

func (t *table) signed(method, path string, h edge.Handler) {
	t.rows = append(t.rows, edge.Signed(method, t.prefix+path, h))
}

// guarded adds a row with a directory action, without its prefix "microsoft.directory/".
func (t *table) guarded(method, path, action string, h edge.Handler) {
	t.rows = append(t.rows, edge.Guarded(method, t.prefix+path, rbac.Control, "microsoft.directory/"+action, h))
}

// relation adds the rows that list a relation: all objects, and those of one type.
func (t *table) relation(s *service, path, name, action string) {
	t.guarded(http.MethodGet, path+"/"+name, action, s.related(name))
	t.guarded(http.MethodGet, path+"/"+name+"/$count", action, s.countRelated(name))
	t.guarded(http.MethodGet, path+"/"+name+"/{cast}", action, s.related(name))
	t.guarded(http.MethodGet, path+"/"+name+"/{cast}/$count", action, s.countRelated(name))
}

// references adds the rows that change a relation.
func (t *table) references(s *service, path, name string, relation directory.Relation, action string) {
	t.guarded(http.MethodPost, path+"/"+name+"/$ref", action, s.addRef(relation))
	t.guarded(http.MethodDelete, path+"/"+name+"/{ref}/$ref", action, s.removeRef(relation))
}

// membership adds the rows that list what an object is a member of.
func (t *table) membership(s *service, path, kind string) {
	read := kind + "/memberOf/read"
	for _, relation := range []string{"memberOf", "transitiveMemberOf"} {
		t.relation(s, path, relation, read)
	}
	t.questions(s, path, read)
}

// questions adds the four membership functions, each also by its qualified name.
func (t *table) questions(s *service, path, read string) {
	for _, namespace := range []string{"", "microsoft.graph."} {
		t.guarded(http.MethodPost, path+"/"+namespace+"getMemberGroups", read, s.getMember(false))
		t.guarded(http.MethodPost, path+"/"+namespace+"getMemberObjects", read, s.getMember(true))
		t.guarded(http.MethodPost, path+"/"+namespace+"checkMemberGroups", read, s.checkMember(false))
		t.guarded(http.MethodPost, path+"/"+namespace+"checkMemberObjects", read, s.checkMember(true))
	}
}

// collection adds the rows that list, count, read and delete the objects of a kind.
func (t *table) collection(s *service, sc *schema) {
	read := sc.collection + "/standard/read"
	t.guarded(http.MethodGet, "/"+sc.collection, read, s.listAll(sc.kind))
	t.guarded(http.MethodGet, "/"+sc.collection+"/$count", read, s.countAll(sc.kind))
	t.guarded(http.MethodGet, "/"+sc.collection+"/{id}", read, view(s, s.get))
	if sc.kind != directory.KindDirectoryRole {
		t.guarded(http.MethodDelete, "/"+sc.collection+"/{id}", sc.collection+"/delete", update(s, noBody, s.remove))
	}
}

func (t *table) me(s *service) {
	t.guarded(http.MethodGet, "/me", "users/standard/read", view(s, s.get))
	t.signed(http.MethodPatch, "/me", update(s, s.readUserChange, s.patchUser))
	t.signed(http.MethodPost, "/me/revokeSignInSessions", update(s, noBody, s.revokeOwnSessions))
	t.signed(http.MethodPost, "/me/changePassword", update(s, s.readPasswordChange, s.changePassword))
	t.membership(s, "/me", "users")
	t.relation(s, "/me", "ownedObjects", "users/ownedObjects/read")
	t.guarded(http.MethodGet, "/me/appRoleAssignments", "users/appRoleAssignments/read", view(s, s.listAppRolesOf))
}

func (t *table) users(s *service) {
	t.collection(s, s.schemaOf(directory.KindUser))
	t.guarded(http.MethodPost, "/users", "users/create", update(s, s.readNewUser, s.createUser))
	// The actions depend on the properties in the body: readUserChange checks them.
	t.signed(http.MethodPatch, "/users/{id}", update(s, s.readUserChange, s.patchUser))
	t.guarded(http.MethodPost, "/users/{id}/revokeSignInSessions", "users/invalidateAllRefreshTokens", update(s, noBody, s.revokeSessions))
	t.membership(s, "/users/{id}", "users")
	t.relation(s, "/users/{id}", "ownedObjects", "users/ownedObjects/read")
	t.appRoles(s, "users")
}

func (t *table) groups(s *service) {
	t.collection(s, s.schemaOf(directory.KindGroup))
	t.guarded(http.MethodPost, "/groups", "groups/create", update(s, readProperties, s.createGroup))
	t.guarded(http.MethodPatch, "/groups/{id}", "groups/basic/update", update(s, readProperties, s.patchGroup))
	t.relation(s, "/groups/{id}", "members", "groups/members/read")
	t.relation(s, "/groups/{id}", "transitiveMembers", "groups/members/read")
	t.relation(s, "/groups/{id}", "owners", "groups/owners/read")
	t.references(s, "/groups/{id}", "members", directory.Member, "groups/members/update")
	t.references(s, "/groups/{id}", "owners", directory.Owner, "groups/owners/update")
	t.membership(s, "/groups/{id}", "groups")
	t.appRoles(s, "groups")
}

func (t *table) applications(s *service) {
	t.collection(s, s.schemaOf(directory.KindApplication))
	t.guarded(http.MethodPost, "/applications", "applications/create", update(s, readProperties, s.createApplication))
	t.guarded(http.MethodPatch, "/applications/{id}", "applications/basic/update", update(s, readProperties, s.patchApplication))
	t.relation(s, "/applications/{id}", "owners", "applications/owners/read")
	t.references(s, "/applications/{id}", "owners", directory.Owner, "applications/owners/update")
	t.passwords(s, "applications")
	credentials, one := "/applications/{id}/federatedIdentityCredentials", "/applications/{id}/federatedIdentityCredentials/{credential}"
	t.guarded(http.MethodGet, credentials, "applications/standard/read", view(s, s.listFederated))
	t.guarded(http.MethodPost, credentials, "applications/credentials/update", update(s, edge.ReadJSON[federatedIn], s.addFederated))
	t.guarded(http.MethodGet, one, "applications/standard/read", view(s, s.getFederated))
	t.guarded(http.MethodPatch, one, "applications/credentials/update", update(s, edge.ReadJSON[federatedIn], s.patchFederated))
	t.guarded(http.MethodDelete, one, "applications/credentials/update", update(s, noBody, s.removeFederated))
}

// appRoles adds the rows about app roles of users and groups.
func (t *table) appRoles(s *service, collection string) {
	path := "/" + collection + "/{id}/appRoleAssignments"
	t.guarded(http.MethodGet, path, collection+"/appRoleAssignments/read", view(s, s.listAppRolesOf))
	t.guarded(http.MethodPost, path, "servicePrincipals/appRoleAssignedTo/update", update(s, edge.ReadJSON[appRoleIn], s.assignAppRole))
	t.guarded(http.MethodDelete, path+"/{assignment}", "servicePrincipals/appRoleAssignedTo/update", update(s, noBody, s.removeAppRole))
}

func (t *table) passwords(s *service, collection string) {
	for _, namespace := range []string{"", "microsoft.graph."} {
		t.guarded(http.MethodPost, "/"+collection+"/{id}/"+namespace+"addPassword", collection+"/credentials/update", update(s, edge.ReadJSON[addPasswordIn], s.addPassword))
		t.guarded(http.MethodPost, "/"+collection+"/{id}/"+namespace+"removePassword", collection+"/credentials/update", update(s, edge.ReadJSON[removePasswordIn], s.removePassword))
	}
}

func (t *table) servicePrincipals(s *service) {
	t.collection(s, s.schemaOf(directory.KindServicePrincipal))
	t.guarded(http.MethodPost, "/servicePrincipals", "servicePrincipals/create", update(s, readProperties, s.createServicePrincipal))
	t.guarded(http.MethodPatch, "/servicePrincipals/{id}", "servicePrincipals/basic/update", update(s, readProperties, patch[*directory.ServicePrincipal](s)))
	t.relation(s, "/servicePrincipals/{id}", "owners", "servicePrincipals/owners/read")
	t.relation(s, "/servicePrincipals/{id}", "ownedObjects", "servicePrincipals/ownedObjects/read")
	t.references(s, "/servicePrincipals/{id}", "owners", directory.Owner, "servicePrincipals/owners/update")
	t.membership(s, "/servicePrincipals/{id}", "servicePrincipals")
	t.passwords(s, "servicePrincipals")
	t.guarded(http.MethodGet, "/servicePrincipals/{id}/oauth2PermissionGrants", "servicePrincipals/oAuth2PermissionGrants/read", view(s, s.listGrantsOf))
	t.guarded(http.MethodGet, "/oauth2PermissionGrants", "oauth2PermissionGrants/standard/read", view(s, s.listGrants))
	t.guarded(http.MethodPost, "/oauth2PermissionGrants", "oauth2PermissionGrants/create", update(s, edge.ReadJSON[grantIn], s.createGrant))
	t.guarded(http.MethodGet, "/oauth2PermissionGrants/{grant}", "oauth2PermissionGrants/standard/read", view(s, s.getGrant))
	t.guarded(http.MethodPatch, "/oauth2PermissionGrants/{grant}", "oauth2PermissionGrants/update", update(s, edge.ReadJSON[grantIn], s.patchGrant))
	t.guarded(http.MethodDelete, "/oauth2PermissionGrants/{grant}", "oauth2PermissionGrants/delete", update(s, noBody, s.removeGrant))
	for path, list := range map[string]func(Tx, *edge.Request) (any, error){"appRoleAssignments": s.listAppRolesOf, "appRoleAssignedTo": s.listAppRolesOn} {
		t.guarded(http.MethodGet, "/servicePrincipals/{id}/"+path, "servicePrincipals/"+path+"/read", view(s, list))
		t.guarded(http.MethodPost, "/servicePrincipals/{id}/"+path, "servicePrincipals/appRoleAssignedTo/update", update(s, edge.ReadJSON[appRoleIn], s.assignAppRole))
		t.guarded(http.MethodDelete, "/servicePrincipals/{id}/"+path+"/{assignment}", "servicePrincipals/appRoleAssignedTo/update", update(s, noBody, s.removeAppRole))
	}
}

func (t *table) roles(s *service) {
	t.collection(s, s.schemaOf(directory.KindDirectoryRole))
	t.guarded(http.MethodPost, "/directoryRoles", "directoryRoles/create", update(s, edge.ReadJSON[activateIn], s.activateRole))
	t.relation(s, "/directoryRoles/{id}", "members", "directoryRoles/members/read")
	t.references(s, "/directoryRoles/{id}", "members", directory.Member, "directoryRoles/members/update")
	t.guarded(http.MethodGet, "/directoryRoleTemplates", "directoryRoles/standard/read", view(s, s.listRoleTemplates))
	t.guarded(http.MethodGet, "/roleManagement/directory/roleDefinitions", "roleDefinitions/standard/read", view(s, s.listRoleDefinitions))
	t.guarded(http.MethodGet, "/roleManagement/directory/roleDefinitions/{role}", "roleDefinitions/standard/read", view(s, s.getRoleDefinition))
}

func (t *table) guests(s *service) {
	t.guarded(http.MethodPost, "/invitations", "users/inviteGuest", update(s, edge.ReadJSON[invitationIn], s.invite))
	t.guarded(http.MethodGet, "/policies/authorizationPolicy", "authorizationPolicy/standard/read", view(s, s.getAuthorizationPolicy))
	t.guarded(http.MethodPatch, "/policies/authorizationPolicy", "authorizationPolicy/update", update(s, edge.ReadJSON[authorizationPolicyIn], s.patchAuthorizationPolicy))
	// In beta it is a collection of one.
	t.guarded(http.MethodGet, "/policies/authorizationPolicy/authorizationPolicy", "authorizationPolicy/standard/read", view(s, s.getAuthorizationPolicy))
	t.guarded(http.MethodPatch, "/policies/authorizationPolicy/authorizationPolicy", "authorizationPolicy/update", update(s, edge.ReadJSON[authorizationPolicyIn], s.patchAuthorizationPolicy))
}

func (t *table) conditionalAccess(s *service) {
	const policies, locations = "/identity/conditionalAccess/policies", "/identity/conditionalAccess/namedLocations"
	t.guarded(http.MethodGet, policies, directory.ViewPolicies, view(s, s.listPolicies))
	t.guarded(http.MethodPost, policies, "conditionalAccessPolicies/create", update(s, edge.ReadJSON[policyBody], s.createPolicy))
	t.guarded(http.MethodGet, policies+"/{policy}", directory.ViewPolicies, view(s, s.getPolicy))
	t.guarded(http.MethodPatch, policies+"/{policy}", "conditionalAccessPolicies/basic/update", update(s, readPolicyChange, s.patchPolicy))
	t.guarded(http.MethodDelete, policies+"/{policy}", "conditionalAccessPolicies/delete", update(s, noBody, s.removePolicy))
	t.guarded(http.MethodGet, locations, directory.ViewLocations, view(s, s.listLocations))
	t.guarded(http.MethodPost, locations, "namedLocations/create", update(s, edge.ReadJSON[locationBody], s.createLocation))
	t.guarded(http.MethodGet, locations+"/{location}", directory.ViewLocations, view(s, s.getLocation))
	t.guarded(http.MethodPatch, locations+"/{location}", "namedLocations/basic/update", update(s, edge.ReadJSON[locationBody], s.patchLocation))
	t.guarded(http.MethodDelete, locations+"/{location}", "namedLocations/delete", update(s, noBody, s.removeLocation))
}

func (t *table) rest(s *service) {
	t.guarded(http.MethodPost, "/directoryObjects/getByIds", "directoryObjects/standard/read", viewWith(s, edge.ReadJSON[idsIn], s.getByIDs))
	t.guarded(http.MethodPost, "/directoryObjects/microsoft.graph.getByIds", "directoryObjects/standard/read", viewWith(s, edge.ReadJSON[idsIn], s.getByIDs))
	t.guarded(http.MethodGet, "/directoryObjects/{id}", "directoryObjects/standard/read", view(s, s.get))
	t.questions(s, "/directoryObjects/{id}", "directoryObjects/memberOf/read")
	t.guarded(http.MethodGet, "/organization", "organization/standard/read", view(s, s.listOrganization))
	t.guarded(http.MethodGet, "/organization/{id}", "organization/standard/read", view(s, s.getOrganization))
	t.guarded(http.MethodGet, "/domains", "domains/standard/read", view(s, s.listDomains))
	t.guarded(http.MethodGet, "/domains/{id}", "domains/standard/read", view(s, s.getDomain))
	t.guarded(http.MethodGet, "/directory/deletedItems/{id}", "deletedItems/read", view(s, s.getDeleted))
	// The action depends on the kind of the deleted object: the handlers check it.
	t.signed(http.MethodPost, "/directory/deletedItems/{id}/restore", update(s, noBody, s.restore))
	t.signed(http.MethodPost, "/directory/deletedItems/{id}/microsoft.graph.restore", update(s, noBody, s.restore))
	t.signed(http.MethodDelete, "/directory/deletedItems/{id}", update(s, noBody, s.purge))
	t.signed(http.MethodPost, "/$batch", s.batch)
}
