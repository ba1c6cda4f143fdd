//go:build e2e

package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/guid"
)

// choose picks an option of a field by its value.
func (p *portal) choose(id, value string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible("#" + id))
	inPage[bool](p, fmt.Sprintf(`(() => { const f = document.getElementById(%q); f.value = %q; return f.dispatchEvent(new Event("change", {bubbles: true})); })()`, id, value))
}

const (
	management = "https://management.azure.com"
	armVersion = "?api-version=2022-04-01"
)

// TestPortalDenyAssignmentsInChromium has a deny assignment win over a role, and shows which one it was.
func TestPortalDenyAssignmentsInChromium(t *testing.T) {
	_, place, client := started(t)
	subscription := place.Tenant.Subscriptions[0].ID
	account := foundryAt("", subscription, "")[2:]
	admin := newAdmin(t, place, client)
	cleo := place.Tenant.Users[2]
	admin.give(account, cleo.ID, "User", "")
	if status, _ := chatAs(t, place, client, cleo.UserPrincipalName); status != 200 {
		t.Fatalf("cleo, with the role: %d", status)
	}
	admin.send(http.MethodPut, place.Server.Origins.ARM+account+"/providers/Microsoft.Authorization/denyAssignments/"+guid.New()+armVersion, management, map[string]any{"properties": map[string]any{
		"denyAssignmentName": "no calls during the audit", "description": "", "permissions": []any{map[string]any{"dataActions": []any{"Microsoft.CognitiveServices/accounts/MaaS/*"}}},
		"principals": []any{map[string]any{"id": cleo.ID, "type": "User"}}, "excludePrincipals": []any{},
	}})
	status, decision := chatAs(t, place, client, cleo.UserPrincipalName)
	if status != 401 {
		t.Errorf("cleo, denied: %d", status)
	}
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	p.open(foundryAt("access", subscription, "?tab=deny"))
	p.sees("no calls during the audit")
	p.sees("Cleo")
	p.picture("access-denied-by")
	p.open("#/why/" + decision)
	p.sees("Deny assignment")
	p.sees("no calls during the audit")
	p.picture("why-denied")
	p.open(foundryAt("access", subscription, "?tab=deny"))
	p.press("Delete no calls during the audit")
	p.sees("Nothing is denied here")
	if status, _ := chatAs(t, place, client, cleo.UserPrincipalName); status != 200 {
		t.Errorf("cleo, no longer denied: %d", status)
	}
}

// TestPortalSideBySideAndQuotaInChromium asks two deployments at once, uses up the capacity of one, has the 429 explained,
// and sees what is left on Home and on usage and health.
func TestPortalSideBySideAndQuotaInChromium(t *testing.T) {
	_, place, client := started(t)
	account := foundryAt("", place.Tenant.Subscriptions[0].ID, "")[2:]
	admin := newAdmin(t, place, client)
	admin.give(account, place.Tenant.Users[0].ID, "User", "")
	arm := place.Server.Origins.ARM + account
	chat := admin.send(http.MethodGet, arm+"/deployments/chat?api-version=2024-10-01", management, nil)
	admin.send(http.MethodPut, arm+"/deployments/second?api-version=2024-10-01", management, map[string]any{
		"sku": map[string]any{"name": "GlobalStandard", "capacity": 1}, "properties": map[string]any{"model": chat["properties"].(map[string]any)["model"]},
	})
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	p.open("#/playground?account=foundry&deployment=chat&beside=foundry%2Fsecond")
	p.sees("Beside it")
	p.say("What is 6*7?")
	answers := `document.querySelectorAll(".message.assistant").length`
	p.until("", `[...document.querySelectorAll(".message.assistant")].filter((m) => m.innerText.includes("42")).length === 2`)
	p.picture("playground-two")

	t.Log("the capacity of the second is used up: it refuses, and the first answers")
	for range 8 {
		before := inPage[int](p, answers)
		if strings.Contains(p.text(), "room again in") {
			break
		}
		p.say("What is 2+3?")
		p.until("", fmt.Sprintf(`%s > %d && !document.querySelector("#stop, fluent-button[id^=stop]")`, answers, before))
		time.Sleep(200 * time.Millisecond)
	}
	p.sees("room again in")
	p.sees("429")
	if end := inPage[bool](p, `[...document.querySelectorAll(".said")].every((log) => log.scrollHeight - log.clientHeight - log.scrollTop < 2)`); !end {
		t.Error("a conversation does not show its end")
	}
	p.picture("playground-429")

	t.Log("what is left, on Home and on usage and health")
	time.Sleep(3 * time.Second) // usage is written every two seconds
	p.open("#/home")
	p.sees("What you have used")
	p.sees("What is left for you at")
	p.sees("of 6 left")
	p.picture("home-quota")
	p.open("#/usage")
	p.sees("Behind the deployments")
	p.sees("built-in model")
	p.sees("of 1,000 left")
	p.picture("usage-quota")
	p.open(foundryAt("resource", place.Tenant.Subscriptions[0].ID, "?tab=deployments"))
	p.sees("healthy")
	p.picture("resource-deployments-health")
}

// TestPortalWithoutPickerInChromium signs in with a password where the picker is switched off.
func TestPortalWithoutPickerInChromium(t *testing.T) {
	_, place, _ := startedWith(t, func(config *app.Config) { config.Picker = false })
	p := openPortal(t, place)
	ada := place.Tenant.Users[0]
	p.do(chromedp.WaitVisible(`input[name="loginfmt"]`))
	p.missing("on this developer server, as")
	p.picture("sign-in-no-picker")
	p.do(chromedp.SendKeys(`input[name="loginfmt"]`, ada.UserPrincipalName))
	if found := inPage[bool](p, `!!document.querySelector('input[name="passwd"]')`); !found {
		p.do(chromedp.Click(`#idSIButton9, button[type="submit"]`))
	}
	p.do(chromedp.WaitVisible(`input[name="passwd"]`), chromedp.SendKeys(`input[name="passwd"]`, ada.Password+"\r"))
	p.sees("Welcome, Ada")
}

// TestPortalShowsNoControlThatWouldBeRefusedInChromium has somebody who may only call the model look at every page of the
// resource: nothing there changes anything, and the calls behind those controls are refused when they are made all the same.
func TestPortalShowsNoControlThatWouldBeRefusedInChromium(t *testing.T) {
	_, place, client := started(t)
	subscription := place.Tenant.Subscriptions[0].ID
	account := foundryAt("", subscription, "")[2:]
	newAdmin(t, place, client).give(account, place.Tenant.Users[2].ID, "User", "")
	p := openPortal(t, place)
	p.signIn("cleo@keyless.localhost")
	for page, shows := range map[string]string{
		foundryAt("access", subscription, "?tab=assignments"):   "AuthorizationFailed",
		foundryAt("access", subscription, "?tab=roles"):         "AuthorizationFailed",
		foundryAt("access", subscription, "?tab=deny"):          "AuthorizationFailed",
		foundryAt("access", subscription, "?tab=add"):           "You may not assign roles here",
		foundryAt("resource", subscription, "?tab=deployments"): "Succeeded",
		foundryAt("resource", subscription, "?tab=keys"):        "Key-based authentication",
		foundryAt("resource", subscription, "?tab=network"):     "network",
		foundryAt("resource", subscription, "?tab=projects"):    "No project yet",
		"#/people/apps":       "ci-pipeline",
		"#/people/identities": "anaged identit",
	} {
		p.open(page)
		p.sees(shows)
		time.Sleep(300 * time.Millisecond)
		for _, control := range []string{"Add", "Remove", "Custom role", "Create a deployment", "Capacity", "Delete", "Switch keys off", "Regenerate", "Save", "Create", "Assign", "Register an app"} {
			if found := inPage[int](p, fmt.Sprintf(`[...document.querySelectorAll("#main .card a.button, #main .card button, #main fluent-button, #main section button")].filter((b) => b.checkVisibility() && ((b.ariaLabel || b.innerText).trim() === %q || (b.ariaLabel || "").startsWith(%[1]q + " "))).length`, control)); found > 0 {
				t.Errorf("%s shows %q to cleo", page, control)
			}
		}
	}
	p.picture("refused-identities")
	p.open(foundryAt("access", subscription, "?tab=check&open=4"))
	p.sees("The smallest role that allows it is")
	p.missing("Assign it")

	t.Log("the calls themselves are refused")
	cleo := programOf(t, place, client, 2)
	arm, graph := place.Server.Origins.ARM+account, place.Server.Origins.Graph+"/v1.0"
	for _, row := range []struct{ method, address, resource string }{
		{"PUT", arm + "/providers/Microsoft.Authorization/roleAssignments/" + guid.New() + armVersion, management},
		{"PUT", arm + "/deployments/forged?api-version=2024-10-01", management},
		{"DELETE", arm + "/deployments/chat?api-version=2024-10-01", management},
		{"POST", arm + "/regenerateKey?api-version=2024-10-01", management},
		{"PATCH", arm + "?api-version=2024-10-01", management},
		{"PUT", arm + "/projects/forged?api-version=2025-06-01", management},
		{"POST", graph + "/users", "https://graph.microsoft.com"},
		{"POST", graph + "/groups", "https://graph.microsoft.com"},
		{"POST", graph + "/applications", "https://graph.microsoft.com"},
		{"POST", graph + "/users/" + place.Tenant.Users[1].ID + "/revokeSignInSessions", "https://graph.microsoft.com"},
	} {
		body := map[string]any{"displayName": "forged", "mailNickname": "f", "mailEnabled": false, "securityEnabled": true, "accountEnabled": true, "userPrincipalName": "forged@keyless.localhost", "passwordProfile": map[string]any{"password": "Forged-1234-5678"}}
		if row.resource == management {
			body = map[string]any{"keyName": "Key1", "location": "local", "properties": map[string]any{"disableLocalAuth": true, "principalId": place.Tenant.Users[2].ID, "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"}}
		}
		if status, answer := cleo.ask(row.method, row.address, row.resource, body); status != http.StatusForbidden {
			t.Errorf("%s %s: %d %s", row.method, row.address, status, answer)
		}
	}
}

// TestPortalShowsHostileTextOnEveryPageInChromium puts such names and descriptions into every field that people can set and
// looks at every page that shows them.
func TestPortalShowsHostileTextOnEveryPageInChromium(t *testing.T) {
	_, place, client := started(t)
	subscription := place.Tenant.Subscriptions[0].ID
	account := foundryAt("", subscription, "")[2:]
	admin := newAdmin(t, place, client)
	arm, graph, directory := place.Server.Origins.ARM, place.Server.Origins.Graph+"/v1.0", "https://graph.microsoft.com"
	const markup = `<img src=x onerror="document.title='owned'">`
	hostile := func(what string) string { return "zz" + what + markup + "\u202Egnp\u200B\U0001F469\u200D\U0001F4BB" }
	id := func(made map[string]any) string { return made["id"].(string) }

	group := id(admin.send("POST", graph+"/groups", directory, map[string]any{"displayName": hostile("group"), "description": hostile("described"), "mailEnabled": false, "mailNickname": "zz", "securityEnabled": true}))
	user := id(admin.send("POST", graph+"/users", directory, map[string]any{"displayName": hostile("user"), "accountEnabled": true, "mailNickname": "zz", "userPrincipalName": "zz@keyless.localhost", "passwordProfile": map[string]any{"password": "Hostile-1234-5678"}}))
	made := admin.send("POST", graph+"/applications", directory, map[string]any{"displayName": hostile("app")})
	application := id(made)
	program := id(admin.send("POST", graph+"/servicePrincipals", directory, map[string]any{"appId": made["appId"]}))
	admin.send("POST", graph+"/applications/"+application+"/addPassword", directory, map[string]any{"passwordCredential": map[string]any{"displayName": hostile("secret")}})
	admin.send("POST", graph+"/applications/"+application+"/federatedIdentityCredentials", directory, map[string]any{"name": "zz1", "issuer": "https://issuer.example", "subject": hostile("subject"), "audiences": []any{"api://AzureADTokenExchange"}})
	admin.send("POST", graph+"/groups/"+group+"/members/$ref", directory, map[string]any{"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/" + user})
	admin.send("POST", graph+"/groups/"+group+"/owners/$ref", directory, map[string]any{"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/" + user})
	admin.assign(account, group, hostile("assigned"))
	role := guid.New()
	admin.send("PUT", arm+"/subscriptions/"+subscription+"/providers/Microsoft.Authorization/roleDefinitions/"+role+armVersion, management, map[string]any{"properties": map[string]any{
		"roleName": hostile("role"), "description": hostile("described") + strings.Repeat("long ", 150), "type": "CustomRole", "assignableScopes": []any{"/subscriptions/" + subscription},
		"permissions": []any{map[string]any{"actions": []any{}, "dataActions": []any{"Microsoft.CognitiveServices/accounts/MaaS/*"}}},
	}})
	admin.send("PUT", arm+account+"/providers/Microsoft.Authorization/denyAssignments/"+guid.New()+armVersion, management, map[string]any{"properties": map[string]any{
		"denyAssignmentName": hostile("deny"), "description": hostile("described"), "permissions": []any{map[string]any{"dataActions": []any{"Microsoft.CognitiveServices/accounts/OpenAI/*"}}},
		"principals": []any{map[string]any{"id": user, "type": "User"}}, "excludePrincipals": []any{},
	}})
	// What cannot hold such text refuses it: names of deployments, projects and named tags, network rules.
	long := strings.Repeat("x", 10_000)
	const cognitive = "?api-version=2024-10-01"
	for what, body := range map[string]map[string]any{
		"a network rule":              {"properties": map[string]any{"networkAcls": map[string]any{"defaultAction": "Allow", "ipRules": []any{map[string]any{"value": markup}}}}},
		"a network rule that is long": {"properties": map[string]any{"networkAcls": map[string]any{"defaultAction": "Allow", "ipRules": []any{map[string]any{"value": long}}}}},
		"a tag of 10,000 characters":  {"tags": map[string]any{"zz": long}},
		"a tag with markup as a name": {"tags": map[string]any{markup: "zz"}},
	} {
		if status, answer := admin.ask("PATCH", arm+account+cognitive, management, body); status != http.StatusBadRequest {
			t.Errorf("%s: %d %.200s", what, status, answer)
		}
	}
	for _, name := range []string{markup, "zz\u202Egnp", "zz\u200B", "\U0001F511", long} {
		for _, kind := range []string{"deployments", "projects"} {
			if status, answer := admin.ask("PUT", arm+account+"/"+kind+"/"+url.PathEscape(name)+cognitive, management, map[string]any{"location": "eastus2", "properties": map[string]any{"model": map[string]any{"format": "OpenAI", "name": "keyless-chat", "version": "1"}}}); status < 400 || status >= 500 {
				t.Errorf("%.40q as a name of %s: %d %.200s", name, kind, status, answer)
			}
		}
	}
	admin.send("PATCH", arm+account+cognitive, management, map[string]any{"tags": map[string]any{"zztag": hostile("tag")}})
	if status, answer := admin.ask("POST", graph+"/groups", directory, map[string]any{"displayName": long, "mailEnabled": false, "mailNickname": "x", "securityEnabled": true}); status != http.StatusBadRequest {
		t.Errorf("a name of 10,000 characters: %d %s", status, answer)
	}

	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	for _, row := range []struct{ page, shows string }{
		{"#/people/users?filter=zz", "zzuser"},
		{"#/people/users/" + user, "zzgroup"},
		{"#/people/groups?filter=zz", "zzdescribed"},
		{"#/people/groups/" + group, "zzuser"},
		{"#/people/apps?filter=zz", "zzapp"},
		{"#/people/apps/" + application, "zzsubject"},
		{"#/people/programs?filter=zz", "zzapp"},
		{"#/people/programs/" + program, "zzapp"},
		{"#/people/sign-ins?who=" + user, "zzuser"},
		{foundryAt("access", subscription, "?tab=check&who="+user), "zzuser"},
		{foundryAt("access", subscription, "?tab=assignments&filter=zz"), "zzgroup"},
		{foundryAt("access", subscription, "?tab=roles"), "zzrole"},
		{foundryAt("access", subscription, "?tab=roles&show="+role), "zzrole"},
		{foundryAt("access", subscription, "?tab=deny"), "zzdeny"},
		{foundryAt("access", subscription, "?tab=add&role="+role+"&member="+group), "zzgroup"},
		{foundryAt("resource", subscription, ""), "zztag"},
		{foundryAt("resource", subscription, "?tab=json"), "zztag"},
	} {
		p.open(row.page)
		p.until("", fmt.Sprintf(`[...document.querySelectorAll("#main bdi, #main code")].some((e) => e.innerText.includes(%q) && e.innerText.includes("<img src=x"))`, row.shows))
		text := p.text()
		if !strings.Contains(text, "⟨U+202E⟩") || !strings.Contains(text, "⟨U+200B⟩") || strings.ContainsAny(text, "\u202E\u200B") {
			t.Errorf("%s shows what turns or hides text as it is", row.page)
		}
		if found := inPage[int](p, `document.querySelectorAll("kl-app img, kl-app script").length`); found > 0 {
			t.Errorf("%s holds %d elements of a name", row.page, found)
		}
		p.accessible(row.page)
		if over := inPage[float64](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			t.Errorf("%s is %v pixels wider than the window", row.page, over)
		}
	}
	t.Log("what is said in the playground, and what the model says back")
	admin.give(account, place.Tenant.Users[0].ID, "User", "")
	p.open("#/playground")
	p.do(chromedp.WaitVisible("#prompt"))
	inPage[bool](p, fmt.Sprintf(`(document.querySelector("#prompt").value = %q, document.querySelector("#prompt").form.requestSubmit(), true)`, hostile("said")+strings.Repeat("W", 10_000)))
	p.do(chromedp.WaitVisible(`.figures`))
	p.hears("<img src=x")
	p.accessible("hostile talk")
	if over := inPage[float64](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		t.Errorf("the playground is %v pixels wider than the window", over)
	}
	t.Log("a page's address, and what an id of nothing says, are text too")
	p.open("#/why/%3Cimg%20src%3Dx%3E")
	p.sees("<img src=x>")
	p.open("#/people/users/%3Cimg%20src%3Dx%3E")
	p.sees("Request_ResourceNotFound")
	if title := inPage[string](p, `document.title`); strings.Contains(title, "owned") {
		t.Error("a name ran as a script")
	}
	p.open("#/people/groups/" + group)
	p.sees("zzuser")
	p.picture("hostile-group")
}
