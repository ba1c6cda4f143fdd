//go:build e2e

package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"keyless.dev/keyless/internal/client"
)

// TestPortalResourceInChromium makes, changes and deletes a deployment, shows, regenerates and switches off the account
// keys with who called by one, closes and opens the network, makes a project, and finds all that in the activity log.
func TestPortalResourceInChromium(t *testing.T) {
	p, place, client := adaInPortal(t)
	subscription := place.Tenant.Subscriptions[0].ID
	p.do(chromedp.Click(`//section[@aria-labelledby="mine"]//a[normalize-space(.)="foundry"]`)) // its use has a link of that name too
	p.sees("Endpoints")
	p.picture("resource")

	t.Log("deployments")
	p.press("Deployments")
	p.sees("keyless-chat")
	p.press("Create a deployment")
	p.sees("New deployment")
	p.enter("deployment-name", "support")
	p.enter("new-capacity", "20")
	p.picture("resource-deployment-new")
	p.press("Create")
	p.sees("20k tokens a minute")
	p.press("Capacity of support")
	p.replace("capacity", "30")
	p.press("Save")
	p.sees("30k tokens a minute")
	p.picture("resource-deployments")
	p.press("Delete support")
	p.sees("Delete it?")
	p.press("Delete")
	p.do(chromedp.WaitNotPresent(`//td//bdi[normalize-space(.)="support"]`))

	t.Log("keys")
	p.open(foundryAt("resource", subscription, "?tab=keys"))
	p.sees("Nobody")
	p.do(chromedp.Click("#show-keys"))
	p.press("Show key1")
	key := inPage[string](p, `document.querySelector("code.secret").textContent`)
	if status := chatWithKey(t, place, client, key); status != http.StatusOK {
		t.Fatalf("the key that the page shows: %d", status)
	}
	p.press("Regenerate key1")
	p.sees("stops working")
	p.press("Regenerate")
	p.sees("the old one no longer works")
	if status := chatWithKey(t, place, client, key); status != http.StatusUnauthorized {
		t.Errorf("the key from before: %d", status)
	}
	p.press("Hide key1") // pictures hold no key
	p.picture("resource-keys")
	key = inPage[string](p, `(document.querySelector('[aria-label="Show key1"]').click(), new Promise((done) => setTimeout(() => done(document.querySelector("code.secret").textContent), 300)))`)
	p.do(chromedp.Click("#key-switch"))
	p.do(chromedp.Click("#switch-off"))
	p.sees("every caller signs in and needs a role")
	if status := chatWithKey(t, place, client, key); status == http.StatusOK {
		t.Error("a key works after keys were switched off")
	}
	p.open("#/home")
	p.sees("Welcome")
	// A record of a call that was allowed reaches the log a moment later.
	for turn := 0; turn < 20 && !strings.Contains(p.text(), "127.0.0.1"); turn++ {
		p.open("#/home")
		p.sees("Welcome")
		p.open(foundryAt("resource", subscription, "?tab=keys"))
		p.sees("Who called with a key")
		p.do(chromedp.WaitNotPresent(`.loading`))
	}
	p.sees("127.0.0.1")
	p.picture("resource-keys-off")

	t.Log("network")
	p.open(foundryAt("resource", subscription, "?tab=network"))
	p.sees("Addresses that no rule names")
	p.picture("resource-network")
	p.replace("rules", "not an address")
	p.press("Save")
	p.sees("neither an address nor a range")
	p.replace("rules", "203.0.113.0/24")
	p.press("Save")
	p.sees("The rules are in force")

	t.Log("projects")
	p.open(foundryAt("resource", subscription, "?tab=projects"))
	p.sees("No project yet")
	p.enter("project-name", "website")
	p.press("Create")
	p.do(chromedp.WaitVisible(`//td//bdi[normalize-space(.)="website"]`))
	p.picture("resource-projects")
	t.Log("pages of a list, and a resource found by a part of its name")
	p.open("#/home?filter=OUND")
	p.until("", `[...document.querySelectorAll("kl-resources tbody tr")].length === 1 && document.querySelector("kl-resources tbody").innerText.includes("foundry")`)
	p.open("#/home?filter=nothing")
	p.sees("No resource has that in its name")
	p.open(foundryAt("access", subscription, "?tab=roles"))
	p.do(chromedp.WaitVisible(".page-next"))
	top := inPage[string](p, `document.querySelector("tbody td").innerText`)
	p.until(`document.querySelector(".page-next").click(); document.querySelector(".page-next").click()`, `document.querySelector(".pages [role=status]").innerText === "Page 2"`)
	first := inPage[string](p, `document.querySelector("tbody td").innerText`)
	if first <= top {
		t.Errorf("page 1 begins with %s, and page 2 with %s", top, first)
	}
	p.until(`document.querySelector(".page-back").click()`, fmt.Sprintf(`document.querySelector(".pages [role=status]").innerText === "Page 1" && document.querySelector("tbody td").innerText < %q`, first))
	p.enter("roles-filter", "openai USER")
	p.until("", `[...document.querySelectorAll("tbody tr")].every((row) => row.innerText.toLowerCase().includes("openai user")) && document.querySelector("tbody tr")`)

	t.Log("what was done")
	p.open(foundryAt("resource", subscription, "?tab=activity"))
	p.sees("Microsoft.CognitiveServices/accounts/regenerateKey/action")
	p.picture("resource-activity")
	p.pick("changed-by", "bob", "Bob")
	p.sees("Nothing was changed in this time")
	p.press("Everybody")
	p.pick("changed-by", "ada", "Ada")
	p.sees("Microsoft.CognitiveServices/accounts/regenerateKey/action")
	if got := inPage[string](p, `location.hash`); !strings.Contains(got, "&by="+place.Tenant.Users[0].ID) {
		t.Errorf("the address of the changes by ada is %s", got)
	}
	p.open(foundryAt("resource", subscription, "?tab=json"))
	p.sees(`"customSubDomainName"`)
	p.picture("resource-json")
}

// chatWithKey asks the model of the default world with an account key.
func chatWithKey(t *testing.T, place *client.Instance, client *http.Client, key string) int {
	t.Helper()
	address := place.Server.Origins.Account("foundry") + "/models/chat/completions?api-version=2024-05-01-preview"
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(`{"model":"chat","messages":[{"role":"user","content":"Hello"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Api-Key", key)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}
