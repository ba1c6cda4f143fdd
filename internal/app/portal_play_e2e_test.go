//go:build e2e

package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"keyless.dev/keyless/internal/client"
)

// say sends a message in the playground.
func (p *portal) say(text string) {
	p.t.Helper()
	p.do(chromedp.SendKeys(`#prompt`, text+kb.Enter))
}

// hears waits until the model has said text.
func (p *portal) hears(text string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible(`//div[contains(@class, "assistant")]//div[contains(normalize-space(.), ` + quotedXPath(text) + `)]`))
}

// TestPortalPlaygroundInChromium has an owner refused in the playground, shown why, granted the smallest role by a click,
// and answered; then two deployments side by side.
func TestPortalPlaygroundInChromium(t *testing.T) {
	p, _, _ := adaInPortal(t)
	p.press("Playground")
	p.sees("Nothing said yet")
	p.picture("playground")

	t.Log("refused, with the reason in place")
	p.say("What is 6*7?")
	p.sees("lacks the required data action")
	p.sees("control plane only")
	p.sees("What would allow it")
	p.picture("playground-refused")

	t.Log("granted by a click, and answered")
	p.press("Assign Cognitive Services User to ada@keyless.localhost")
	p.sees("The same call would now be")
	p.press("Try the call again")
	p.hears("42")
	p.sees("first token after")
	p.say("What is 2+3?")
	p.hears("5")
	p.picture("playground-answered")

	t.Log("parameters that are not JSON are refused before they are sent")
	p.press("More parameters")
	p.enter("extra", "{tools")
	p.say("Hello")
	p.sees("are not JSON")

	t.Log("a tool is called, with its arguments, and answers what it is given as the result")
	p.press("Start again")
	p.press("A tool")
	p.say("What is the weather in Oslo?")
	p.sees("calls the tool")
	p.sees("get_weather")
	p.sees(`"city": "Oslo"`)
	p.sees("ended by tool_calls")
	p.picture("playground-tool")
	p.enter("result-0", "It rains in Oslo.")
	p.press("Send the result")
	p.do(chromedp.WaitNotPresent("#result-0"))
	p.until("", `document.querySelectorAll(".message").length === 4 && !document.querySelector("#stop")`)
	if roles := inPage[string](p, `[...document.querySelectorAll(".message")].map((m) => m.className.split(" ")[1]).join(" ")`); roles != "user assistant tool assistant" {
		t.Errorf("the conversation is of %s", roles)
	}

	t.Log("an answer of a JSON schema is laid out")
	p.press("Start again")
	p.press("A JSON schema")
	p.say("Who is there?")
	p.do(chromedp.WaitVisible(`.message.assistant .words.mono`))
	var shape map[string]any
	if err := json.Unmarshal([]byte(inPage[string](p, `document.querySelector(".message.assistant .words.mono").innerText`)), &shape); err != nil || len(shape) != 2 {
		t.Errorf("the answer is %v, %v", shape, err)
	}
	p.press("Request and response")
	p.sees(`"json_schema"`)
	p.picture("playground-schema")
}

// TestPortalExplainsRefusalsInChromium shows decisions as they happen: a refusal of somebody without a role, found in the
// list, explained, cured by an administrator, and allowed.
func TestPortalExplainsRefusalsInChromium(t *testing.T) {
	p, place, client := adaInPortal(t)
	p.press("Why was I refused?")
	p.sees("No such decision yet")
	p.picture("why-nothing")

	t.Log("bob is refused, by a program")
	status, decision := chatAs(t, place, client, "bob@keyless.localhost")
	if status != 401 || decision == "" {
		t.Fatalf("bob: %d, decision %q", status, decision)
	}
	p.sees("bob@keyless.localhost")
	p.picture("why")
	p.press("Explain the decision " + decision)
	p.sees("None that comes near")
	p.picture("why-refused")
	p.press("Assign Cognitive Services User to bob@keyless.localhost")
	p.sees("The same call would now be")
	p.picture("why-granted")
	if status, _ := chatAs(t, place, client, "bob@keyless.localhost"); status != 200 {
		t.Errorf("bob, after the role was assigned: %d", status)
	}

	t.Log("filters and pause")
	p.do(chromedp.SetValue(`#outcome`, "allowed"))
	inPage[bool](p, `document.getElementById("outcome").dispatchEvent(new Event("change", {bubbles: true}))`)
	p.do(chromedp.WaitVisible(`//tr//*[normalize-space(.)="allowed"]`))
	p.press("Pause")
	p.sees("paused")

	t.Log("what is typed is filtered for by the server, and those before the newest hundred are fetched when asked for")
	p.press("Go on")
	p.open("#/why")
	for range 104 {
		if status, _ := chatAs(t, place, client, "bob@keyless.localhost"); status != 200 {
			t.Fatalf("bob: %d", status)
		}
	}
	p.open("#/home")
	p.open("#/why")
	p.sees("100 decisions, the newest")
	p.press("Older decisions")
	p.until("", `!document.querySelector("#older") && document.querySelectorAll('[aria-label="Decisions"] tbody tr').length > 104`)
	p.enter("filter", "NOTHING grants")
	p.until("", `document.querySelectorAll('[aria-label="Decisions"] tbody tr').length === 1`)
	if got := inPage[string](p, `location.hash + " " + document.querySelector('[aria-label="Decisions"] tbody').innerText`); !strings.HasPrefix(got, "#/why?filter=NOTHING+grants ") || !strings.Contains(got, "refused") {
		t.Errorf("filtered by text: %q", got)
	}
	p.replace("filter", "zzz")
	p.sees("No such decision yet")
	p.picture("why-filtered")

	t.Log("somebody else's decision does not exist for who may not know of it")
	p.press("ada@keyless.localhost")
	p.press("Use another account")
	p.do(chromedp.Click("#otherTile"))
	p.signIn("cleo@keyless.localhost")
	p.open("#/why/" + decision)
	p.sees("is not found")
	p.missing("bob@keyless.localhost")
}

// chatAs asks the model of the default world as one of its people, with a program's request.
func chatAs(t *testing.T, place *client.Instance, client *http.Client, user string) (status int, decision string) {
	t.Helper()
	outside := newPerson(t, place, client.Transport.(*http.Transport).TLSClientConfig)
	password := ""
	for _, u := range place.Tenant.Users {
		if u.UserPrincipalName == user {
			password = u.Password
		}
	}
	_, tokens := outside.token("grant_type", "password", "username", user, "password", password, "scope", "https://cognitiveservices.azure.com/.default")
	address := place.Server.Origins.Account("foundry") + "/models/chat/completions?api-version=2024-05-01-preview"
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(`{"model":"chat","messages":[{"role":"user","content":"Hello"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", fmt.Sprintf("Bearer %v", tokens["access_token"]))
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode, response.Header.Get("x-keyless-decision")
}
