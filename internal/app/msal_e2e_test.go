//go:build e2e

package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// msalPage is a single-page application with MSAL.js. window.outcome is the result of its last call.
const msalPage = `<!doctype html><title>MSAL</title><script src="/msal.js"></script><body><button id="popup">Sign in</button><script>
const settings = %s, scopes = ["User.Read"];
const client = new msal.PublicClientApplication({
  auth: {clientId: settings.client, authority: settings.authority, knownAuthorities: [settings.host], redirectUri: location.origin + "/back", postLogoutRedirectUri: location.origin + "/"},
  system: {iframeBridgeTimeout: 8000, iframeHashTimeout: 8000, popupBridgeTimeout: 30000, windowHashTimeout: 30000},
});
const shown = (result) => "signed in as " + (result.account || {}).username + (result.accessToken ? ", with a token" : "");
const keep = (promise) => promise.then((text) => { window.outcome = text; }, (error) => { window.outcome = "failed: " + error.errorCode + " " + error.message; });
const calls = {
  redirect: () => client.loginRedirect({scopes, loginHint: settings.user, redirectUri: location.origin + "/"}),
  ssoSilent: async () => shown(await client.ssoSilent({scopes, loginHint: settings.user})),
  silent: async () => shown(await client.acquireTokenSilent({scopes, account: client.getAllAccounts()[0], forceRefresh: true})),
  graph: async () => {
    const result = await client.acquireTokenSilent({scopes, account: client.getAllAccounts()[0]});
    const response = await fetch(settings.graph + "/v1.0/me", {headers: {Authorization: "Bearer " + result.accessToken}});
    return response.status + " " + (await response.json()).userPrincipalName;
  },
  logout: () => client.logoutRedirect({account: client.getAllAccounts()[0]}),
};
const begin = (name) => { window.outcome = undefined; keep(calls[name]()); };
document.getElementById("popup").onclick = () => { window.outcome = undefined; keep(client.loginPopup({scopes}).then(shown)); };
client.initialize().then(() => client.handleRedirectPromise()).then((result) => { window.ready = true; window.returned = result ? shown(result) : "nobody"; }, (error) => { window.ready = true; window.returned = "failed: " + error.message; });
</script>`

// bridgePage is the page to which MSAL.js 5 redirects pop-ups and hidden frames. Earlier versions read the address of a
// blank page.
const bridgePage = `<!doctype html><title>Back</title><script src="/bridge.js"></script><script>if (window.msalRedirectBridge) msalRedirectBridge.broadcastResponseToMainFrame();</script>`

// TestMSALForBrowsersInChromium runs a single-page application with the current and the previous major version of
// MSAL.js: sign-in in a pop-up, by redirect and in a hidden frame, renewal with the refresh token, a call of Graph, and
// sign-out.
func TestMSALForBrowsersInChromium(t *testing.T) {
	modules := filepath.Join(os.Getenv("KEYLESS_TOOLS"), "javascript", "node_modules")
	for _, version := range []struct{ name, script, bridge string }{
		{"5", "@azure/msal-browser/lib/msal-browser.min.js", "@azure/msal-browser/lib/redirect-bridge/msal-redirect-bridge.min.js"},
		{"4", "msal-browser-4/lib/msal-browser.min.js", ""},
	} {
		t.Run("MSAL.js "+version.name, func(t *testing.T) {
			_, place, client := started(t)
			user := place.Tenant.Users[1]
			var settings []byte
			page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/msal.js":
					http.ServeFile(w, r, filepath.Join(modules, version.script))
				case "/bridge.js":
					if version.bridge != "" {
						http.ServeFile(w, r, filepath.Join(modules, version.bridge))
					}
				case "/back":
					_, _ = w.Write([]byte(bridgePage))
				default:
					_, _ = fmt.Fprintf(w, msalPage, settings)
				}
			}))
			t.Cleanup(page.Close)
			home := strings.Replace(page.URL, "127.0.0.1", "localhost", 1)
			login, err := url.Parse(place.Server.Origins.Login)
			if err != nil {
				t.Fatal(err)
			}
			settings, err = json.Marshal(map[string]string{
				"client": registerPage(t, place, client, home+"/", home+"/back"), "authority": place.Server.Origins.Login + "/" + place.Tenant.ID,
				"host": login.Host, "graph": place.Server.Origins.Graph, "user": user.UserPrincipalName,
			})
			if err != nil {
				t.Fatal(err)
			}
			ctx := chromium(t)
			outcome := func(call, want string) {
				t.Helper()
				if call != "" {
					within(t, ctx, 20*time.Second, evaluate(`begin("`+call+`")`))
				}
				within(t, ctx, 20*time.Second, until(`window.outcome !== undefined`))
				got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`window.outcome`))
				if err != nil || got != want {
					t.Fatalf("%s: %q %v, want %q", call, got, err, want)
				}
			}
			loaded := func(want string) {
				t.Helper()
				within(t, ctx, 20*time.Second, until(`window.ready === true`))
				got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`window.returned`))
				if err != nil || got != want {
					t.Fatalf("the page came back with %q %v, want %q", got, err, want)
				}
			}
			within(t, ctx, 20*time.Second, chromedp.Navigate(home))
			loaded("nobody")

			popup := newPopup(t, ctx)
			within(t, ctx, 20*time.Second, chromedp.Click("#popup"))
			within(t, popup(), 20*time.Second,
				chromedp.SendKeys("#i0116", user.UserPrincipalName), chromedp.SendKeys("#i0118", user.Password), chromedp.Click("#idSIButton9"),
				chromedp.Click(`//button[contains(., "Accept")]`))
			outcome("", "signed in as "+user.UserPrincipalName+", with a token")
			outcome("graph", "200 "+user.UserPrincipalName)
			outcome("silent", "signed in as "+user.UserPrincipalName+", with a token")

			// The page loses its storage; the session remains.
			within(t, ctx, 20*time.Second, evaluate(`sessionStorage.clear(); localStorage.clear()`), chromedp.Navigate(home))
			loaded("nobody")
			outcome("ssoSilent", "signed in as "+user.UserPrincipalName+", with a token")

			within(t, ctx, 20*time.Second, evaluate(`begin("logout")`), chromedp.WaitVisible("#popup"))
			within(t, ctx, 20*time.Second, evaluate(`sessionStorage.clear(); localStorage.clear()`), chromedp.Navigate(home))
			loaded("nobody")
			within(t, ctx, 20*time.Second, evaluate(`begin("redirect")`),
				chromedp.SendKeys("#i0118", user.Password), chromedp.Click("#idSIButton9"), chromedp.WaitVisible("#popup"))
			loaded("signed in as " + user.UserPrincipalName + ", with a token")
		})
	}
}

func evaluate(script string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](script)
}

// until waits for a condition of the page, even if another window is in front.
func until(condition string) chromedp.Action[chromedp.Void] {
	return chromedp.Poll[chromedp.Void](condition, chromedp.WithPollingInterval(100*time.Millisecond))
}

// newPopup returns a function that waits for the next window that the page opens.
func newPopup(t *testing.T, ctx context.Context) func() context.Context { //nolint:revive // t comes first
	t.Helper()
	opened := chromedp.WaitNewTarget(ctx, func(info *target.Info) bool { return info.Type == "page" })
	return func() context.Context {
		t.Helper()
		select {
		case id := <-opened:
			popup, cancel := chromedp.NewContext(ctx, chromedp.WithTargetID(id))
			t.Cleanup(cancel)
			return popup
		case <-time.After(20 * time.Second):
			t.Fatal("no window was opened")
			return nil
		}
	}
}
