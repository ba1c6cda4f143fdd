//go:build e2e

package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestPortalUsageInChromium looks at what calls came to: plots, the tables behind them, CSV, and who called.
func TestPortalUsageInChromium(t *testing.T) {
	_, place, _ := started(t)
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	p.press("Usage and health")
	p.sees("There was no call in this time")
	p.sees("Nobody called a model in this time")
	p.picture("usage-nothing")

	t.Log("a call that is refused, and one that is answered")
	p.press("Playground")
	p.say("What is 6*7?")
	p.press("Assign Cognitive Services User to ada@keyless.localhost")
	p.sees("The same call would now be")
	p.press("Try the call again")
	p.hears("42")
	time.Sleep(3 * time.Second) // what was measured is written every two seconds
	p.open("#/usage?span=day&split=status")
	p.sees("Requests by")
	p.do(chromedp.WaitVisible(`kl-plot canvas`))
	p.sees("200")
	p.press("Table of requests")
	p.sees("Time")
	p.picture("usage")
	if got := inPage[string](p, `document.querySelector("kl-plot details table tbody").innerText`); !strings.HasSuffix(strings.TrimSpace(got), "1") {
		t.Errorf("the table behind the plot says %q, want one request", got)
	}
	p.sees("ada@keyless.localhost")

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
