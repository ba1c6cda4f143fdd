//go:build e2e

package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestPortalUsageInChromium looks at what calls came to: plots, the tables behind them, CSV, and who called.
func TestPortalUsageInChromium(t *testing.T) {
	p, place, client := adaInPortal(t)
	p.press("Usage and health")
	p.sees("There was none in this time")
	p.sees("Nobody called a model in this time")
	p.picture("usage-nothing")

	t.Log("a call that is refused, and one that is answered")
	p.press("Playground")
	p.say("What is 6*7?")
	p.press("Assign Cognitive Services User to ada@keyless.localhost")
	p.sees("The same call would now be")
	p.press("Try the call again")
	p.hears("42")
	t.Log("calls of a member of a group")
	admin := newAdmin(t, place, client)
	found := admin.send(http.MethodGet, place.Server.Origins.Graph+"/v1.0/groups?$filter=displayName%20eq%20'developers'", graphResource, nil)
	admin.give(foundryAt("", place.Tenant.Subscriptions[0].ID, "")[2:], found["value"].([]any)[0].(map[string]any)["id"].(string), "Group", "")
	for range 2 {
		if status, _ := chatAs(t, place, client, "cleo@keyless.localhost"); status != http.StatusOK {
			t.Fatalf("cleo, who is a developer: %d", status)
		}
	}
	time.Sleep(3 * time.Second) // what was measured is written every two seconds
	p.open("#/usage?span=day&split=status")
	p.sees("Split by")
	p.do(chromedp.WaitVisible(`kl-plot canvas`))
	p.sees("200")
	p.press("Table of requests")
	p.sees("Time")
	p.picture("usage")
	if got := inPage[string](p, `document.querySelector("kl-plot details table tbody").innerText`); !strings.HasSuffix(strings.TrimSpace(got), "3") {
		t.Errorf("the table behind the plot says %q, want three requests", got)
	}
	p.sees("ada@keyless.localhost")

	t.Log("split by deployment, principal and group")
	legend := `[...document.querySelectorAll('[aria-label="Lines of %s"] li')].some((l) => l.innerText.startsWith("%s"))`
	p.open("#/usage?span=day&split=deployment")
	p.until("", fmt.Sprintf(legend, "Tokens", "chat"))
	p.until("", fmt.Sprintf(legend, "Latency", "chat"))
	p.picture("usage-by-deployment")
	p.open("#/usage?span=day&split=principal")
	p.until("", fmt.Sprintf(legend, "Calls that were allowed, by principal", "ada@keyless.localhost"))
	p.until("", fmt.Sprintf(legend, "Tokens a day, by principal", "ada@keyless.localhost"))
	p.picture("usage-by-principal")
	if got := inPage[string](p, `[...document.querySelectorAll("kl-plot")][0].querySelector("table").innerText`); !strings.Contains(got, "cleo@keyless.localhost\tada@keyless.localhost") || !strings.HasSuffix(strings.TrimSpace(got), "2\t1") {
		t.Errorf("the table of calls by principal says %q, want two of cleo and one of ada", got)
	}
	p.sees("Not split: latency is not measured by principal")
	p.open("#/usage?span=hour&split=group")
	p.until("", fmt.Sprintf(legend, "Calls that were allowed, by group", "developers"))
	p.picture("usage-by-group")
	if got := inPage[float64](p, `[...document.querySelector("kl-plot").querySelectorAll("tbody td:last-child")].reduce((sum, cell) => sum + Number(cell.textContent), 0)`); got != 2 {
		t.Errorf("the minutes of the group add up to %v calls, want two", got)
	}
	p.open("#/usage?span=day&split=status")
	p.sees("Not split: tokens are not counted by status")

	t.Log("by group and by deployment; the address keeps the choice")
	p.open("#/usage?by=deployment&span=week")
	p.sees("chat")
	if got := inPage[string](p, `document.querySelector("#by").value + " " + document.querySelector("#span").value`); got != "deployment week" {
		t.Errorf("the choice is %s", got)
	}
	p.open("#/usage?span=__proto__&by=constructor&split=nothing")
	p.sees("Who used how much")
	if got := inPage[string](p, `document.querySelector("#by").value + " " + document.querySelector("#span").value`); got != "principal hour" {
		t.Errorf("an address that nobody made chooses %s", got)
	}
}
