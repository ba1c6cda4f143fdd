//go:build e2e

package app_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// enter types into the field with an id.
func (p *portal) enter(id, text string) {
	p.t.Helper()
	p.do(chromedp.SendKeys(`#`+id, text))
}

// replace types into a field that holds something.
func (p *portal) replace(id, text string) {
	p.t.Helper()
	inPage[bool](p, fmt.Sprintf(`(() => { const f = document.getElementById(%q); f.value = ""; return f.dispatchEvent(new Event("input", {bubbles: true})); })()`, id))
	p.enter(id, text)
}

// pick finds a principal by the beginning of its name and picks it.
func (p *portal) pick(field, text, name string) {
	p.t.Helper()
	p.enter(field, text)
	p.do(chromedp.Click(fmt.Sprintf(`//ul[@aria-label="Found"]//button[contains(normalize-space(.), %s)]`, quotedXPath(name))))
}

// foundry is the address of a page about the account of the default world.
func foundryAt(page, subscription, query string) string {
	return "#/" + page + "/subscriptions/" + subscription + "/resourceGroups/rg-keyless/providers/Microsoft.CognitiveServices/accounts/foundry" + query
}

// TestPortalAccessControlInChromium goes the article's portal way: an owner who may not call the model sees why, gives the
// role to herself and to a group in three steps, sees what each may do and through what, takes a role away, and gives it
// back.
func TestPortalAccessControlInChromium(t *testing.T) {
	p, place, _ := adaInPortal(t)
	subscription := place.Tenant.Subscriptions[0].ID

	t.Log("from the menu to the resource")
	p.press("Access control")
	p.sees("Choose a scope")
	p.picture("access-scopes")
	p.press("foundry")
	p.sees("May not call models on /models")
	p.sees("control plane only")
	p.picture("access-check")

	t.Log("adding the role in three steps")
	p.press("Add role assignment")
	p.sees("Which role?")
	p.enter("role-filter", "Owner")
	p.do(chromedp.Click(`//label[.//strong[normalize-space(.)="Owner"]]`))
	p.sees("does not let anybody call its models")
	p.replace("role-filter", "Cognitive Services User")
	p.do(chromedp.Click(`//label[.//strong[normalize-space(.)="Cognitive Services User"]]`))
	p.sees("Lets its holder call models on every route")
	p.picture("access-add-role")
	p.do(chromedp.Click("#next"))
	p.pick("member", "dev", "developers")
	p.pick("member", "ada", "Ada")
	p.picture("access-add-members")
	p.do(chromedp.Click("#next"))
	p.sees("and everything inside it, for")
	p.picture("access-add-review")
	p.do(chromedp.Click("#assign"))
	p.sees("Done")
	p.sees("in force")
	p.picture("access-add-done")

	t.Log("who has which role")
	p.do(chromedp.Click(`//main//p[contains(@class, "row")]//a[normalize-space(.)="Role assignments"]`))
	p.sees("developers")
	p.sees("inherited")
	p.picture("access-assignments")
	p.press("developers")
	p.sees("May call models on /models")

	t.Log("a member of the group may, through the group")
	p.pick("check-who", "cleo", "Cleo")
	p.sees("cleo@keyless.localhost")
	p.sees("Yes")
	p.picture("access-check-member")

	t.Log("taking it away, and undoing that")
	p.open(foundryAt("access", subscription, "?tab=assignments"))
	p.press("Remove Cognitive Services User from developers")
	p.sees("was taken from developers")
	p.do(chromedp.WaitNotPresent(`//td//bdi[normalize-space(.)="developers"]`))
	p.do(chromedp.Click("#undo"))
	p.do(chromedp.WaitVisible(`//td//bdi[normalize-space(.)="developers"]`))

	t.Log("a custom role for one kind of route")
	p.open(foundryAt("access", subscription, "?tab=roles&edit=new"))
	p.enter("role-name", "Models only")
	p.enter("dataActions", "Microsoft.CognitiveServices/accounts/MaaS/*")
	p.picture("access-role-editor")
	p.press("Create")
	p.sees("on /models, not on /openai")
	p.picture("access-role")
	p.open(foundryAt("access", subscription, "?tab=roles"))
	p.sees("Models only")
	p.picture("access-roles")
	p.open(foundryAt("access", subscription, "?tab=deny"))
	p.sees("Nothing is denied here")
	p.picture("access-deny")

	t.Log("who may not assign roles sees no control that would be refused")
	p.press("ada@keyless.localhost")
	p.press("Use another account")
	p.do(chromedp.Click("#otherTile"))
	p.signIn("cleo@keyless.localhost")
	p.open(foundryAt("access", subscription, "?tab=add&role=Cognitive+Services+User"))
	p.sees("You may not assign roles here")
	p.picture("access-add-not")
	p.open("#/home")
	p.sees("may call")
	p.sees("through developers")
	p.sees("DefaultAzureCredential")
	p.picture("home-member")
}

// TestPortalAccessControlAtEveryScopeInChromium assigns a role at a management group, a subscription, a resource group, a
// resource and a project, and finds it in the list of each.
func TestPortalAccessControlAtEveryScopeInChromium(t *testing.T) {
	_, place, over := started(t)
	admin := newAdmin(t, place, over)
	subscription := "/subscriptions/" + place.Tenant.Subscriptions[0].ID
	account := foundryAt("", place.Tenant.Subscriptions[0].ID, "")[2:]
	const group = "/providers/Microsoft.Management/managementGroups/lab"
	admin.send(http.MethodPut, place.Server.Origins.ARM+group+"?api-version=2020-05-01", management, map[string]any{"properties": map[string]any{"displayName": "The lab"}})
	admin.send(http.MethodPut, place.Server.Origins.ARM+account+"/projects/website?api-version=2025-06-01", management, map[string]any{"location": "eastus2", "properties": map[string]any{}})
	p := openPortal(t, place)
	p.signIn(place.Tenant.Users[0].UserPrincipalName)
	p.open("#/access")
	p.sees("The lab")
	p.sees("management group")
	p.picture("access-scopes-groups")
	for _, row := range []struct{ scope, kind string }{
		{group, "management group"},
		{subscription, "subscription"},
		{subscription + "/resourceGroups/rg-keyless", "resource group"},
		{account, "resource"},
		{account + "/projects/website", "project"},
	} {
		p.open("#/access" + row.scope + "?tab=add&role=Reader&member=" + place.Tenant.Users[1].ID)
		p.sees("at " + row.kind)
		p.do(chromedp.Click("#assign"))
		p.sees("in force")
		p.open("#/access" + row.scope + "?tab=assignments&where=here")
		p.until("", `[...document.querySelectorAll("tr")].some((row) => row.innerText.includes("bob@keyless.localhost") && row.innerText.includes("This scope"))`)
		for _, tab := range []string{"check", "roles", "deny"} {
			p.open("#/access" + row.scope + "?tab=" + tab)
			p.until("", `document.querySelector("[role=tabpanel] :is(.verdict, table, .empty)")`)
			p.missing("Request id")
		}
	}
}
