package graph_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

func TestPagesShowEverythingOnce(t *testing.T) {
	w := newWorld(t)
	w.update(func(tx *store.Tx) {
		for i := range 250 {
			w.group(tx, fmt.Sprintf("g%03d", i))
		}
	})
	ada := w.as("ada")
	for says, path := range map[string]string{
		"by id":            "/v1.0/groups?$top=70",
		"default size":     "/v1.0/groups",
		"filtered":         "/v1.0/groups?$filter=endswith(displayName,'s') or displayName ne 'x'&$top=99",
		"by name":          "/v1.0/groups?$orderby=displayName desc&$top=60",
		"counted":          "/v1.0/groups?$count=true&$top=100",
		"without a dollar": "/v1.0/groups?top=200",
	} {
		t.Run(says, func(t *testing.T) {
			seen := map[string]bool{}
			pages := 0
			for next := path; next != ""; pages++ {
				got := w.call(ada, "GET", next, "").want(t, 200)
				for _, id := range got.ids() {
					if seen[id] {
						t.Fatalf("%s came twice", id)
					}
					seen[id] = true
				}
				if says == "counted" && got.body["@odata.count"] != 251.0 {
					t.Fatalf("count %v", got.body["@odata.count"])
				}
				link := got.text("@odata.nextLink")
				if link != "" && !strings.HasPrefix(link, origin+"/v1.0/groups?") {
					t.Fatalf("the link to the next page is no absolute one of ours: %s", link)
				}
				next = strings.TrimPrefix(link, origin)
			}
			if len(seen) != 251 || pages < 2 {
				t.Errorf("%d groups on %d pages", len(seen), pages)
			}
		})
	}
	if got := w.call(ada, "GET", "/v1.0/groups/$count?$filter=startswith(displayName,'g01')", "").want(t, 200); string(got.raw) != "10" {
		t.Errorf("$count gave %s", got.raw)
	}
	if got := w.call(ada, "GET", "/v1.0/groups?$orderby=displayName&$top=1&$select=displayName", "").want(t, 200); string(got.raw) == "" || !strings.Contains(string(got.raw), `"value":[{"displayName":"developers"}]`) {
		t.Errorf("$select gave %s", got.raw)
	}
}

func TestMembershipGoesThroughGroupsAndRoundInCircles(t *testing.T) {
	w := newWorld(t)
	cleo := id("user", "cleo")
	w.update(func(tx *store.Tx) {
		w.group(tx, "outer")
		w.group(tx, "outermost")
		w.link(tx, "outer", directory.Member, id("group", "developers"))
		w.link(tx, "outermost", directory.Member, id("group", "outer"))
		w.link(tx, "developers", directory.Member, id("group", "outermost"))
	})
	bob := w.as("bob")
	all := []string{id("group", "developers"), id("group", "outer"), id("group", "outermost")}
	slices.Sort(all)
	sorted := func(a answer) []string { ids := a.ids(); slices.Sort(ids); return ids }
	for path, want := range map[string][]string{
		"GET /users/" + cleo + "/memberOf":                                                        {id("group", "developers")},
		"GET /users/cleo@keyless.localhost/transitiveMemberOf":                                    all,
		"GET /users('cleo@keyless.localhost')/transitiveMemberOf/microsoft.graph.group":           all,
		"GET /users/" + cleo + "/transitiveMemberOf/microsoft.graph.directoryRole":                {},
		"POST /users/" + cleo + "/getMemberGroups":                                                all,
		"POST /directoryObjects/" + cleo + "/getMemberObjects":                                    all,
		"GET /groups/" + id("group", "outermost") + "/members":                                    {id("group", "outer")},
		"GET /groups/" + id("group", "outermost") + "/transitiveMembers/microsoft.graph.user":     {cleo},
		"GET /groups/" + id("group", "developers") + "/members/microsoft.graph.user?$select=id":   {cleo},
		"GET /groups/" + id("group", "developers") + "/members?$filter=displayName eq 'cleo'":     {cleo},
		"POST /users/" + id("user", "ada") + "/getMemberObjects":                                  {id("directoryRole", directory.GlobalAdministrator)},
		"GET /directoryRoles(roleTemplateId='" + directory.GlobalAdministrator + "')/members":     {id("user", "ada")},
		"POST /users/" + id("user", "bob") + "/microsoft.graph.getMemberGroups":                   {},
		"GET /directoryRoles?$filter=roleTemplateId eq '" + directory.GlobalAdministrator + "'":   {id("directoryRole", directory.GlobalAdministrator)},
		"GET /applications?$filter=identifierUris/any(u:u eq 'api://keyless.localhost/ci')":       {id("application", "ci-pipeline")},
		"GET /users?$filter=id in ('" + cleo + "')":                                               {cleo},
		"GET /servicePrincipals?$filter=startswith(displayName,'CI') and accountEnabled eq true":  {id("servicePrincipal", "ci-pipeline")},
		"GET /servicePrincipals?$filter=startswith(displayName,'CI') and accountEnabled eq false": {},
	} {
		method, path, _ := strings.Cut(path, " ")
		body := ""
		if method == "POST" {
			body = `{"securityEnabledOnly":false}`
		}
		if got := sorted(w.call(bob, method, "/v1.0"+path, body).want(t, 200)); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	asked := `{"groupIds":["` + id("group", "outermost") + `","` + id("servicePrincipal", "ci-pipeline") + `"]}`
	if got := w.call(bob, "POST", "/v1.0/users/"+cleo+"/checkMemberGroups", asked).want(t, 200); !slices.Equal(got.ids(), []string{id("group", "outermost")}) {
		t.Errorf("checkMemberGroups gave %s", got.raw)
	}
	got := w.call(bob, "GET", "/v1.0/groups/"+id("group", "developers")+"?$expand=members($select=id)&$select=id", "").want(t, 200)
	if members, _ := got.body["members"].([]any); len(members) != 2 {
		t.Errorf("$expand gave %s", got.raw)
	}
	if got := w.call(bob, "GET", `/v1.0/users?$search="displayName:cl"`, "", "ConsistencyLevel", "eventual").want(t, 200); !slices.Equal(got.ids(), []string{cleo}) {
		t.Errorf("$search gave %s", got.raw)
	}
}

func TestRestoredObjectsKeepTheirMemberships(t *testing.T) {
	w := newWorld(t)
	ada, group, cleo := w.as("ada"), "/v1.0/groups/"+id("group", "developers"), id("user", "cleo")
	w.call(ada, "DELETE", group, "").want(t, 204)
	w.call(ada, "GET", group, "").refused(t, 404, "Request_ResourceNotFound")
	if got := w.call(ada, "GET", "/v1.0/users/"+cleo+"/memberOf", "").want(t, 200); len(got.ids()) != 0 {
		t.Errorf("still a member of a deleted group: %s", got.raw)
	}
	if got := w.call(ada, "GET", "/v1.0/directory/deletedItems/microsoft.graph.group", "").want(t, 200); !slices.Equal(got.ids(), []string{id("group", "developers")}) {
		t.Errorf("deleted items: %s", got.raw)
	}
	deleted := "/v1.0/directory/deletedItems/" + id("group", "developers")
	if got := w.call(ada, "GET", deleted, "").want(t, 200); got.text("deletedDateTime") == "" {
		t.Errorf("no time of deletion: %s", got.raw)
	}
	w.call(ada, "POST", deleted+"/restore", "").want(t, 200)
	if got := w.call(ada, "GET", group+"/members", "").want(t, 200); !slices.Equal(got.ids(), []string{cleo}) {
		t.Errorf("members after the restore: %s", got.raw)
	}
	w.call(ada, "DELETE", group, "").want(t, 204)
	w.call(ada, "DELETE", deleted, "").want(t, 204)
	w.call(ada, "POST", deleted+"/restore", "").refused(t, 404, "Request_ResourceNotFound")

	app, sp := id("application", "ci-pipeline"), id("servicePrincipal", "ci-pipeline")
	w.call(ada, "DELETE", "/v1.0/applications/"+app, "").want(t, 204)
	w.call(ada, "GET", "/v1.0/servicePrincipals/"+sp, "").refused(t, 404, "Request_ResourceNotFound")
	w.call(ada, "POST", "/v1.0/directory/deletedItems/"+app+"/restore", "").want(t, 200)
	w.call(ada, "GET", "/v1.0/servicePrincipals(appId='"+id("appId", "ci-pipeline")+"')", "").want(t, 200)
	w.call(ada, "GET", "/v1.0/applications(appId='"+id("appId", "ci-pipeline")+"')", "").want(t, 200)
	w.call(ada, "GET", "/v1.0/applications(appId='ci')", "").refused(t, 404, "Request_ResourceNotFound")

	w.call(ada, "DELETE", "/v1.0/users/"+cleo, "").want(t, 204)
	w.at(w.now.Load().Add(directory.RetainDeleted + time.Hour))
	w.call(w.as("ada"), "POST", "/v1.0/directory/deletedItems/"+cleo+"/restore", "").refused(t, 404, "Request_ResourceNotFound")
}

func TestSecretsAreShownOnceAndCertificatesAreParsed(t *testing.T) {
	w := newWorld(t)
	ada, path := w.as("ada"), "/v1.0/applications/"+id("application", "ci-pipeline")
	got := w.call(ada, "POST", path+"/addPassword", `{"passwordCredential":{"displayName":"rbac"}}`).want(t, 200)
	secret := got.text("secretText")
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{3}8Q~[A-Za-z0-9_-]{34}$`).MatchString(secret) || got.text("hint") != secret[:3] || got.text("endDateTime") != "2028-02-29T12:00:00Z" {
		t.Errorf("got %s", got.raw)
	}
	w.must(w.db.View(t.Context(), func(tx *store.Tx) error {
		a, err := directory.Find[*directory.Application](tx, tenant, id("application", "ci-pipeline"))
		w.must(err)
		if p := a.Passwords[0]; !p.Matches(secret, *w.now.Load()) || p.Matches(secret+"x", *w.now.Load()) || p.Matches(secret, p.End) {
			t.Error("the kept hash does not say what it should")
		}
		return nil
	}))
	shown := w.call(ada, "GET", path, "").want(t, 200)
	if strings.Contains(string(shown.raw), secret) || !strings.Contains(string(shown.raw), got.text("keyId")) || strings.Contains(string(shown.raw), `"hash"`) {
		t.Errorf("what is shown of a secret: %s", shown.raw)
	}
	if got := w.call(ada, "GET", "/v1.0/applications?$filter=passwordCredentials/any(c:c/keyId eq "+got.text("keyId")+")", "").want(t, 200); len(got.ids()) != 1 {
		t.Errorf("the filter by keyId gave %s", got.raw)
	}

	made := w.call(ada, "POST", "/v1.0/applications", `{"displayName":"cert","keyCredentials":[{"key":"`+certificate(t)+`","type":"AsymmetricX509Cert","usage":"Verify","startDateTime":"2026-03-01T12:00:00.123Z","endDateTime":"2027-03-01T12:00:01Z","keyId":"7ba7b810-9dad-41d1-80b4-00c04fd430c8","displayName":"CN=CLI-Login"}]}`).want(t, 201)
	keys, _ := made.body["keyCredentials"].([]any)
	key, _ := keys[0].(map[string]any)
	if len(keys) != 1 || key["key"] != nil || key["endDateTime"] != "2027-03-01T12:00:00Z" || len(key["customKeyIdentifier"].(string)) != 40 {
		t.Errorf("got %v", keys)
	}
	again := `{"keyCredentials":[{"keyId":"7ba7b810-9dad-41d1-80b4-00c04fd430c8","type":"AsymmetricX509Cert","usage":"Verify","key":null,"startDateTime":"2026-03-01T12:00:00Z","endDateTime":"2026-09-01T12:00:00Z"}]}`
	w.call(ada, "PATCH", "/v1.0/applications/"+made.text("id"), again).want(t, 204)
	if got := w.call(ada, "GET", "/v1.0/applications/"+made.text("id"), "").want(t, 200); !strings.Contains(string(got.raw), "2026-09-01T12:00:00Z") {
		t.Errorf("the certificate did not stay: %s", got.raw)
	}
}

// certificate is one in base64 DER with line breaks, as az sends it, in JSON.
func certificate(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CLI-Login"}, NotBefore: start, NotAfter: start.AddDate(1, 0, 0)},
		&x509.Certificate{SerialNumber: big.NewInt(1)}, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	text := base64.StdEncoding.EncodeToString(der)
	var lines []string
	for chunk := range slices.Chunk([]byte(text), 64) {
		lines = append(lines, string(chunk))
	}
	return strings.Join(lines, `\n`)
}

func TestBatchRequestsRunAsTheirCaller(t *testing.T) {
	w := newWorld(t)
	batch := `{"requests":[
		{"id":"1","method":"GET","url":"/me"},
		{"id":"2","method":"POST","url":"/groups","headers":{"Content-Type":"application/json","Authorization":"Bearer ` + w.as("ada") + `"},"body":{"displayName":"x","mailNickname":"x","mailEnabled":false,"securityEnabled":true}},
		{"id":"3","method":"GET","url":"/groups","dependsOn":["2"]},
		{"id":"4","method":"POST","url":"/$batch","body":{"requests":[]}},
		{"id":"5","method":"GET","url":"/users/` + id("user", "cleo") + `?$select=displayName"}]}`
	got := w.call(w.as("bob"), "POST", "/v1.0/$batch", batch).want(t, 200)
	responses, _ := got.body["responses"].([]any)
	var status []float64
	for _, r := range responses {
		status = append(status, r.(map[string]any)["status"].(float64))
	}
	if !slices.Equal(status, []float64{200, 403, 424, 400, 200}) {
		t.Errorf("got %v: %s", status, got.raw)
	}
	if !strings.Contains(string(got.raw), `"userPrincipalName":"bob@keyless.localhost"`) {
		t.Errorf("bob's own request did not run as bob: %s", got.raw)
	}
}

func TestAppRolesAreAssignedAndRemoved(t *testing.T) {
	w := newWorld(t)
	ada, app, sp := w.as("ada"), "/v1.0/applications/"+id("application", "ci-pipeline"), id("servicePrincipal", "ci-pipeline")
	role := "7ba7b810-9dad-41d1-80b4-00c04fd430c8"
	w.call(ada, "PATCH", app, `{"appRoles":[{"id":"`+role+`","value":"Reader","displayName":"Reader","description":"d","allowedMemberTypes":["User"],"isEnabled":true}]}`).want(t, 204)
	to := "/v1.0/servicePrincipals/" + sp + "/appRoleAssignedTo"
	grant := func(principal, role string) string {
		return `{"principalId":"` + principal + `","resourceId":"` + sp + `","appRoleId":"` + role + `"}`
	}
	made := w.call(ada, "POST", to, grant(id("user", "cleo"), role)).want(t, 201)
	w.call(ada, "POST", to, grant(id("user", "cleo"), role)).refused(t, 400, "Request_BadRequest")
	w.call(ada, "POST", to, grant(sp, role)).refused(t, 400, "Request_BadRequest")
	w.call(ada, "POST", to, grant(id("user", "cleo"), id("group", "developers"))).refused(t, 400, "Request_BadRequest")
	for _, path := range []string{to, "/v1.0/users/" + id("user", "cleo") + "/appRoleAssignments"} {
		if got := w.call(ada, "GET", path, "").want(t, 200); !slices.Equal(got.ids(), []string{made.text("id")}) {
			t.Errorf("%s gave %s", path, got.raw)
		}
	}
	w.call(ada, "DELETE", to+"/"+made.text("id"), "").want(t, 204)
	w.call(ada, "DELETE", to+"/"+made.text("id"), "").refused(t, 404, "Request_ResourceNotFound")
	if got := w.call(ada, "GET", to, "").want(t, 200); len(got.ids()) != 0 {
		t.Errorf("after it was taken: %s", got.raw)
	}
}

func TestMeIsForPeople(t *testing.T) {
	w := newWorld(t)
	sp := w.token(id("servicePrincipal", "ci-pipeline"), origin)
	got := w.call(sp, "GET", "/v1.0/me", "").refused(t, 400, "BadRequest")
	if got.text("error", "message") != "/me request is only valid with delegated authentication flow." {
		t.Errorf("got %s", got.raw)
	}
	w.call(sp, "GET", "/v1.0/users/"+id("user", "bob"), "").refused(t, 403, "Authorization_RequestDenied")
	bob := w.as("bob")
	w.at(w.now.Load().Add(time.Minute))
	w.call(bob, "POST", "/v1.0/me/revokeSignInSessions", "").want(t, 200)
	w.call(bob, "GET", "/v1.0/me", "").refused(t, 401, "InvalidAuthenticationToken")
	if got := w.call(w.as("ada"), "GET", "/beta/me", "", "client-request-id", "mine").want(t, 200); got.header.Get("client-request-id") != "mine" {
		t.Errorf("headers %v", got.header)
	}
}
