//go:build e2e

package app_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestCallbacksThatRedirectToAnotherOriginInChromium signs in to an application whose callback redirects to a page of
// another origin, as applications with separate back and front ends do. Chromium applies form-action of the page with
// the form to such redirects.
func TestCallbacksThatRedirectToAnotherOriginInChromium(t *testing.T) {
	_, place, _ := started(t)
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<h1>Home of the application</h1>"))
	}))
	t.Cleanup(home.Close)
	codes := make(chan string, 10)
	callback := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if code := r.FormValue("code"); code != "" {
			codes <- code
		}
		http.Redirect(w, r, home.URL+"/home", http.StatusFound)
	}))
	t.Cleanup(callback.Close)
	user := place.Tenant.Users[1]
	sum := sha256.Sum256([]byte(strings.Repeat("v", 43)))
	redirect := strings.Replace(callback.URL, "127.0.0.1", "localhost", 1)
	for _, mode := range []string{"query", "form_post"} {
		t.Run(mode, func(t *testing.T) {
			ctx := chromium(t)
			address := place.Server.Origins.Login + "/organizations/oauth2/v2.0/authorize?" + url.Values{
				"client_id": {"04b07795-8ddb-461a-bbee-02f9e1bf7b46"}, "response_type": {"code"}, "redirect_uri": {redirect},
				"scope": {"openid profile"}, "response_mode": {mode}, "code_challenge_method": {"S256"},
				"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
			}.Encode()
			for _, step := range [][]chromedp.Action[chromedp.Void]{
				{chromedp.Navigate(address), chromedp.SendKeys("#i0116", user.UserPrincipalName), chromedp.SendKeys("#i0118", user.Password), chromedp.Click("#idSIButton9")},
				{chromedp.WaitVisible(`//h1[contains(., "Home of the application")]`)},
				// With a session, sign-in asks for no password, only for a confirmation, because the Azure CLI is a
				// public client.
				{chromedp.Navigate(address), chromedp.Click("#idSIButton9")},
				{chromedp.WaitVisible(`//h1[contains(., "Home of the application")]`)},
			} {
				within(t, ctx, 20*time.Second, step...)
			}
			if len(codes) != 2 {
				t.Errorf("the callback got %d codes", len(codes))
			}
			for range len(codes) {
				<-codes
			}
		})
	}
}
