//go:build e2e

package app_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

const graphResource = "https://graph.microsoft.com"

// block makes a policy that keeps a user from an application, and returns what takes it away.
func (a *admin) block(name, user, application string) (undo func()) {
	a.t.Helper()
	return a.policy(name, user, application, "block")
}

// policy makes a policy with one control for a user at an application, and returns what takes it away.
func (a *admin) policy(name, user, application, control string) (undo func()) {
	a.t.Helper()
	policies := a.place.Server.Origins.Graph + "/v1.0/identity/conditionalAccess/policies"
	made := a.send(http.MethodPost, policies, graphResource, map[string]any{
		"displayName": name, "state": "enabled",
		"conditions": map[string]any{
			"clientAppTypes": []string{"all"}, "users": map[string]any{"includeUsers": []string{user}},
			"applications": map[string]any{"includeApplications": []string{application}},
		},
		"grantControls": map[string]any{"operator": "OR", "builtInControls": []string{control}},
	})
	return func() {
		a.t.Helper()
		a.send(http.MethodDelete, policies+"/"+made["id"].(string), graphResource, nil)
	}
}

// TestPortalReportsConditionalAccessBlocksInChromium blocks the models for somebody who is talking to one, who stays where
// they are and reads which policy it was; and a sign-in, whose page says the same.
func TestPortalReportsConditionalAccessBlocksInChromium(t *testing.T) {
	_, place, over := started(t)
	admin := newAdmin(t, place, over)
	ada, bob := place.Tenant.Users[0], place.Tenant.Users[1]
	admin.give(foundryAt("", place.Tenant.Subscriptions[0].ID, "")[2:], ada.ID, "User", "")
	p := openPortal(t, place)
	p.signIn(ada.UserPrincipalName)
	p.press("Playground")
	p.say("What is 6*7?")
	p.hears("42")

	t.Log("a call that a policy blocks from now on")
	allow := admin.block("No models on holidays", ada.ID, "7d312290-28c8-473c-a0ed-8e53749b6d6d")
	p.say("What is 2+3?")
	p.sees("AADSTS53003")
	p.sees("No models on holidays")
	p.sees("What is 6*7?") // the conversation is still there
	p.picture("playground-blocked")
	allow()
	p.press("Try again")
	p.hears("5")

	t.Log("a sign-in that a policy blocks")
	allow = admin.block("Nobody on holidays", bob.ID, "All")
	p.press(ada.UserPrincipalName)
	p.press("Use another account")
	p.do(chromedp.Click("#otherTile"), chromedp.Click(`button[name="pick"][value="`+bob.UserPrincipalName+`"]`))
	p.sees("53003")
	p.sees("Nobody on holidays")
	p.picture("sign-in-blocked")
	allow()
	p.open("")
	p.do(chromedp.WaitVisible(`//main//h1`))
}

// TestPortalAsksForASecondStepInChromium has a policy ask for a second step at the models of somebody who is talking to one. The
// page sends them to the sign-in page, and they come back to the playground with the passkey.
func TestPortalAsksForASecondStepInChromium(t *testing.T) {
	_, place, over := started(t)
	admin := newAdmin(t, place, over)
	ada := place.Tenant.Users[0]
	admin.give(foundryAt("", place.Tenant.Subscriptions[0].ID, "")[2:], ada.ID, "User", "")
	p := openPortal(t, place)
	p.signIn(ada.UserPrincipalName)
	t.Log("a passkey, by the menu of the account")
	authenticator(t, p.ctx)
	p.press(ada.UserPrincipalName)
	p.press("My security")
	p.do(chromedp.SendKeys("#keyname", "my laptop"), chromedp.Click("#usePasskey"), chromedp.WaitVisible(`//p[contains(., "my laptop")]`))

	p.open("#/playground?account=foundry&deployment=chat")
	p.say("What is 6*7?")
	p.hears("42")
	t.Log("a second step is asked for from now on")
	admin.policy("A second step at the models", ada.ID, "7d312290-28c8-473c-a0ed-8e53749b6d6d", "mfa")
	p.say("What is 2+3?")
	p.sees("Confirm that it is you")
	p.picture("sign-in-second-step")
	p.do(chromedp.Click("#usePasskey"), chromedp.WaitVisible("#prompt"))
	if address := inPage[string](p, `location.hash`); address != "#/playground?account=foundry&deployment=chat" {
		t.Errorf("after the second step the page is at %s", address)
	}
	p.say("What is 2+3?")
	p.hears("5")
}

// TestPortalGuestComesInByTheInvitationInChromium invites somebody, who opens the link in a browser of their own, chooses a
// password, and signs in to the portal.
func TestPortalGuestComesInByTheInvitationInChromium(t *testing.T) {
	p, place, _ := adaInPortal(t)
	p.open("#/people/users?new=guest")
	p.enter("mail", "gwen@partner.example")
	p.press("Invite")
	link := p.shown("Link of the invitation")

	guest := openPortal(t, place)
	guest.do(chromedp.Navigate(link))
	guest.sees("Accept the invitation")
	guest.picture("guest-invitation")
	guest.do(chromedp.SendKeys("#newPassword", "simple"), chromedp.SendKeys("#confirmNewPassword", "simple"), chromedp.Click("#idSIButton9"))
	guest.sees("too simple")
	guest.accessible("guest, simple password")
	guest.do(chromedp.SendKeys("#newPassword", "Partner-2026"), chromedp.SendKeys("#confirmNewPassword", "Partner-2026"), chromedp.Click("#idSIButton9"))
	guest.do(chromedp.WaitVisible("#onward"))
	guest.picture("guest-accepted")
	guest.do(chromedp.Click("#onward")) // where the invitation leads on to
	guest.sees("No resource is shared with you yet")
	guest.picture("guest-home")

	t.Log("the link works once")
	guest.do(chromedp.Navigate(link))
	guest.sees("This link does not work")
	guest.accessible("used invitation")
	p.open("#/people/users?filter=gwen")
	p.press("gwen")
	p.do(chromedp.WaitVisible(`//dt[.="Invitation"]/following-sibling::dd[normalize-space(.)="accepted"]`))
}
