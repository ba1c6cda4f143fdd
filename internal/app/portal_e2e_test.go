//go:build e2e

package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"keyless.dev/keyless/internal/client"
)

// portal is a browser that has the portal open. What it does it does as a person would: by the names of buttons, links and
// fields. Each of its steps fails the test with the text of the page.
type portal struct {
	t      *testing.T
	ctx    context.Context //nolint:containedctx // one browser for one test
	origin string

	mu       sync.Mutex
	foreign  []string // requests to other origins
	problems []string // what the browser complained about: errors of scripts, and of the policy
}

// openPortal opens the portal in a browser of its own, which holds nobody's session.
func openPortal(t *testing.T, place *client.Instance) *portal {
	t.Helper()
	p := &portal{t: t, ctx: chromium(t), origin: place.Server.Origins.Login}
	if _, err := chromedp.Call(p.ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(p.ctx, p.watch); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, address := range p.foreign {
			t.Errorf("the portal asked %s for something", address)
		}
		for _, problem := range p.problems {
			t.Errorf("the browser says %s", problem)
		}
	})
	p.do(chromedp.EmulateViewport(1360, 900), chromedp.Navigate(p.origin+"/"))
	return p
}

func (p *portal) watch(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if address := e.Request.URL; !strings.HasPrefix(address, p.origin+"/") && !strings.HasPrefix(address, "data:") {
			p.foreign = append(p.foreign, address)
		}
	case *runtime.EventExceptionThrown:
		p.problems = append(p.problems, e.ExceptionDetails.Text+" "+e.ExceptionDetails.URL)
	}
}

func (p *portal) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	within(p.t, p.ctx, 20*time.Second, actions...)
}

// quoted is text as a literal of XPath, which has no escapes.
func quotedXPath(text string) string {
	if strings.Contains(text, `"`) {
		return "'" + text + "'"
	}
	return `"` + text + `"`
}

// signIn picks one of the developer server's people on the sign-in page.
func (p *portal) signIn(user string) {
	p.t.Helper()
	p.do(chromedp.Click(`button[name="pick"][value="`+user+`"]`), chromedp.WaitVisible(`//main[@id="main"]//h1`))
}

// open goes to a page of the portal by its link.
func (p *portal) open(link string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.origin + "/" + link))
}

// press presses the button or follows the link with a name.
func (p *portal) press(name string) {
	p.t.Helper()
	p.do(chromedp.Click(fmt.Sprintf(`//*[self::button or self::a or self::fluent-button or self::summary][normalize-space(.)=%s or @aria-label=%[1]s]`, quotedXPath(name))))
}

// sees waits until the page shows text.
func (p *portal) sees(text string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible(fmt.Sprintf(`//body//*[contains(normalize-space(.), %s)]`, quotedXPath(text))))
}

// missing fails the test if the page shows text.
func (p *portal) missing(text string) {
	p.t.Helper()
	if shown := p.text(); strings.Contains(shown, text) {
		p.t.Errorf("the page shows %q", text)
	}
}

// text is all that the page shows.
func (p *portal) text() string {
	p.t.Helper()
	return inPage[string](p, `document.body.innerText`)
}

func inPage[T any](p *portal, script string) T {
	p.t.Helper()
	step, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	value, err := chromedp.Run(step, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return value
}

// accessible runs axe-core on what is shown and fails the test for each thing that it finds.
func (p *portal) accessible(what string) {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(tools(p.t), "web/node_modules/axe-core/axe.min.js"))
	if err != nil {
		p.t.Fatalf("axe-core is not there: web/build.sh installs it: %v", err)
	}
	inPage[bool](p, string(text)+"\ntrue")
	found := inPage[string](p, `axe.run(document, {resultTypes: ["violations"]}).then((r) => JSON.stringify(
		r.violations.map((v) => v.id + ": " + v.help + " at " + v.nodes.map((n) => n.target.join(" ") + " " + n.html.slice(0, 200)).slice(0, 3).join(" | "))))`)
	var all []string
	if err := json.Unmarshal([]byte(found), &all); err != nil {
		p.t.Fatal(err)
	}
	for _, one := range all {
		p.t.Errorf("%s: axe finds %s", what, one)
	}
}

// picture checks a page with axe-core in light, in dark and on a phone, and keeps pictures of the three in
// $KEYLESS_PICTURES if that is set.
func (p *portal) picture(name string) {
	p.t.Helper()
	folder := os.Getenv("KEYLESS_PICTURES")
	for _, look := range []struct {
		name, scheme string
		width        int64
	}{{"", "light", 1360}, {"-dark", "dark", 1360}, {"-phone", "light", 390}} {
		scheme := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
		p.do(chromedp.EmulateViewport(look.width, 900), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: scheme})
			return err
		}))
		time.Sleep(300 * time.Millisecond) // the colours are those of the scheme
		inPage[bool](p, `Promise.allSettled(document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations < Infinity).map((a) => a.finished)).then(() => true)`)
		p.accessible(name + look.name)
		if over := inPage[float64](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			p.t.Errorf("%s: the page is %v pixels wider than the window", name+look.name, over)
		}
		if folder == "" {
			continue
		}
		inPage[bool](p, `scrollTo(0, 0), true`)
		image, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name+look.name+".png"), image, 0o644)
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	p.do(chromedp.EmulateViewport(1360, 900))
}

// tools is the folder that test/setup.sh and web/build.sh install to.
func tools(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("KEYLESS_TOOLS"); dir != "" {
		return dir
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(cache, "keyless-ci")
}

// adaInPortal starts the default world and signs its administrator in to the portal.
func adaInPortal(t *testing.T) (*portal, *client.Instance, *http.Client) {
	t.Helper()
	_, place, over := started(t)
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	return p, place, over
}

// TestPortalSignsInAndOutInChromium signs in with one click, opens the page again without a question, switches theme, and
// signs out.
func TestPortalSignsInAndOutInChromium(t *testing.T) {
	_, place, _ := started(t)
	p := openPortal(t, place)
	p.sees("on this developer server, as")
	p.picture("sign-in")
	p.signIn("ada@keyless.localhost")
	p.sees("Welcome, Ada")
	p.sees("may not")
	p.picture("home")

	t.Log("the session signs in again without a question")
	p.do(chromedp.Reload())
	p.sees("Welcome, Ada")
	if kept := inPage[string](p, `JSON.stringify([...Object.entries(localStorage), ...Object.entries(sessionStorage)])`); kept != "[]" {
		t.Errorf("the browser keeps %s", kept)
	}

	t.Log("times are those of the reader's zone")
	for zone, want := range map[string]string{"Asia/Kathmandu": "5:45:00 AM", "America/St_Johns": "8:30:00 PM"} {
		p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone})
			return err
		}), chromedp.Reload())
		p.open("#/people/users")
		p.do(chromedp.WaitVisible(`td time`))
		if got := inPage[bool](p, `(() => { const shown = document.querySelector("td time"); return shown.title === new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "medium"}).format(new Date(shown.dateTime)); })()`); !got {
			t.Errorf("in %s a time is shown in another zone", zone)
		}
		if got := inPage[string](p, `new Date("2026-01-02T00:00:00Z").toLocaleTimeString("en-US")`); got != want {
			t.Fatalf("the browser is not in %s: midnight in Greenwich is %s", zone, got)
		}
		p.open("#/home")
	}

	t.Log("an address that leads nowhere")
	p.open("#/nowhere")
	p.sees("There is no page at")
	p.accessible("no such page")
	p.open("#/home")
	p.missing("There is no page at")

	t.Log("another account")
	p.press("ada@keyless.localhost")
	p.sees("Object id")
	p.accessible("account menu")
	p.press("Use another account")
	p.do(chromedp.Click("#otherTile"))
	p.signIn("bob@keyless.localhost")
	p.sees("No resource is shared with you yet")
	p.picture("home-nothing")

	t.Log("signing out")
	p.press("bob@keyless.localhost")
	p.press("Sign out")
	p.sees("You are signed out")
	p.picture("signed-out")
	p.press("Sign in")
	p.sees("on this developer server, as")
}
