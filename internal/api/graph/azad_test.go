package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const goldenFile = "testdata/az_ad.golden"

// Every request that az ad sends, in the order of a session, gets the recorded answer. KEYLESS_UPDATE=1 records anew.
func TestEveryRequestOfAzAd(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	cleo, developers, appID := id("user", "cleo"), id("group", "developers"), id("appId", "ci-pipeline")
	app, sp := id("application", "ci-pipeline"), id("servicePrincipal", "ci-pipeline")
	names := map[string]string{
		id("user", "ada"): "{ada}", id("user", "bob"): "{bob}", cleo: "{cleo}", developers: "{developers}",
		appID: "{ci appId}", app: "{ci app}", sp: "{ci sp}", tenant: "{tenant}",
	}
	var got bytes.Buffer
	send := func(says, method, path, body string) answer {
		t.Helper()
		a := w.call(ada, method, path, body)
		shown := strings.NewReplacer(flat(names)...).Replace(fmt.Sprintf("# %s\n%s %s\n%s", says, method, path, lines(body)))
		fmt.Fprintf(&got, "%s> %d\n%s\n", anonymous(shown), a.status, normal(t, a.raw, names))
		return a
	}
	// made sends a request that makes something, and names the new id in what comes later.
	made := func(says, name, path, body string) string {
		t.Helper()
		a := send(says, "POST", path, body)
		names[a.text("id")] = "{" + name + "}"
		return a.text("id")
	}

	send("signed-in-user show", "GET", "/v1.0/me", "")
	send("group create looks whether it is there", "GET", "/v1.0/groups?$filter=displayName eq 'ops' and mailNickname eq 'ops'", "")
	ops := made("group create", "ops", "/v1.0/groups", `{"displayName":"ops","mailNickname":"ops","mailEnabled":false,"securityEnabled":true}`)
	send("group create finds it the second time", "GET", "/v1.0/groups?$filter=displayName eq 'ops' and mailNickname eq 'ops'", "")
	send("group show by name", "GET", "/v1.0/groups?$filter=displayName eq 'developers'", "")
	send("group show by id", "GET", "/v1.0/groups/"+developers, "")
	send("group show of no group", "GET", "/v1.0/groups?$filter=startswith(displayName,'nobody')", "")
	send("group list --display-name", "GET", "/v1.0/groups?$filter=startswith(displayName,'dev')", "")
	send("group member add", "POST", "/v1.0/groups/"+ops+"/members/$ref", `{"@odata.id":"`+origin+`/v1.0/directoryObjects/`+cleo+`"}`)
	send("group member add, twice", "POST", "/v1.0/groups/"+ops+"/members/$ref", `{"@odata.id":"`+origin+`/v1.0/directoryObjects/`+cleo+`"}`)
	send("group member list", "GET", "/v1.0/groups/"+ops+"/members", "")
	send("group member check", "POST", "/v1.0/directoryObjects/"+cleo+"/checkMemberGroups", `{"groupIds":["`+ops+`"]}`)
	send("group member remove", "DELETE", "/v1.0/groups/"+ops+"/members/"+cleo+"/$ref", "")
	send("group member check after it", "POST", "/v1.0/directoryObjects/"+cleo+"/checkMemberGroups", `{"groupIds":["`+ops+`"]}`)
	send("group owner add", "POST", "/v1.0/groups/"+ops+"/owners/$ref", `{"@odata.id":"`+origin+`/v1.0/directoryObjects/`+cleo+`"}`)
	send("group owner list", "GET", "/v1.0/groups/"+ops+"/owners", "")
	send("user show by id", "GET", "/v1.0/users/"+cleo, "")
	send("user show by name", "GET", "/v1.0/users/cleo@keyless.localhost", "")
	send("user show of nobody", "GET", "/v1.0/users/nobody@keyless.localhost", "")
	send("user list --upn", "GET", "/v1.0/users?$filter=userPrincipalName eq 'bob@keyless.localhost'", "")
	send("user list --display-name", "GET", "/v1.0/users?$filter=startswith(displayName,'b')", "")
	dan := made("user create", "dan", "/v1.0/users", `{"userPrincipalName":"dan@keyless.localhost","displayName":"Dan","passwordProfile":{"password":"Tr0ub4dor&3","forceChangePasswordNextSignIn":false},"mailNickname":"dan","accountEnabled":true}`)
	send("user update", "PATCH", "/v1.0/users/"+dan, `{"displayName":"Daniel"}`)
	send("user get-member-groups", "POST", "/v1.0/users/"+cleo+"/getMemberGroups", `{"securityEnabledOnly":true}`)
	send("names of ids", "POST", "/v1.0/directoryObjects/getByIds", `{"ids":["`+developers+`","`+sp+`","`+cleo+`","`+app+`"],"types":["user","group","servicePrincipal","directoryObjectPartnerReference"]}`)
	send("user delete", "DELETE", "/v1.0/users/"+dan, "")
	send("sp show by appId", "GET", "/v1.0/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq '"+appID+"')", "")
	send("sp show by URI", "GET", "/v1.0/servicePrincipals?$filter=servicePrincipalNames/any(s:s eq 'api://keyless.localhost/ci')", "")
	send("sp show by id", "GET", "/v1.0/servicePrincipals/"+sp, "")
	send("sp list --display-name", "GET", "/v1.0/servicePrincipals?$filter=startswith(displayName,'ci')", "")
	send("app create looks for its name", "GET", "/v1.0/applications?$filter=startswith(displayName,'web')", "")
	web := made("app create", "web", "/v1.0/applications", `{"displayName":"web","keyCredentials":[]}`)
	webAppID := w.call(ada, "GET", "/v1.0/applications/"+web, "").text("appId")
	names[webAppID] = "{web appId}"
	send("app create looks by object id as if it were the appId", "GET", "/v1.0/applications?$filter=appId eq '"+web+"'", "")
	send("app show", "GET", "/v1.0/applications?$filter=appId eq '"+webAppID+"'", "")
	send("app update", "PATCH", "/v1.0/applications/"+web, `{"displayName":"web","web":{"redirectUris":["https://web.example/cb"]},"identifierUris":["api://keyless.localhost/web"]}`)
	send("app permission add", "PATCH", "/v1.0/applications/"+web, `{"requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"e1fe6dd8-ba31-4d61-89e7-88639da4683d","type":"Scope"}]}]}`)
	send("app show after it", "GET", "/v1.0/applications/"+web, "")
	secret := send("app credential reset", "POST", "/v1.0/applications/"+web+"/addPassword", `{"passwordCredential":{"displayName":null,"endDateTime":"2027-03-01T12:00:00Z","startDateTime":"2026-03-01T12:00:00Z"}}`)
	send("app credential reset removes the old", "POST", "/v1.0/applications/"+web+"/removePassword", `{"keyId":"`+secret.text("keyId")+`"}`)
	send("fic create", "POST", "/v1.0/applications/"+web+"/federatedIdentityCredentials", `{"name":"github","issuer":"https://token.actions.githubusercontent.com","subject":"repo:o/r:ref:refs/heads/main","audiences":["api://AzureADTokenExchange"]}`)
	send("fic list", "GET", "/v1.0/applications/"+web+"/federatedIdentityCredentials", "")
	made("sp create", "web sp", "/v1.0/servicePrincipals", `{"appId":"`+webAppID+`","accountEnabled":true}`)
	send("sp create, twice", "POST", "/v1.0/servicePrincipals", `{"appId":"`+webAppID+`","accountEnabled":true}`)
	send("sp create of no application", "POST", "/v1.0/servicePrincipals", `{"appId":"22222222-2222-4222-8222-222222222222","accountEnabled":true}`)
	send("app delete", "DELETE", "/v1.0/applications/"+web, "")
	send("app show of none", "GET", "/v1.0/applications/"+web, "")
	send("group delete", "DELETE", "/v1.0/groups/"+ops, "")

	if os.Getenv("KEYLESS_UPDATE") != "" {
		if err := os.WriteFile(goldenFile, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("the answers are not the recorded ones:\n%s", diff)
	}
}

func lines(body string) string {
	if body == "" {
		return ""
	}
	return body + "\n"
}

func flat(names map[string]string) []string {
	var out []string
	for k, v := range names {
		out = append(out, k, v)
	}
	return out
}

// normal is a JSON body with what differs from run to run by name.
func normal(t *testing.T, raw []byte, names map[string]string) string {
	t.Helper()
	if len(raw) == 0 {
		return ""
	}
	var out bytes.Buffer
	if err := json.Indent(&out, bytes.TrimSpace(raw), "", " "); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return anonymous(strings.NewReplacer(flat(names)...).Replace(out.String())) + "\n"
}

// anonymous hides random ids and secrets.
func anonymous(text string) string {
	text = regexp.MustCompile(`S-1-12-1(-[0-9]+){4}`).ReplaceAllString(text, "{sid}")
	text = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`).ReplaceAllString(text, "{guid}")
	text = regexp.MustCompile(`"[A-Za-z0-9_-]{3}8Q~[A-Za-z0-9_-]{34}"`).ReplaceAllString(text, `"{secret}"`)
	return regexp.MustCompile(`"hint": "..."`).ReplaceAllString(text, `"hint": "{hint}"`)
}
