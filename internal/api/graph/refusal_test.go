package graph_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/directory/directorytest"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/store"
)

// place is a real path for a row's template.
func place(template string) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(template, "/"), "/")
	collection, _, _ := strings.Cut(rest, "/")
	target := map[string]string{
		"users": id("user", "cleo"), "groups": id("group", "developers"), "applications": id("application", "ci-pipeline"),
		"servicePrincipals": id("servicePrincipal", "ci-pipeline"), "directoryObjects": id("user", "cleo"),
		"directoryRoles": id("directoryRole", directory.GlobalAdministrator), "directory": id("user", "gone"),
		"organization": tenant, "domains": "keyless.localhost",
	}[collection]
	return strings.NewReplacer("{id}", target, "{ref}", id("user", "ada"), "{cast}", "microsoft.graph.user", "{credential}", "x", "{assignment}", "x", "{grant}", "x", "{policy}", "x", "{location}", "x").Replace(template)
}

// Nobody without a role writes anything, and nobody without a token reads anything. Every row of the table is asked.
func TestEveryRowRefusesWhoMayNot(t *testing.T) {
	w := newWorld(t)
	w.update(func(tx *store.Tx) {
		w.user(tx, "gone")
		w.must(directory.SoftDelete(tx, tenant, id("user", "gone"), *w.now.Load()))
	})
	bob := w.as("bob")
	own := map[string]bool{"/me/revokeSignInSessions": true, "/$batch": true, "/me/changePassword": true, // about the caller alone; refused within
		"/invitations": true} // everybody may by default: see TestInvitingGuestsRequiresPermission
	writes := 0
	for _, row := range w.host.Routes {
		path := place(row.Template())
		body := ""
		if row.Method() == http.MethodPost || row.Method() == http.MethodPatch {
			body = "{}"
		}
		w.call("", row.Method(), path, body).refused(t, 401, "InvalidAuthenticationToken")
		short := strings.TrimPrefix(strings.TrimPrefix(row.Template(), "/v1.0"), "/beta")
		if row.IsPublic() || row.Action() == "" && row.Method() == http.MethodGet || own[short] {
			continue
		}
		if strings.HasSuffix(row.Action(), "/read") && !strings.Contains(row.Action(), "deletedItems") {
			if got := w.call(bob, row.Method(), path, body); got.status == 403 || got.status == 401 {
				t.Errorf("%s %s: a member of the tenant may not read: %s", row.Method(), path, got.raw)
			}
			continue
		}
		writes++
		got := w.call(bob, row.Method(), path, body).refused(t, 403, "Authorization_RequestDenied")
		if got.text("error", "message") != "Insufficient privileges to complete the operation." {
			t.Errorf("%s %s: %s", row.Method(), path, got.raw)
		}
	}
	if writes < 80 {
		t.Errorf("only %d rows were taken for writes", writes)
	}
}

func TestTokensThatDoNotHoldAreRefused(t *testing.T) {
	w := newWorld(t)
	good := w.as("bob")
	w.call(good, "GET", "/v1.0/me", "").want(t, 200)
	parts := strings.Split(good, ".")
	w.update(func(tx *store.Tx) { w.user(tx, "eve") })
	disabled := w.as("eve")
	w.update(func(tx *store.Tx) {
		_, err := directory.Update(tx, tenant, id("user", "eve"), func(u *directory.User) error { u.AccountEnabled = false; return nil })
		w.must(err)
	})
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))
	for _, row := range []struct{ says, token, message string }{
		{"no token", "", "Access token is empty."},
		{"no token at all", "garbage", "CompactToken parsing failed with error code: 80049217"},
		{"a token for another audience", w.token(id("user", "bob"), "https://management.azure.com/"), "Access token validation failure. Invalid audience."},
		{"a token whose signature was changed", parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2])), "Access token validation failure. Invalid signature."},
		{"a token that nobody signed", none + "." + parts[1] + ".", "CompactToken parsing failed with error code: 80049217"},
		{"a token of a disabled user", disabled, "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp"},
	} {
		t.Run(row.says, func(t *testing.T) {
			got := w.call(row.token, "GET", "/v1.0/me", "").refused(t, 401, "InvalidAuthenticationToken")
			if got.text("error", "message") != row.message {
				t.Errorf("got %q", got.text("error", "message"))
			}
			if !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer ") {
				t.Errorf("no challenge: %v", got.header)
			}
		})
	}
	for _, audience := range []string{"https://graph.microsoft.com", "https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000", origin, origin + "/"} {
		w.call(w.token(id("user", "bob"), audience), "GET", "/v1.0/me", "").want(t, 200)
	}
	for _, audience := range append(directorytest.Lookalikes("https://graph.microsoft.com"), directorytest.Lookalikes(origin)...) {
		w.call(w.token(id("user", "bob"), audience), "GET", "/v1.0/me", "").refused(t, 401, "InvalidAuthenticationToken")
	}
	w.at(w.now.Load().Add(2 * time.Hour))
	if got := w.call(good, "GET", "/v1.0/me", "").refused(t, 401, "InvalidAuthenticationToken"); got.text("error", "message") != "Access token has expired or is not yet valid." {
		t.Errorf("got %s", got.raw)
	}
}

func TestBadInputIsRefusedInGraphsWords(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	app, group, cleo := "/v1.0/applications/"+id("application", "ci-pipeline"), "/v1.0/groups/"+id("group", "developers"), "/v1.0/users/"+id("user", "cleo")
	user := func(change ...string) string {
		body := `{"accountEnabled":true,"displayName":"D","mailNickname":"d","userPrincipalName":"d@keyless.localhost","passwordProfile":{"password":"Tr0ub4dor&3"}}`
		return strings.NewReplacer(change...).Replace(body)
	}
	fic := func(change ...string) string {
		return strings.NewReplacer(change...).Replace(`{"name":"github","issuer":"https://i.example","subject":"s","audiences":["a"]}`)
	}
	for _, row := range []struct {
		says, method, path, body string
		status                   int
		code, part               string
	}{
		{"malformed JSON", "POST", "/v1.0/groups", `{"displayName":`, 400, "BadRequest", "Unable to read JSON request payload."},
		{"no JSON at all", "POST", "/v1.0/groups", `hello`, 400, "BadRequest", "Unable to read JSON"},
		{"no body", "POST", "/v1.0/groups", ``, 400, "BadRequest", "Unable to read JSON"},
		{"null", "POST", "/v1.0/groups", `null`, 400, "BadRequest", "Unable to read JSON"},
		{"a list for an object", "POST", "/v1.0/groups", `[]`, 400, "BadRequest", "Unable to read JSON"},
		{"a body nested too deep", "POST", "/v1.0/groups", strings.Repeat("[", 300) + strings.Repeat("]", 300), 400, "BadRequest", "Unable to read JSON"},
		{"a body above the limit", "POST", "/v1.0/groups", `{"description":"` + strings.Repeat("a", 1<<20) + `"}`, 413, "RequestEntityTooLarge", "1048576"},
		{"a wrong type", "PATCH", group, `{"displayName":7}`, 400, "Request_BadRequest", "'displayName'"},
		{"null for a boolean", "PATCH", group, `{"securityEnabled":null}`, 400, "Request_BadRequest", "'securityEnabled'"},
		{"an unknown property", "PATCH", group, `{"colour":"red"}`, 400, "Request_BadRequest", "Invalid property 'colour'."},
		{"a read-only property", "PATCH", group, `{"id":"x"}`, 400, "Request_BadRequest", "read-only"},
		{"a property in two cases", "PATCH", group, `{"displayName":"a","DisplayName":"b"}`, 400, "Request_BadRequest", "more than once"},
		{"a group without a name", "POST", "/v1.0/groups", `{"mailNickname":"x","mailEnabled":false,"securityEnabled":true}`, 400, "Request_BadRequest", "displayName"},
		{"a group with an empty name", "POST", "/v1.0/groups", `{"displayName":"","mailNickname":"x","mailEnabled":false,"securityEnabled":true}`, 400, "Request_BadRequest", "displayName"},
		{"a mail group", "POST", "/v1.0/groups", `{"displayName":"x","mailNickname":"x","mailEnabled":true,"securityEnabled":true}`, 400, "Request_BadRequest", "mailEnabled"},
		{"a group that could hold roles", "POST", "/v1.0/groups", `{"displayName":"x","mailNickname":"x","mailEnabled":false,"securityEnabled":true,"isAssignableToRole":true}`, 400, "Request_BadRequest", "isAssignableToRole"},
		{"a nickname with a blank", "POST", "/v1.0/groups", `{"displayName":"x","mailNickname":"x y","mailEnabled":false,"securityEnabled":true}`, 400, "Request_BadRequest", "mailNickname"},
		{"a name too long", "PATCH", group, `{"displayName":"` + strings.Repeat("a", 257) + `"}`, 400, "Request_BadRequest", "displayName"},
		{"a member that is not there", "POST", group + "/members/$ref", `{"@odata.id":"` + origin + `/v1.0/directoryObjects/` + guid.New() + `"}`, 404, "Request_ResourceNotFound", "does not exist"},
		{"a member without an id", "POST", group + "/members/$ref", `{}`, 400, "Request_BadRequest", "@odata.id"},
		{"a group as its own member", "POST", group + "/members/$ref", `{"@odata.id":"x/` + id("group", "developers") + `"}`, 400, "Request_BadRequest", "Invalid object identifier"},
		{"an application as a member", "POST", group + "/members/$ref", `{"@odata.id":"x/` + id("application", "ci-pipeline") + `"}`, 400, "Request_BadRequest", "Invalid object identifier"},
		{"a group as a holder of a role", "POST", "/v1.0/directoryRoles/roleTemplateId=" + directory.GlobalAdministrator + "/members/$ref", `{"@odata.id":"x/` + id("group", "developers") + `"}`, 400, "Request_BadRequest", "Invalid object identifier"},
		{"a member who is none", "DELETE", group + "/members/" + id("user", "bob") + "/$ref", ``, 404, "Request_ResourceNotFound", "does not exist"},
		{"an id that is no id", "GET", "/v1.0/groups/developers", ``, 404, "Request_ResourceNotFound", "'developers'"},
		{"an id of another kind", "GET", "/v1.0/groups/" + id("user", "cleo"), ``, 404, "Request_ResourceNotFound", "does not exist"},
		{"a user without a password", "POST", "/v1.0/users", user(`,"passwordProfile":{"password":"Tr0ub4dor&3"}`, ""), 400, "Request_BadRequest", "passwordProfile"},
		{"a weak password", "POST", "/v1.0/users", user("Tr0ub4dor&3", "password"), 400, "Request_BadRequest", "complexity"},
		{"a foreign domain", "POST", "/v1.0/users", user("keyless.localhost", "example.com"), 400, "Request_BadRequest", "verified domain"},
		{"a taken name", "POST", "/v1.0/users", user("d@key", "BOB@key"), 400, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists."},
		{"a name with a blank", "POST", "/v1.0/users", user("d@key", "d d@key"), 400, "Request_BadRequest", "userPrincipalName"},
		{"a taken name by an update", "PATCH", cleo, `{"userPrincipalName":"bob@keyless.localhost"}`, 400, "Request_BadRequest", "already exists"},
		{"a script as a redirect URI", "PATCH", app, `{"web":{"redirectUris":["javascript:alert(1)"]}}`, 400, "Request_BadRequest", "Reply url"},
		{"plain http elsewhere as a redirect URI", "PATCH", app, `{"spa":{"redirectUris":["http://example.com"]}}`, 400, "Request_BadRequest", "Reply url"},
		{"a secret of one's own", "POST", app + "/addPassword", `{"passwordCredential":{"secretText":"hunter2"}}`, 400, "Request_BadRequest", "service generated"},
		{"a secret by an update", "PATCH", app, `{"passwordCredentials":[{"keyId":"` + guid.New() + `"}]}`, 400, "Request_BadRequest", "service generated"},
		{"a secret that ends before it starts", "POST", app + "/addPassword", `{"passwordCredential":{"endDateTime":"2020-01-01T00:00:00Z"}}`, 400, "Request_BadRequest", "lifetime"},
		{"a time that is none", "POST", app + "/addPassword", `{"passwordCredential":{"endDateTime":"tomorrow"}}`, 400, "BadRequest", "Unable to read"},
		{"a secret that is not there", "POST", app + "/removePassword", `{"keyId":"` + guid.New() + `"}`, 400, "Request_BadRequest", "No password credential found"},
		{"a certificate that is none", "PATCH", app, `{"keyCredentials":[{"type":"AsymmetricX509Cert","usage":"Verify","key":"aGVsbG8="}]}`, 400, "Request_BadRequest", "Key value is invalid certificate"},
		{"a certificate that is not there", "PATCH", app, `{"keyCredentials":[{"type":"AsymmetricX509Cert","usage":"Verify","keyId":"` + guid.New() + `"}]}`, 400, "Request_BadRequest", "Key value is invalid certificate"},
		{"a federated credential over http", "POST", app + "/federatedIdentityCredentials", fic("https:", "http:"), 400, "Request_BadRequest", "issuer"},
		{"a federated credential without a subject", "POST", app + "/federatedIdentityCredentials", fic(`"s"`, `""`), 400, "Request_BadRequest", "subject"},
		{"a federated credential with two audiences", "POST", app + "/federatedIdentityCredentials", fic(`["a"]`, `["a","b"]`), 400, "Request_BadRequest", "audiences"},
		{"a federated credential with a bad name", "POST", app + "/federatedIdentityCredentials", fic("github", "a/b"), 400, "Request_BadRequest", "name"},
		{"a federated credential that is not there", "DELETE", app + "/federatedIdentityCredentials/none", ``, 404, "Request_ResourceNotFound", "'none'"},
		{"a filter that is none", "GET", "/v1.0/users?$filter=displayName eq", ``, 400, "BadRequest", "Invalid filter clause"},
		{"a filter on what is not there", "GET", "/v1.0/users?$filter=passwordHash eq 'x'", ``, 400, "BadRequest", "Could not find a property named 'passwordHash'"},
		{"a page too large", "GET", "/v1.0/users?$top=1000", ``, 400, "Request_UnsupportedQuery", "page size"},
		{"a page token that is none", "GET", "/v1.0/users?$skiptoken=xyz", ``, 400, "Directory_InvalidPageToken", "page token"},
		{"a selection of what is not there", "GET", "/v1.0/users?$select=passwordHash", ``, 400, "BadRequest", "passwordHash"},
		{"an expansion of what is not there", "GET", "/v1.0/users?$expand=secrets", ``, 400, "BadRequest", "secrets"},
		{"a search without its header", "GET", `/v1.0/users?$search="displayName:a"`, ``, 400, "Request_UnsupportedQuery", "ConsistencyLevel"},
		{"too many ids", "POST", "/v1.0/directoryObjects/getByIds", `{"ids":["` + strings.Repeat(`x","`, 1000) + `x"]}`, 400, "Request_BadRequest", "1000"},
		{"an id in a list that is none", "POST", "/v1.0/directoryObjects/getByIds", `{"ids":["x"]}`, 400, "Request_BadRequest", "Invalid GUID:x"},
		{"a role that nobody knows", "POST", "/v1.0/directoryRoles", `{"roleTemplateId":"` + guid.New() + `"}`, 404, "Request_ResourceNotFound", "does not exist"},
		{"a path that is none", "GET", "/v1.0/unicorns", ``, 400, "BadRequest", "Resource not found for the segment 'unicorns'."},
		{"a method that is none", "PUT", "/v1.0/users", ``, 405, "Request_BadRequest", "not allowed"},
		{"the last Global Administrator deleted", "DELETE", "/v1.0/users/" + id("user", "ada"), ``, 400, "Request_BadRequest", "last Global Administrator"},
		{"the last Global Administrator disabled", "PATCH", "/v1.0/users/" + id("user", "ada"), `{"accountEnabled":false}`, 400, "Request_BadRequest", "last Global Administrator"},
		{"the last Global Administrator without the role", "DELETE", "/v1.0/directoryRoles/" + id("directoryRole", directory.GlobalAdministrator) + "/members/" + id("user", "ada") + "/$ref", ``, 400, "Request_BadRequest", "last Global Administrator"},
		{"a batch of nothing", "POST", "/v1.0/$batch", `{"requests":[]}`, 400, "Request_BadRequest", "between 1 and 20"},
	} {
		t.Run(row.says, func(t *testing.T) {
			got := w.call(ada, row.method, row.path, row.body).refused(t, row.status, row.code)
			if !strings.Contains(got.text("error", "message"), row.part) {
				t.Errorf("the message does not hold %q: %s", row.part, got.raw)
			}
		})
	}
}
