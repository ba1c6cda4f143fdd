package graph_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

const graphApp = "00000003-0000-0000-c000-000000000000"

// give gives an application a permission of Graph as an app role, as az ad app permission does in the end.
func (w *world) give(who, app, permission string) answer {
	w.t.Helper()
	graph := id("servicePrincipal", graphApp)
	for _, p := range directory.GraphPermissions() {
		if p.Value == permission {
			return w.call(w.as(who), "POST", "/v1.0/servicePrincipals/"+id("servicePrincipal", app)+"/appRoleAssignments",
				`{"principalId":"`+id("servicePrincipal", app)+`","resourceId":"`+graph+`","appRoleId":"`+p.AppRole+`"}`)
		}
	}
	w.t.Fatalf("there is no permission %s", permission)
	return answer{}
}

func (w *world) app(name string) {
	w.t.Helper()
	w.update(func(tx *store.Tx) {
		w.must(directory.Create(tx, &directory.Application{Header: head("application", name), AppID: id("appId", name)}, *w.now.Load()))
		w.must(directory.Create(tx, &directory.ServicePrincipal{Header: head("servicePrincipal", name), AppID: id("appId", name), AccountEnabled: true}, *w.now.Load()))
	})
}

// An application may do nothing until it is given a permission of Graph or a directory role.
func TestPermissionsDecideWhatApplicationsDo(t *testing.T) {
	w := newWorld(t)
	users, cleo, group := "/v1.0/users", "/v1.0/users/"+id("user", "cleo"), "/v1.0/groups/"+id("group", "developers")
	newGroup := `{"displayName":"x","mailNickname":"x","mailEnabled":false,"securityEnabled":true}`
	ci, admin := "/v1.0/applications/"+id("application", "ci-pipeline"), "/v1.0/applications/"+id("application", "app-Application.ReadWrite.All")
	password := `{"passwordProfile":{"password":"Tr0ub4dor&3"}}`
	for _, row := range []struct {
		says, permission, method, path, body string
		allowed                              bool
	}{
		{"without any it reads nobody", "", "GET", users, "", false},
		{"without any it reads not even itself", "", "GET", "/v1.0/servicePrincipals/" + id("servicePrincipal", "app-"), "", false},
		{"without any it makes no groups", "", "POST", "/v1.0/groups", newGroup, false},
		{"without any it makes no applications", "", "POST", "/v1.0/applications", `{"displayName":"x"}`, false},
		{"Directory.Read.All reads people", "Directory.Read.All", "GET", users, "", true},
		{"Directory.Read.All reads what was deleted", "Directory.Read.All", "GET", "/v1.0/directory/deletedItems/microsoft.graph.user", "", true},
		{"Directory.Read.All writes nothing", "Directory.Read.All", "POST", "/v1.0/groups", newGroup, false},
		{"User.Read.All reads people", "User.Read.All", "GET", cleo, "", true},
		{"User.Read.All reads no groups", "User.Read.All", "GET", group, "", false},
		{"User.ReadWrite.All renames people", "User.ReadWrite.All", "PATCH", cleo, `{"displayName":"cleo"}`, true},
		{"User.ReadWrite.All sets no passwords", "User.ReadWrite.All", "PATCH", cleo, password, false},
		{"User.ReadWrite.All does not rename an administrator", "User.ReadWrite.All", "PATCH", "/v1.0/users/" + id("user", "ada"), `{"displayName":"x"}`, false},
		{"Group.ReadWrite.All makes groups", "Group.ReadWrite.All", "POST", "/v1.0/groups", newGroup, true},
		{"Group.ReadWrite.All makes no applications", "Group.ReadWrite.All", "POST", "/v1.0/applications", `{"displayName":"x"}`, false},
		{"Group.ReadWrite.All makes nobody an administrator", "Group.ReadWrite.All", "POST", "/v1.0/directoryRoles/roleTemplateId=" + directory.GlobalAdministrator + "/members/$ref", `{"@odata.id":"x/` + id("user", "bob") + `"}`, false},
		{"Group.Create makes groups", "Group.Create", "POST", "/v1.0/groups", newGroup, true},
		{"Group.Create deletes none", "Group.Create", "DELETE", group, "", false},
		{"GroupMember.ReadWrite.All adds members", "GroupMember.ReadWrite.All", "POST", group + "/members/$ref", `{"@odata.id":"x/` + id("user", "bob") + `"}`, true},
		{"GroupMember.ReadWrite.All renames no groups", "GroupMember.ReadWrite.All", "PATCH", group, `{"displayName":"x"}`, false},
		{"Application.ReadWrite.All adds secrets", "Application.ReadWrite.All", "POST", ci + "/addPassword", "{}", true},
		{"Application.ReadWrite.OwnedBy makes applications", "Application.ReadWrite.OwnedBy", "POST", "/v1.0/applications", `{"displayName":"x"}`, true},
		{"Application.ReadWrite.OwnedBy changes no others", "Application.ReadWrite.OwnedBy", "PATCH", ci, `{"displayName":"x"}`, false},
		{"Directory.ReadWrite.All deletes no groups", "Directory.ReadWrite.All", "DELETE", group, "", false},
		{"RoleManagement.ReadWrite.Directory gives roles", "RoleManagement.ReadWrite.Directory", "POST", "/v1.0/directoryRoles/roleTemplateId=" + directory.GlobalAdministrator + "/members/$ref", `{"@odata.id":"x/` + id("user", "cleo") + `"}`, true},
		{"whoever has one that writes is guarded from the others", "Application.ReadWrite.All", "POST", admin + "/addPassword", "{}", true}, // it is itself
		{"and from AppRoleAssignment.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "POST", admin + "/addPassword", "{}", false},
	} {
		t.Run(row.says, func(t *testing.T) {
			name := "app-" + row.permission
			if _, err := w.object(id("servicePrincipal", name)); err != nil {
				w.app(name)
				if row.permission != "" {
					w.give("ada", name, row.permission).want(t, 201)
				}
			}
			got := w.call(w.token(id("servicePrincipal", name), origin), row.method, row.path, row.body)
			if (got.status < 300) != row.allowed || !row.allowed && (got.status != 403 || got.text("error", "code") != "Authorization_RequestDenied") {
				t.Errorf("%d %s", got.status, got.raw)
			}
		})
	}
}

func (w *world) object(id string) (o directory.Object, err error) {
	_ = w.db.View(w.t.Context(), func(tx *store.Tx) error {
		o, err = tx.Object(tenant, id)
		return nil
	})
	return o, err
}

func TestApplicationsCanOwnObjects(t *testing.T) {
	w := newWorld(t)
	w.app("maker")
	w.give("ada", "maker", "Application.ReadWrite.OwnedBy").want(t, 201)
	maker := w.token(id("servicePrincipal", "maker"), origin)
	made := w.call(maker, "POST", "/v1.0/applications", `{"displayName":"made"}`).want(t, 201).text("id")
	w.call(maker, "POST", "/v1.0/applications/"+made+"/addPassword", "{}").want(t, 200)
	w.call(maker, "DELETE", "/v1.0/applications/"+made, "").want(t, 204)
	// To own is not enough without the permission.
	w.app("owner")
	w.update(func(tx *store.Tx) {
		w.must(directory.AddLink(tx, directory.Link{Tenant: tenant, From: id("application", "ci-pipeline"), Relation: directory.Owner, To: id("servicePrincipal", "owner")}))
	})
	w.call(w.token(id("servicePrincipal", "owner"), origin), "POST", "/v1.0/applications/"+id("application", "ci-pipeline")+"/addPassword", "{}").refused(t, 403, "Authorization_RequestDenied")
}

// Whoever gives Graph's own app roles makes administrators, so few may, and Graph itself is for Global Administrators.
func TestGraphsOwnAppRolesAreGivenByFew(t *testing.T) {
	w := newWorld(t)
	for name, template := range map[string]string{"apps": directory.ApplicationAdministrator, "roles": directory.PrivilegedRoleAdministrator} {
		w.administrator(name, template)
	}
	w.app("victim")
	w.give("apps", "victim", "Group.ReadWrite.All").refused(t, 403, "Authorization_RequestDenied")
	w.give("bob", "victim", "Group.ReadWrite.All").refused(t, 403, "Authorization_RequestDenied")
	w.give("roles", "victim", "Group.ReadWrite.All").want(t, 201)
	victim := "/v1.0/applications/" + id("application", "victim")
	w.call(w.as("apps"), "POST", victim+"/addPassword", "{}").refused(t, 403, "Authorization_RequestDenied")
	w.call(w.as("ada"), "POST", victim+"/addPassword", "{}").want(t, 200)
	graph := "/v1.0/servicePrincipals/" + id("servicePrincipal", graphApp)
	for _, row := range []struct{ method, path, body string }{
		{"POST", graph + "/addPassword", "{}"},
		{"PATCH", graph, `{"accountEnabled":false}`},
		{"DELETE", graph, ""},
		{"POST", graph + "/owners/$ref", `{"@odata.id":"x/` + id("user", "bob") + `"}`},
	} {
		w.call(w.as("apps"), row.method, row.path, row.body).refused(t, 403, "Authorization_RequestDenied")
	}
	w.call(w.as("ada"), "DELETE", graph, "").refused(t, 403, "Authorization_RequestDenied")
	shown := w.call(w.as("bob"), "GET", "/v1.0/servicePrincipals(appId='"+graphApp+"')?$select=displayName,appRoles", "").want(t, 200)
	if shown.text("displayName") != "Microsoft Graph" || !strings.Contains(string(shown.raw), "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9") {
		t.Errorf("%s", shown.raw)
	}
}

// A client does for a person no more than its scopes say, whatever the person may.
func TestScopesNarrowWhatAClientDoes(t *testing.T) {
	w := newWorld(t)
	newGroup := `{"displayName":"x","mailNickname":"x","mailEnabled":false,"securityEnabled":true}`
	for _, row := range []struct {
		says, scope, method, path, body string
		status                          int
	}{
		{"User.Read shows oneself", "User.Read", "GET", "/v1.0/me", "", 200},
		{"User.Read shows one's own groups", "User.Read", "GET", "/v1.0/me/memberOf", "", 200},
		{"User.Read shows nobody else", "User.Read", "GET", "/v1.0/users", "", 403},
		{"User.Read changes no password", "User.Read", "POST", "/v1.0/me/changePassword", `{"currentPassword":"a","newPassword":"b"}`, 403},
		{"User.Read renames nobody", "User.Read", "PATCH", "/v1.0/me", `{"displayName":"x"}`, 403},
		{"User.ReadBasic.All shows others", "openid User.ReadBasic.All", "GET", "/v1.0/users", "", 200},
		{"Group.Read.All makes no groups for an administrator", "Group.Read.All", "POST", "/v1.0/groups", newGroup, 403},
		{"Group.ReadWrite.All does", "Group.ReadWrite.All", "POST", "/v1.0/groups", newGroup, 201},
		{"no scope at all reads nobody", "", "GET", "/v1.0/users", "", 403},
		{"a scope that nobody knows reads nobody", "Everything.ReadWrite.All", "GET", "/v1.0/users", "", 403},
	} {
		w.scope = row.scope
		if got := w.call(w.as("ada"), row.method, row.path, row.body); got.status != row.status {
			t.Errorf("%s: %d %s", row.says, got.status, got.raw)
		}
	}
	w.scope = "Group.ReadWrite.All"
	w.call(w.as("bob"), "POST", "/v1.0/groups", newGroup).refused(t, 403, "Authorization_RequestDenied")
}

func TestETags(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	for _, path := range []string{"/v1.0/groups/" + id("group", "developers"), "/v1.0/users/" + id("user", "cleo"), "/v1.0/applications/" + id("application", "ci-pipeline")} {
		first := w.call(ada, "GET", path, "").want(t, 200).header.Get("ETag")
		if !strings.HasPrefix(first, `W/"`) {
			t.Fatalf("%s has the ETag %q", path, first)
		}
		if got := w.call(ada, "GET", path, "", "If-None-Match", first); got.status != http.StatusNotModified || len(got.raw) != 0 {
			t.Errorf("%s again: %d %s", path, got.status, got.raw)
		}
		w.call(ada, "PATCH", path, `{"displayName":"renamed"}`, "If-Match", first).want(t, 204)
		w.call(ada, "PATCH", path, `{"displayName":"again"}`, "If-Match", first).refused(t, 412, "Request_PreconditionFailed")
		w.call(ada, "DELETE", path, "", "If-Match", first).refused(t, 412, "Request_PreconditionFailed")
		second := w.call(ada, "GET", path, "", "If-None-Match", first).want(t, 200)
		if second.text("displayName") != "renamed" || second.header.Get("ETag") == first {
			t.Errorf("%s after a change: %s %s", path, second.header.Get("ETag"), second.raw)
		}
		w.call(ada, "PATCH", path, `{"displayName":"again"}`, "If-Match", "*").want(t, 204)
		w.call(ada, "DELETE", path, "", "If-Match", w.call(ada, "GET", path, "").header.Get("ETag")).want(t, 204)
	}
}

func TestChangePassword(t *testing.T) {
	w := newWorld(t)
	w.update(func(tx *store.Tx) {
		w.must(directory.SetPassword(tx, tenant, id("user", "bob"), directory.HashPassword("Old-Pa55word"), false, *w.now.Load()))
	})
	change := func(was, next string) answer {
		return w.call(w.as("bob"), "POST", "/v1.0/me/changePassword", `{"currentPassword":"`+was+`","newPassword":"`+next+`"}`)
	}
	change("Wr0ng-Pa55word", "New-Pa55word").refused(t, 400, "Request_BadRequest")
	change("Old-Pa55word", "weak").refused(t, 400, "Request_BadRequest")
	change("Old-Pa55word", "Old-Pa55word").refused(t, 400, "Request_BadRequest")
	change("Old-Pa55word", "New-Pa55word").want(t, 204)
	change("Old-Pa55word", "Other-Pa55word").refused(t, 400, "Request_BadRequest")
	o, err := w.object(id("user", "bob"))
	w.must(err)
	if !directory.VerifyPassword(o.(*directory.User).PasswordHash, "New-Pa55word") {
		t.Error("the new password does not hold")
	}
}

func TestChangePasswordLocksAfterTenWrongPasswords(t *testing.T) {
	w := newWorld(t)
	w.update(func(tx *store.Tx) {
		w.must(directory.SetPassword(tx, tenant, id("user", "bob"), directory.HashPassword("Old-Pa55word"), false, *w.now.Load()))
	})
	change := func(was string) answer {
		return w.call(w.as("bob"), "POST", "/v1.0/me/changePassword", `{"currentPassword":"`+was+`","newPassword":"New-Pa55word"}`)
	}
	for range 10 {
		change("Wr0ng-Pa55word").refused(t, 400, "Request_BadRequest")
	}
	change("Wr0ng-Pa55word").refused(t, 429, "TooManyRequests")
	change("Old-Pa55word").refused(t, 429, "TooManyRequests")
	w.at(w.now.Load().Add(2 * time.Minute))
	change("Old-Pa55word").want(t, 204)
}

func TestPermissionGrants(t *testing.T) {
	w := newWorld(t)
	w.administrator("apps", directory.ApplicationAdministrator)
	client, graph := id("servicePrincipal", "ci-pipeline"), id("servicePrincipal", graphApp)
	body := `{"clientId":"` + client + `","consentType":"AllPrincipals","resourceId":"` + graph + `","scope":"User.Read"}`
	w.call(w.as("bob"), "POST", "/v1.0/oauth2PermissionGrants", body).refused(t, 403, "Authorization_RequestDenied")
	made := w.call(w.as("apps"), "POST", "/v1.0/oauth2PermissionGrants", body).want(t, 201).text("id")
	w.call(w.as("apps"), "POST", "/v1.0/oauth2PermissionGrants", body).refused(t, 409, "Request_MultipleObjectsWithSameKeyValue")
	one := "/v1.0/oauth2PermissionGrants/" + made
	w.call(w.as("apps"), "PATCH", one, `{"scope":"User.Read Group.Read.All"}`).want(t, 204)
	if got := w.call(w.as("bob"), "GET", one, "").want(t, 200); got.text("scope") != "User.Read Group.Read.All" || got.text("consentType") != "AllPrincipals" {
		t.Errorf("%s", got.raw)
	}
	for _, path := range []string{"/v1.0/servicePrincipals/" + client + "/oauth2PermissionGrants", "/v1.0/oauth2PermissionGrants?$filter=clientId eq '" + client + "'"} {
		if got := w.call(w.as("bob"), "GET", path, "").want(t, 200).ids(); !slices.Equal(got, []string{made}) {
			t.Errorf("%s gave %v", path, got)
		}
	}
	if got := w.call(w.as("bob"), "GET", "/v1.0/oauth2PermissionGrants?$filter=clientId eq '"+graph+"'", "").want(t, 200).ids(); len(got) != 0 {
		t.Errorf("of another client: %v", got)
	}
	for _, bad := range []string{strings.Replace(body, "AllPrincipals", "Everyone", 1), strings.Replace(body, graph, client+"0", 1), strings.Replace(body, client, guid.New(), 1)} {
		if got := w.call(w.as("apps"), "POST", "/v1.0/oauth2PermissionGrants", bad); got.status != 400 && got.status != 404 {
			t.Errorf("%d %s", got.status, got.raw)
		}
	}
	w.call(w.as("apps"), "DELETE", one, "").want(t, 204)
	w.call(w.as("apps"), "DELETE", one, "").refused(t, 404, "Request_ResourceNotFound")
}

func TestAppRolesOfPeopleAndGroups(t *testing.T) {
	w := newWorld(t)
	w.administrator("apps", directory.ApplicationAdministrator)
	resource := id("servicePrincipal", "ci-pipeline")
	for collection, principal := range map[string]string{"users": id("user", "cleo"), "groups": id("group", "developers")} {
		path := "/v1.0/" + collection + "/" + principal + "/appRoleAssignments"
		body := `{"principalId":"` + principal + `","resourceId":"` + resource + `","appRoleId":"` + directory.DefaultAppRole + `"}`
		w.call(w.as("bob"), "POST", path, body).refused(t, 403, "Authorization_RequestDenied")
		made := w.call(w.as("apps"), "POST", path, body).want(t, 201).text("id")
		if got := w.call(w.as("bob"), "GET", path+"?$filter=resourceId eq "+resource, "").want(t, 200).ids(); !slices.Equal(got, []string{made}) {
			t.Errorf("%s: %v", collection, got)
		}
		w.call(w.as("bob"), "DELETE", path+"/"+made, "").refused(t, 403, "Authorization_RequestDenied")
		w.call(w.as("apps"), "DELETE", path+"/"+made, "").want(t, 204)
	}
}

func TestRelationsAreCounted(t *testing.T) {
	w := newWorld(t)
	w.update(func(tx *store.Tx) {
		w.group(tx, "inner")
		w.link(tx, "developers", directory.Member, id("group", "inner"))
		w.link(tx, "inner", directory.Member, id("user", "bob"))
	})
	group := "/v1.0/groups/" + id("group", "developers")
	for path, want := range map[string]string{
		group + "/members/$count": "2", group + "/transitiveMembers/$count": "3", group + "/transitiveMembers/microsoft.graph.user/$count": "2",
		group + "/members/$count?$filter=displayName eq 'inner'": "1", "/v1.0/users/" + id("user", "bob") + "/transitiveMemberOf/$count": "2", "/v1.0/users/$count": "3",
	} {
		if got := w.call(w.as("bob"), "GET", path, "", "ConsistencyLevel", "eventual").want(t, 200); string(got.raw) != want {
			t.Errorf("%s gave %s, want %s", path, got.raw, want)
		}
	}
}

func TestSmallListsAreFiltered(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	app := "/v1.0/applications/" + id("application", "ci-pipeline") + "/federatedIdentityCredentials"
	for _, name := range []string{"one", "two"} {
		w.call(ada, "POST", app, `{"name":"`+name+`","issuer":"https://issuer.test","subject":"`+name+`","audiences":["a"]}`).want(t, 201)
	}
	for query, want := range map[string]int{
		app + "?$filter=subject eq 'two'": 1, app + "?$filter=startswith(name,'t') and issuer eq 'https://issuer.test'": 1, app + "?$filter=audiences/any(a:a eq 'a')": 2,
		app + "?$top=1": 1, "/v1.0/directoryRoleTemplates?$filter=displayName eq 'Global Administrator'": 1, "/v1.0/domains?$filter=isDefault eq true": 1,
		"/v1.0/organization?$filter=displayName eq 'Nobody'": 0,
	} {
		if got := w.call(ada, "GET", query, "").want(t, 200); len(got.body["value"].([]any)) != want {
			t.Errorf("%s gave %s", query, got.raw)
		}
	}
	got := w.call(ada, "GET", app+"?$orderby=name desc&$select=name&$count=true", "").want(t, 200)
	if first := got.body["value"].([]any)[0].(map[string]any); first["name"] != "two" || len(first) != 1 || got.body["@odata.count"] != 2.0 {
		t.Errorf("%s", got.raw)
	}
	w.call(ada, "GET", app+"?$filter=name eq", "").refused(t, 400, "BadRequest")
	w.call(ada, "GET", app+"?$expand=owners", "").refused(t, 400, "Request_UnsupportedQuery")
}
