package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

// secrets are values that only a caller who may read their objects' kind may get, by kind.
var secrets = map[string]string{"group": "the-hidden-group", "user": "the-hidden-user", "application": "the-hidden-app", "profile": "the-hidden-title"}

// hiding is a world in which bob is a member of a group, owns an application, and others exist besides.
func hiding(t *testing.T) *world {
	w := newWorld(t)
	w.update(func(tx *store.Tx) {
		w.must(directory.Create(tx, &directory.Group{Header: head("group", secrets["group"]), MailNickname: "g", SecurityEnabled: true}, *w.now.Load()))
		u := &directory.User{Header: head("user", secrets["user"]), UserPrincipalName: secrets["user"] + "@keyless.localhost", AccountEnabled: true}
		u.Extra = map[string]json.RawMessage{"jobTitle": json.RawMessage(`"` + secrets["profile"] + `"`)}
		w.must(directory.Create(tx, u, *w.now.Load()))
		w.must(directory.Create(tx, &directory.Application{Header: head("application", secrets["application"]), AppID: id("appId", secrets["application"])}, *w.now.Load()))
		w.must(directory.Create(tx, &directory.ServicePrincipal{Header: head("servicePrincipal", secrets["application"]), AppID: id("appId", secrets["application"]), AccountEnabled: true}, *w.now.Load()))
		w.link(tx, secrets["group"], directory.Member, id("user", "bob"))
		w.link(tx, secrets["group"], directory.Member, u.ID)
		w.link(tx, secrets["group"], directory.Owner, u.ID)
		for _, kind := range []string{"application", "servicePrincipal"} {
			for _, owner := range []string{"bob", secrets["user"]} {
				w.must(directory.AddLink(tx, directory.Link{Tenant: tenant, From: id(kind, secrets["application"]), Relation: directory.Owner, To: id("user", owner)}))
			}
		}
	})
	return w
}

// TestResponsesContainOnlyWhatTheScopesCover asks for objects by every route that could give them to a client whose scopes
// do not cover them. The answer is a refusal, or it has no property of the object but its id and type.
func TestResponsesContainOnlyWhatTheScopesCover(t *testing.T) {
	w := hiding(t)
	bob, group, user, app := id("user", "bob"), id("group", secrets["group"]), id("user", secrets["user"]), id("application", secrets["application"])
	all := `{"ids":["` + group + `","` + user + `","` + app + `","` + id("servicePrincipal", secrets["application"]) + `"]}`
	batch := func(steps ...string) string {
		var out []string
		for i, url := range steps {
			out = append(out, fmt.Sprintf(`{"id":"%d","method":"GET","url":"%s"}`, i, url))
		}
		return `{"requests":[` + strings.Join(out, ",") + `]}`
	}
	for _, row := range []struct{ scope, method, path, body string }{
		{"User.Read", "GET", "/v1.0/me?$expand=memberOf", ""},
		{"User.Read", "GET", "/v1.0/me?$expand=memberOf($select=displayName)", ""},
		{"User.Read", "GET", "/v1.0/me?$expand=transitiveMemberOf", ""},
		{"User.Read", "GET", "/v1.0/me?$expand=ownedObjects", ""},
		{"User.Read", "GET", "/v1.0/me/memberOf", ""},
		{"User.Read", "GET", "/v1.0/me/memberOf?$select=displayName,description", ""},
		{"User.Read", "GET", "/v1.0/me/memberOf/microsoft.graph.group", ""},
		{"User.Read", "GET", "/v1.0/me/transitiveMemberOf", ""},
		{"User.Read", "GET", "/v1.0/me/ownedObjects", ""},
		{"User.Read", "GET", "/v1.0/users/" + user, ""},
		{"User.Read", "GET", "/v1.0/users/" + user + "?$expand=memberOf", ""},
		{"User.Read", "GET", "/v1.0/directoryObjects/" + group, ""},
		{"User.Read", "GET", "/v1.0/directoryObjects/" + user, ""},
		{"User.Read", "POST", "/v1.0/directoryObjects/getByIds", all},
		{"User.Read", "POST", "/v1.0/$batch", batch("/me?$expand=memberOf", "/me/memberOf", "/users/"+user, "/directoryObjects/"+group)},
		{"User.ReadBasic.All", "GET", "/v1.0/users/" + bob + "?$expand=memberOf", ""},
		{"User.ReadBasic.All", "GET", "/v1.0/users?$expand=memberOf", ""},
		{"User.ReadBasic.All", "GET", "/v1.0/users?$expand=transitiveMemberOf,ownedObjects", ""},
		{"User.ReadBasic.All", "GET", "/v1.0/users/" + bob + "/memberOf", ""},
		{"User.ReadBasic.All", "GET", "/v1.0/users/" + bob + "/ownedObjects", ""},
		{"User.ReadBasic.All", "GET", "/v1.0/directoryObjects/" + group, ""},
		{"User.ReadBasic.All", "GET", "/v1.0/directoryObjects/" + app, ""},
		{"User.ReadBasic.All", "POST", "/v1.0/directoryObjects/microsoft.graph.getByIds", all},
		{"User.ReadBasic.All", "GET", "/v1.0/groups", ""},
		{"User.ReadBasic.All", "GET", "/v1.0/groups/" + group + "/members", ""},
		{"User.ReadBasic.All", "GET", "/v1.0/applications?$expand=owners", ""},
		{"User.ReadBasic.All", "POST", "/v1.0/$batch", batch("/users/"+bob+"?$expand=memberOf", "/directoryObjects/"+app)},
		{"GroupMember.Read.All", "GET", "/v1.0/me", ""},
		{"AuditLog.Read.All", "GET", "/v1.0/me", ""},
		{"GroupMember.Read.All", "GET", "/v1.0/groups/" + group + "/members", ""},
		{"GroupMember.Read.All", "GET", "/v1.0/groups/" + group + "/owners", ""},
		{"Group.Read.All", "GET", "/v1.0/groups/" + group + "/members?$select=displayName,jobTitle", ""},
		{"Group.Read.All", "GET", "/v1.0/groups/" + group + "/members/microsoft.graph.user", ""},
		{"Group.Read.All", "GET", "/v1.0/groups/" + group + "/members?$search=\"displayName:" + secrets["user"] + "\"", ""},
		{"Group.Read.All", "GET", "/v1.0/groups/" + group + "/members?$filter=displayName eq '" + secrets["user"] + "'", ""},
		{"Group.Read.All", "GET", "/v1.0/groups/" + group + "/transitiveMembers?$orderby=displayName&$count=true", ""},
		{"Group.Read.All", "GET", "/v1.0/groups?$expand=members,owners", ""},
		{"Group.Read.All", "GET", "/v1.0/groups/" + group + "?$expand=transitiveMembers", ""},
		{"Group.Read.All", "GET", "/v1.0/directoryObjects/" + user, ""},
		{"Group.Read.All", "POST", "/v1.0/directoryObjects/getByIds", `{"ids":["` + user + `","` + app + `"]}`},
		{"Application.Read.All", "GET", "/v1.0/applications/" + app + "/owners", ""},
		{"Application.Read.All", "GET", "/v1.0/applications/" + app + "?$expand=owners", ""},
		{"Application.Read.All", "GET", "/v1.0/servicePrincipals?$expand=owners,memberOf", ""},
		{"Application.Read.All", "GET", "/v1.0/users", ""},
		{"Directory.Nothing", "GET", "/v1.0/users", ""},
		{"", "POST", "/v1.0/directoryObjects/getByIds", all},
	} {
		// What each scope does cover.
		covered := map[string][]string{
			"Group.Read.All": {"group"}, "GroupMember.Read.All": {"group"}, "Application.Read.All": {"application"}, "User.ReadBasic.All": {"user"},
		}[row.scope]
		w.scope = row.scope
		got := w.call(w.as("bob"), row.method, row.path, row.body, "ConsistencyLevel", "eventual")
		if got.status >= 500 || got.status == 404 || got.status == 400 {
			t.Errorf("%s %s with %q: %d %s", row.method, row.path, row.scope, got.status, got.raw)
		}
	kinds:
		for kind, value := range secrets {
			for _, k := range covered {
				if k == kind {
					continue kinds
				}
			}
			text := string(got.raw)
			if _, value, ok := strings.Cut(text, `"value":`); ok {
				text = value // the context and the next page repeat the request
			}
			if strings.Contains(text, value) {
				t.Errorf("%s %s with %q shows a %s: %d %s", row.method, row.path, row.scope, kind, got.status, got.raw)
			}
		}
	}
}

// TestFiltersReadOnlyWhatTheCallerMaySee asks about a property that the scopes do not cover without asking for it.
func TestFiltersReadOnlyWhatTheCallerMaySee(t *testing.T) {
	w := hiding(t)
	w.scope = "User.ReadBasic.All"
	user := id("user", secrets["user"])
	for path, want := range map[string]int{
		"/v1.0/users?$filter=jobTitle eq '" + secrets["profile"] + "'":                         0,
		"/v1.0/users?$filter=startswith(jobTitle,'the')":                                       0,
		"/v1.0/users?$filter=accountEnabled eq true":                                           0,
		"/v1.0/users?$filter=displayName eq '" + secrets["user"] + "'":                         1,
		"/v1.0/users?$search=\"displayName:" + secrets["user"] + "\"":                          1,
		"/v1.0/users?$filter=userPrincipalName eq '" + secrets["user"] + "@keyless.localhost'": 1,
	} {
		if got := w.call(w.as("bob"), "GET", path, "", "ConsistencyLevel", "eventual").want(t, 200).ids(); len(got) != want {
			t.Errorf("%s gave %v", path, got)
		}
	}
	got := w.call(w.as("bob"), "GET", "/v1.0/users/"+user+"?$select=displayName,jobTitle,accountEnabled,userPrincipalName", "").want(t, 200)
	if got.text("displayName") != secrets["user"] || got.text("userPrincipalName") == "" || got.body["jobTitle"] != nil || got.body["accountEnabled"] != nil {
		t.Errorf("%s", got.raw)
	}
	w.scope = "User.Read.All"
	if got := w.call(w.as("bob"), "GET", "/v1.0/users/"+user+"?$select=jobTitle", "").want(t, 200); got.text("jobTitle") != secrets["profile"] {
		t.Errorf("%s", got.raw)
	}
	// The members of a group are counted and named by id, also for whoever may not see more of them.
	w.scope = "Group.Read.All"
	got = w.call(w.as("bob"), "GET", "/v1.0/groups/"+id("group", secrets["group"])+"/members", "").want(t, 200)
	if ids := got.ids(); len(ids) != 2 || !strings.Contains(string(got.raw), `"@odata.type":"#microsoft.graph.user"`) || !strings.Contains(string(got.raw), user) {
		t.Errorf("%s", got.raw)
	}
}

// TestApplicationsSeeOnlyWhatTheirPermissionsCover is the same for an application that acts by itself.
func TestApplicationsSeeOnlyWhatTheirPermissionsCover(t *testing.T) {
	w := hiding(t)
	for _, permission := range []string{"Group.Read.All", "GroupMember.Read.All", "Application.Read.All", "Group.Create"} {
		w.app("app-" + permission)
		w.give("ada", "app-"+permission, permission).want(t, 201)
	}
	group, app := id("group", secrets["group"]), id("application", secrets["application"])
	for _, row := range []struct{ permission, method, path, body string }{
		{"Group.Read.All", "GET", "/v1.0/groups/" + group + "/members", ""},
		{"Group.Read.All", "GET", "/v1.0/groups?$expand=members", ""},
		{"Group.Read.All", "GET", "/v1.0/directoryObjects/" + id("user", secrets["user"]), ""},
		{"GroupMember.Read.All", "GET", "/v1.0/groups/" + group + "?$expand=owners", ""},
		{"Application.Read.All", "GET", "/v1.0/applications/" + app + "?$expand=owners", ""},
		{"Application.Read.All", "GET", "/v1.0/servicePrincipals?$expand=owners", ""},
		{"Group.Create", "POST", "/v1.0/groups", `{"displayName":"x","mailNickname":"x","mailEnabled":false,"securityEnabled":true,"members@odata.bind":["x/` + id("user", secrets["user"]) + `"]}`},
	} {
		got := w.call(w.token(id("servicePrincipal", "app-"+row.permission), origin), row.method, row.path, row.body)
		if got.status >= 400 && got.status != 403 {
			t.Errorf("%s: %d %s", row.path, got.status, got.raw)
		}
		if strings.Contains(string(got.raw), secrets["user"]) || strings.Contains(string(got.raw), secrets["profile"]) {
			t.Errorf("%s shows a user: %s", row.path, got.raw)
		}
	}
	// Who makes an object sees what they made.
	made := w.call(w.token(id("servicePrincipal", "app-Group.Create"), origin), "POST", "/v1.0/groups", `{"displayName":"mine","mailNickname":"m","mailEnabled":false,"securityEnabled":true}`).want(t, 201)
	if made.text("displayName") != "mine" {
		t.Errorf("%s", made.raw)
	}
	w.call(w.token(id("servicePrincipal", "app-Group.Create"), origin), "GET", "/v1.0/groups/"+made.text("id"), "").refused(t, 403, "Authorization_RequestDenied")
}

// TestLogoutRequiresMatchingClient checks the one write that everyone may do to themselves.
func TestLogoutRequiresMatchingClient(t *testing.T) {
	w := newWorld(t)
	w.scope = "User.Read"
	w.call(w.as("bob"), "POST", "/v1.0/me/revokeSignInSessions", "").refused(t, 403, "Authorization_RequestDenied")
	w.scope = "User.ReadWrite.All"
	w.call(w.as("bob"), "POST", "/v1.0/me/revokeSignInSessions", "").want(t, 200)
}
