//go:build e2e

package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tabTo presses Tab until what has the focus has a name that begins with text.
func (p *portal) tabTo(text string) {
	p.t.Helper()
	const focused = `(() => { const e = document.activeElement; return (e.ariaLabel || e.labels?.[0]?.innerText || e.innerText || e.name || "").trim(); })()`
	for range 80 {
		p.do(chromedp.KeyEvent(kb.Tab))
		if strings.HasPrefix(inPage[string](p, focused), text) {
			if outline := inPage[string](p, `(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow; })()`); outline == "nonenone" {
				p.t.Errorf("nothing shows that %q has the focus", text)
			}
			return
		}
	}
	p.t.Fatalf("Tab does not reach %q; the page at %s says %q", text, inPage[string](p, `location.href`), p.text())
}

// TestPortalWorksWithKeyboardOnlyInChromium signs in, goes to a resource, and gives a group a role, without a pointer.
func TestPortalWorksWithKeyboardOnlyInChromium(t *testing.T) {
	_, place, client := started(t)
	p := openPortal(t, place)
	p.sees("on this developer server, as")
	p.tabTo("ada@keyless.localhost")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.sees("may not call")

	t.Log("the first stop skips what is the same on every page")
	p.tabTo("Skip to the content")
	p.do(chromedp.KeyEvent(kb.Enter))
	if at := inPage[string](p, `document.activeElement.id`); at != "main" {
		t.Errorf("after skipping, the focus is at %q", at)
	}
	p.tabTo("Access control of foundry")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.sees("May not call models on /models")
	p.tabTo("Check access")
	p.do(chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.Enter))
	p.sees("Which role?")
	p.tabTo("Search")
	p.do(chromedp.KeyEvent("Cognitive Services User"))
	p.until("", `document.querySelectorAll(".option").length === 1`)
	p.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(" "))
	p.sees("Lets its holder call models on every route")
	p.tabTo("Next")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.tabTo("User, group, service principal")
	p.do(chromedp.KeyEvent("developers"))
	p.do(chromedp.WaitVisible(`//ul[@aria-label="Found"]//bdi[normalize-space(.)="developers"]`))
	p.tabTo("developers")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.do(chromedp.WaitVisible(`//ul[@aria-label="Members"]`))
	p.tabTo("Next")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.sees("and everything inside it, for")
	p.tabTo("Review + assign")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.sees("in force")
	if status, _ := chatAs(t, place, client, "cleo@keyless.localhost"); status != 200 {
		t.Errorf("cleo, who is a developer: %d", status)
	}
}

// TestPortalTabsFollowTheARIAPatternInChromium moves between tabs with the keys of the pattern: one stop for Tab, arrows, Home
// and End, and a press to choose.
func TestPortalTabsFollowTheARIAPatternInChromium(t *testing.T) {
	p, place, _ := adaInPortal(t)
	p.open(foundryAt("resource", place.Tenant.Subscriptions[0].ID, ""))
	p.sees("Essentials")
	const (
		focused = `document.activeElement.innerText`
		chosen  = `[...document.querySelectorAll("[role=tab][aria-selected=true]")].map((e) => e.innerText).join()`
		panel   = `(() => { const e = document.querySelector("[role=tabpanel]"); return document.getElementById(e.getAttribute("aria-labelledby")).innerText; })()`
	)
	p.tabTo("Overview")
	for _, row := range []struct {
		because, key, focused, chosen string
	}{
		{"an arrow moves and does not choose", kb.ArrowRight, "Deployments", "Overview"},
		{"Enter chooses, and the focus stays", kb.Enter, "Deployments", "Deployments"},
		{"End is the last tab", kb.End, "JSON", "Deployments"},
		{"after the last comes the first", kb.ArrowRight, "Overview", "Deployments"},
		{"before the first comes the last", kb.ArrowLeft, "JSON", "Deployments"},
		{"Space chooses", " ", "JSON", "JSON"},
		{"Home is the first tab", kb.Home, "Overview", "JSON"},
	} {
		p.do(chromedp.KeyEvent(row.key))
		p.until("", fmt.Sprintf("%s === %q && %s === %q && %[3]s === %[5]s", focused, row.focused, chosen, row.chosen, panel))
	}
	if stops := inPage[int](p, `document.querySelectorAll("[role=tab][tabindex='0']").length`); stops != 1 {
		t.Errorf("Tab stops at %d tabs", stops)
	}
	if address := inPage[string](p, `location.hash`); !strings.HasSuffix(address, "?tab=json") {
		t.Errorf("the address of the tab is %s", address)
	}
}
