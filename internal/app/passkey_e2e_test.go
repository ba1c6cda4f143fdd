//go:build e2e

package app_test

import (
	"context"
	"crypto/tls"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// TestPasskeysInChromium registers a passkey with Chromium's virtual authenticator, signs in with only the passkey,
// requires it after a password, and checks that it is rejected after its removal.
func TestPasskeysInChromium(t *testing.T) {
	_, place, client := started(t)
	transport := client.Transport.(*http.Transport)
	outside := newPerson(t, place, &tls.Config{RootCAs: transport.TLSClientConfig.RootCAs, MinVersion: tls.VersionTLS12})
	user := place.Tenant.Users[1]
	ctx := chromium(t)
	run := func(what string, actions ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		t.Log(what)
		within(t, ctx, 20*time.Second, actions...)
	}
	login := place.Server.Origins.Login
	password := []chromedp.Action[chromedp.Void]{
		chromedp.SendKeys("#i0116", user.UserPrincipalName), chromedp.SendKeys("#i0118", user.Password), chromedp.Click("#idSIButton9"),
	}
	run("the page", chromedp.Navigate(login+"/my-security"))
	authenticator(t, ctx)
	run("signing in with the password", password...)
	run("registering", chromedp.SendKeys("#keyname", "my laptop"), chromedp.Click("#usePasskey"), chromedp.WaitVisible(`//p[contains(., "my laptop")]`))

	// Sign in with only the passkey, in a browser without a session.
	signedOut := []chromedp.Action[chromedp.Void]{chromedp.Navigate(login + "/common/oauth2/v2.0/logout"), chromedp.WaitVisible(`//h1[contains(., "signed out")]`)}
	run("signing out", signedOut...)
	run("the passkey alone", chromedp.Navigate(login+"/my-security"), chromedp.Click("#usePasskey"), chromedp.WaitVisible(`//p[contains(., "my laptop")]`))

	run("asking for it after the password", chromedp.Click("#secondStep"), chromedp.WaitVisible(`//button[contains(., "Stop asking")]`))
	if status, body := outside.token("grant_type", "password", "username", user.UserPrincipalName, "password", user.Password, "scope", "openid"); status != http.StatusBadRequest || !strings.Contains(body["error_description"].(string), "AADSTS50076") {
		t.Errorf("the password alone, at the token endpoint: %d %v", status, body)
	}
	run("signing out again", signedOut...)
	run("the password", append([]chromedp.Action[chromedp.Void]{chromedp.Navigate(login + "/my-security")}, password...)...)
	run("is not enough", chromedp.WaitVisible(`//h1[contains(., "Confirm that it is you")]`))
	run("the second step", chromedp.Click("#usePasskey"), chromedp.WaitVisible(`//p[contains(., "my laptop")]`))

	run("removing it", chromedp.Click(`button[name="remove"]`), chromedp.WaitVisible(`//p[contains(., "no passkey yet")]`))
	run("signing out for good", signedOut...)
	run("the passkey that was removed", chromedp.Navigate(login+"/my-security"), chromedp.Click("#usePasskey"), chromedp.WaitVisible(`//p[contains(., "did not work")]`))
}

// authenticator gives the browser a virtual authenticator that its user always touches.
func authenticator(t *testing.T, ctx context.Context) { //nolint:revive // t comes first
	t.Helper()
	if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}); err != nil {
		t.Fatal(err)
	}
}

// within runs actions. If they take longer than limit, it fails the test with the text of the page.
func within(t *testing.T, ctx context.Context, limit time.Duration, actions ...chromedp.Action[chromedp.Void]) { //nolint:revive // t comes first
	t.Helper()
	step, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := chromedp.Do(step, actions...); err != nil {
		last, stop := context.WithTimeout(ctx, 2*time.Second)
		defer stop()
		page, _ := chromedp.Run(last, chromedp.Text("body"))
		address, _ := chromedp.Run(last, chromedp.Location())
		t.Fatalf("%v; the page at %s says %q", err, address, page)
	}
}

// chromium starts a browser that trusts the server. It sends third-party cookies, as Chrome and Edge do by default:
// without the preference, headless Chromium blocks them.
func chromium(t *testing.T) context.Context {
	t.Helper()
	profile, err := os.MkdirTemp("", "chromium")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(profile) }) // files that Chromium writes while it exits are left behind
	if err := os.MkdirAll(filepath.Join(profile, "Default"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "Default", "Preferences"), []byte(`{"profile":{"cookie_controls_mode":0}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.UserDataDir(profile),
		chromedp.NoSandbox, // user namespaces are unavailable in containers, and to root in CI
		chromedp.DisableGPU,
		chromedp.IgnoreCertErrors,
		chromedp.Env("TMPDIR=/tmp"), // contains a socket, whose path must be short
		chromedp.Flag("disable-background-networking", true),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() { cancel(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return ctx
}
