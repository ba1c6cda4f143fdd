//go:build e2e

package app_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// ran runs a server until stop is called.
func ran(t *testing.T, config app.Config) (client *http.Client, stop func()) {
	t.Helper()
	server, err := app.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	<-server.Ready()
	client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: server.Bundle().Pool(), MinVersion: tls.VersionTLS12}}}
	return client, func() { client.CloseIdleConnections(); cancel(); <-done }
}

// many puts n users and n/10 role assignments to the first of them, at foundry, into the store of a server that is stopped.
func many(t *testing.T, config app.Config, place *client.Instance, n int) {
	t.Helper()
	address, err := store.SQLiteAddress(filepath.Join(config.DataDir, "keyless.db"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tenant, at := place.Tenant.ID, time.Now()
	scope, err := resource.ParseScope(foundryAt("", place.Tenant.Subscriptions[0].ID, "")[2:])
	if err != nil {
		t.Fatal(err)
	}
	for first := 0; first < n; first += 5000 {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			for i := first; i < min(n, first+5000); i++ {
				name := fmt.Sprintf("person%06d", i)
				u := &directory.User{UserPrincipalName: name + "@keyless.localhost", MailNickname: name, AccountEnabled: true}
				u.Header = directory.Header{Tenant: tenant, ID: guid.New(), DisplayName: fmt.Sprintf("Person %06d", i), CreatedAt: at}
				if err := tx.PutObject(u); err != nil {
					return err
				}
				if i%10 != 0 {
					continue
				}
				a := &rbac.Assignment{
					Tenant: tenant, Name: guid.New(), Scope: scope, RoleID: "a97b65f3-24c7-4388-baec-2e87135dc908",
					PrincipalID: u.ID, PrincipalType: rbac.User, CreatedOn: at, UpdatedOn: at,
				}
				if err := tx.PutAssignment(a); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// until acts in the page and returns how long it takes until an expression is true.
func (p *portal) until(act, expression string) time.Duration {
	p.t.Helper()
	ms := inPage[float64](p, fmt.Sprintf(`(async () => { const start = performance.now(); %s; for (;;) { try { if (%s) return performance.now() - start; } catch {} await new Promise(requestAnimationFrame); if (performance.now() - start > 20000) return -1; } })()`, act, expression))
	if ms < 0 {
		p.t.Fatalf("%s did not become true: %q", expression, p.text())
	}
	return time.Duration(ms * float64(time.Millisecond))
}

// TestPortalFindsOneOfManyInChromium looks at lists of many people and role assignments, goes on to the next page, and
// finds one by name. It prints how long each takes. $KEYLESS_MANY is how many people, of whom one in ten has a role.
func TestPortalFindsOneOfManyInChromium(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("KEYLESS_MANY"))
	if err != nil {
		n = 2000
	}
	config := app.Developer(t.TempDir())
	config.Listen, config.HTTPListen = "127.0.0.1:0", ""
	config.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	_, stop := ran(t, config)
	place, err := client.FindInstance(config.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	many(t, config, place, n)
	config.Listen = place.Server.Listen
	_, stop = ran(t, config)
	defer stop()
	subscription := place.Tenant.Subscriptions[0].ID
	last := (n - 1) / 10 * 10
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	p.sees("may not call")

	if _, err := chromedp.Call(p.ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	p.do(chromedp.Navigate(p.origin+"/"), chromedp.WaitVisible(`//h1[contains(., "Welcome")]`))
	t.Logf("FIGURE first page, cold cache, sign-in included: %d ms", time.Since(start).Milliseconds())

	row := func(text string) string {
		return fmt.Sprintf(`[...document.querySelectorAll("td")].some((cell) => cell.innerText.includes(%q))`, text)
	}
	typed := func(text string) string {
		return fmt.Sprintf(`{ const f = document.getElementById("filter"); f.value = %q; f.dispatchEvent(new Event("input", {bubbles: true})); }`, text)
	}
	figure := func(what string, took time.Duration) { t.Logf("FIGURE %s of %d: %d ms", what, n, took.Milliseconds()) }
	one := fmt.Sprintf("Person %06d", last)
	figure("users, first page", p.until(`location.hash = "#/people/users"`, row("Person 000040")))
	if contrast := inPage[float64](p, contrastOf(`document.querySelector(".page-back[disabled]")`)); contrast < 4.5 {
		t.Errorf("the text of a button that is disabled has a contrast of %.1f, want 4.5", contrast)
	}
	figure("users, next page", p.until(`document.querySelector(".page-next").click()`, row("Person 000090")))
	figure("users, found by name", p.until(typed(one), row(one)+` && document.querySelectorAll("td").length < 20`))
	figure("users, found by sign-in name", p.until(typed(fmt.Sprintf("person%06d@", last-1)), row(fmt.Sprintf("Person %06d", last-1))))
	figure("users, of a letter", p.until(typed("p"), row("Person 000040")))
	figure("groups", p.until(`location.hash = "#/people/groups"`, row("developers")))
	figure("role assignments, first page", p.until(fmt.Sprintf(`location.hash = %q`, foundryAt("access", subscription, "?tab=assignments")), `document.querySelectorAll("td").length > 100`))
	figure("role assignments, next page", p.until(`document.querySelector(".page-next").click()`, `document.querySelector(".pages [role=status]").innerText === "Page 2" && !document.querySelector(".pages button[disabled]")`))
	figure("role assignments, found by name", p.until(typed(one), row(one)+` && document.querySelectorAll("td").length < 20`))
	p.open(foundryAt("access", subscription, "?tab=add&role=Cognitive+Services+User"))
	p.sees("Who gets it?")
	figure("members, found by name", p.until(fmt.Sprintf(`{ const f = document.getElementById("member"); f.focus(); f.value = %q; f.dispatchEvent(new Event("input", {bubbles: true})); }`, one), `document.querySelector(".found button").innerText.includes("`+one+`")`))
}

// contrastOf is an expression for the contrast between the text of an element and its background, as WCAG counts it. axe-core
// leaves out what is disabled.
func contrastOf(element string) string {
	return `(() => {
		const light = (colour) => {
			const [r, g, b] = colour.match(/[0-9.]+/g).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
			return 0.2126 * r + 0.7152 * g + 0.0722 * b;
		};
		const style = getComputedStyle(` + element + `);
		const [more, less] = [light(style.color), light(style.backgroundColor)].sort((a, b) => b - a);
		return (more + 0.05) / (less + 0.05);
	})()`
}
