package graph_test

import (
	"net/http"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

// What each directory role lets its holder do, and what it does not.
func TestRolesDecideWhoMayChangeWhat(t *testing.T) {
	w := newWorld(t)
	for name, template := range map[string]string{
		"groups": directory.GroupsAdministrator, "users": directory.UserAdministrator, "apps": directory.ApplicationAdministrator,
		"reader": directory.DirectoryReaders, "writer": directory.DirectoryWriters, "helpdesk": directory.HelpdeskAdministrator,
		"developer": directory.ApplicationDeveloper, "passwords": directory.PrivilegedAuthenticationAdmin, "roles": directory.PrivilegedRoleAdministrator,
	} {
		w.administrator(name, template)
	}
	w.update(func(tx *store.Tx) {
		w.user(tx, "owner")
		w.link(tx, "developers", directory.Owner, id("user", "owner"))
		w.must(directory.AddLink(tx, directory.Link{Tenant: tenant, From: id("application", "ci-pipeline"), Relation: directory.Owner, To: id("user", "owner")}))
		w.must(directory.Create(tx, &directory.Application{Header: head("application", "admin-app"), AppID: id("appId", "admin-app")}, *w.now.Load()))
		w.must(directory.Create(tx, &directory.ServicePrincipal{Header: head("servicePrincipal", "admin-app"), AppID: id("appId", "admin-app"), AccountEnabled: true}, *w.now.Load()))
		w.must(directory.AddLink(tx, directory.Link{Tenant: tenant, From: id("application", "admin-app"), Relation: directory.Owner, To: id("user", "owner")}))
		w.role(tx, directory.UserAdministrator, id("servicePrincipal", "admin-app"))
	})
	group, cleo, adaPath := "/v1.0/groups/"+id("group", "developers"), "/v1.0/users/"+id("user", "cleo"), "/v1.0/users/"+id("user", "ada")
	app, adminApp := "/v1.0/applications/"+id("application", "ci-pipeline"), "/v1.0/applications/"+id("application", "admin-app")
	newGroup := `{"displayName":"x","mailNickname":"x","mailEnabled":false,"securityEnabled":true}`
	password := `{"passwordProfile":{"password":"Tr0ub4dor&3"}}`
	addBob := `{"@odata.id":"x/` + id("user", "bob") + `"}`
	global := "/v1.0/directoryRoles/roleTemplateId=" + directory.GlobalAdministrator + "/members/$ref"
	for _, row := range []struct {
		says, who, method, path, body string
		allowed                       bool
	}{
		{"a groups administrator makes groups", "groups", "POST", "/v1.0/groups", newGroup, true},
		{"a groups administrator makes no applications", "groups", "POST", "/v1.0/applications", `{"displayName":"x"}`, false},
		{"a groups administrator makes nobody an administrator", "groups", "POST", global, addBob, false},
		{"a user administrator disables people", "users", "PATCH", cleo, `{"accountEnabled":true}`, true},
		{"a user administrator sets passwords", "users", "PATCH", cleo, password, true},
		{"a user administrator does not take over an administrator", "users", "PATCH", adaPath, password, false},
		{"a user administrator does not rename an administrator", "users", "PATCH", adaPath, `{"displayName":"x"}`, false},
		{"a user administrator does not delete an administrator", "users", "DELETE", adaPath, "", false},
		{"a user administrator does not sign an administrator out", "users", "POST", adaPath + "/revokeSignInSessions", "", false},
		{"a user administrator renames themselves", "users", "PATCH", "/v1.0/me", `{"displayName":"users"}`, true},
		{"a user administrator changes no applications", "users", "POST", app + "/addPassword", "{}", false},
		{"an application administrator adds secrets", "apps", "POST", app + "/addPassword", "{}", true},
		{"an application administrator does not take over an administrator's application", "apps", "POST", adminApp + "/addPassword", "{}", false},
		{"an application administrator does not become the owner of such", "apps", "POST", adminApp + "/owners/$ref", addBob, false},
		{"the owner of such does not take it over", "owner", "POST", adminApp + "/addPassword", "{}", false},
		{"a directory reader changes nothing", "reader", "PATCH", group, `{"displayName":"developers"}`, false},
		{"a directory writer renames people", "writer", "PATCH", cleo, `{"displayName":"cleo"}`, true},
		{"a directory writer sets no passwords", "writer", "PATCH", cleo, password, false},
		{"a directory writer makes no applications", "writer", "POST", "/v1.0/applications", `{"displayName":"x"}`, false},
		{"the helpdesk sets passwords", "helpdesk", "PATCH", cleo, password, true},
		{"the helpdesk sets no names", "helpdesk", "PATCH", cleo, `{"displayName":"x"}`, false},
		{"the helpdesk sets no names along with passwords", "helpdesk", "PATCH", cleo, strings.TrimSuffix(password, "}") + `,"displayName":"x"}`, false},
		{"the helpdesk sets no administrator's password", "helpdesk", "PATCH", adaPath, password, false},
		{"who may set administrators' passwords does", "passwords", "PATCH", adaPath, password, true},
		{"the helpdesk signs people out", "helpdesk", "POST", cleo + "/revokeSignInSessions", "", true},
		{"an application developer makes applications", "developer", "POST", "/v1.0/applications", `{"displayName":"mine"}`, true},
		{"an application developer changes no others", "developer", "PATCH", app, `{"displayName":"x"}`, false},
		{"who sets administrators' passwords signs them out", "passwords", "POST", adaPath + "/revokeSignInSessions", "", true},
		{"who sets administrators' passwords does not rename them", "passwords", "PATCH", adaPath, `{"displayName":"x"}`, false},
		{"a role administrator gives roles", "roles", "POST", global, addBob, true},
		{"a role administrator makes no groups", "roles", "POST", "/v1.0/groups", newGroup, false},
		{"an owner adds members", "owner", "POST", group + "/members/$ref", addBob, true},
		{"an owner renames the group", "owner", "PATCH", group, `{"displayName":"developers"}`, true},
		{"an owner of one group makes no others", "owner", "POST", "/v1.0/groups", newGroup, false},
		{"an owner changes people not at all", "owner", "PATCH", cleo, `{"displayName":"x"}`, false},
		{"an owner adds secrets to the application", "owner", "POST", app + "/addPassword", "{}", true},
		{"a member is no owner", "cleo", "POST", group + "/members/$ref", `{"@odata.id":"x/` + id("user", "ada") + `"}`, false},
		{"nobody changes what they are", "cleo", "PATCH", "/v1.0/me", `{"displayName":"x"}`, false},
	} {
		t.Run(row.says, func(t *testing.T) {
			got := w.call(w.as(row.who), row.method, row.path, row.body)
			if row.allowed && (got.status < 200 || got.status > 299) {
				t.Errorf("refused: %d %s", got.status, got.raw)
			}
			if !row.allowed {
				got.refused(t, http.StatusForbidden, "Authorization_RequestDenied")
			}
		})
	}
	t.Run("an application developer owns what they make", func(t *testing.T) {
		developer := w.as("developer")
		mine := w.call(developer, "POST", "/v1.0/applications", `{"displayName":"mine too"}`).want(t, 201)
		w.call(developer, "PATCH", "/v1.0/applications/"+mine.text("id"), `{"displayName":"mine still"}`).want(t, 204)
	})
	t.Run("a new password cuts off who came in with the old one", func(t *testing.T) {
		before := w.as("cleo")
		w.at(w.now.Load().Add(60e9))
		w.call(w.as("ada"), "PATCH", cleo, password).want(t, 204)
		w.call(before, "GET", "/v1.0/me", "").refused(t, 401, "InvalidAuthenticationToken")
	})
	t.Run("a managed identity is not changed through the directory", func(t *testing.T) {
		w.update(func(tx *store.Tx) {
			w.must(directory.Create(tx, &directory.ServicePrincipal{Header: head("servicePrincipal", "mi"), AppID: id("appId", "mi"), Type: directory.TypeManagedIdentity, AccountEnabled: true}, *w.now.Load()))
		})
		mi, ada := "/v1.0/servicePrincipals/"+id("servicePrincipal", "mi"), w.as("ada")
		w.call(ada, "POST", mi+"/addPassword", "{}").refused(t, 403, "Authorization_RequestDenied")
		w.call(ada, "DELETE", mi, "").refused(t, 403, "Authorization_RequestDenied")
		if got := w.call(ada, "GET", mi, "").want(t, 200); !strings.Contains(string(got.raw), `"servicePrincipalType":"ManagedIdentity"`) {
			t.Errorf("got %s", got.raw)
		}
	})
}
