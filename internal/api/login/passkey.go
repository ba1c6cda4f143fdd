package login

import (
	"encoding/json"
	"net/http"
	"net/url"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// everywhere returns the place of pages that do not belong to a client's request.
func everywhere() oauth.Place { return oauth.Place{Segment: "organizations"} }

// askPasskey returns a challenge for the sign-in page.
func (d *host) askPasskey(w http.ResponseWriter, r *edge.Request) error {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return malformed(nil)
	}
	ask, err := d.OAuth.AskPasskey(r.Context(), origin(r).IP)
	if err != nil {
		return err
	}
	return edge.WriteJSON(w, http.StatusOK, ask)
}

// passkey checks a passkey response in a form. If it is invalid it shows page again, and returns no account.
func (d *host) passkey(w http.ResponseWriter, r *edge.Request, form url.Values, place oauth.Place, client *oauth.Client, page *view) (*oauth.Account, error) {
	account, err := d.OAuth.SignInWithPasskey(r.Context(), place, client, form.Get("passkeyid"), []byte(form.Get("passkey")), origin(r))
	if f := fault.Of(err); f != nil {
		if f.Number == 0 {
			return nil, err
		}
		page.Alert = "That passkey did not work here. Try again, or sign in with your password."
		return nil, d.showStatus(w, r, http.StatusBadRequest, page)
	}
	return account, d.startSession(w, r, account)
}

// second asks for a passkey after the password.
func (d *host) second(w http.ResponseWriter, r *edge.Request, page *view, account *oauth.Account) error {
	ask, err := d.OAuth.AskSecondStep(r.Context(), account)
	if err != nil {
		return err
	}
	page.Kind, page.Title, page.Lead = "second", "Confirm that it is you", "Your password is right. Use your passkey to go on."
	return d.showAsk(w, r, page, ask)
}

func (d *host) showAsk(w http.ResponseWriter, r *edge.Request, page *view, ask *oauth.Ask) error {
	text, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	page.Ask = string(text)
	return d.show(w, r, page)
}

// security is the page on which users manage their sign-in methods. It requires a session.
func (d *host) security(w http.ResponseWriter, r *edge.Request) error {
	account, err := d.OAuth.Session(r.Context(), sessionOf(r))
	if err != nil {
		return err
	}
	form := url.Values{}
	if r.Method == http.MethodPost {
		if form, err = readForm(r); err != nil {
			return err
		}
	}
	page := &view{Kind: "signin", Title: "Sign in", Lead: "Sign in to manage how you sign in.", Action: "/my-security"}
	if r.Method == http.MethodPost && !sameSite(r, form) {
		page.Alert = "This page has expired. Please try again."
		return d.showStatus(w, r, http.StatusBadRequest, page)
	}
	if account == nil {
		d.fillPicked(r, form)
	}
	switch {
	case account == nil && form.Get("loginfmt")+form.Get("passkey") == "":
		return d.show(w, r, page)
	case account == nil:
		if account, err = d.password(w, r, form, everywhere(), nil, page); account == nil || err != nil {
			return err
		}
		form = url.Values{}
	}
	// Changing sign-in methods requires a recent sign-in, so that an unattended browser is not enough.
	if len(form) > 0 && !d.justSignedIn(account) && form.Get("action") != "signout" {
		page.User, page.Typed = account.User.UserPrincipalName, true
		page.Alert = "Please sign in again: this takes a sign-in of the last five minutes."
		if err := d.OAuth.ForgetSession(r.Context(), sessionOf(r)); err != nil {
			return err
		}
		return d.show(w, r, page)
	}
	return d.manage(w, r, form, account)
}

// manage performs the action of the form and shows the page.
func (d *host) manage(w http.ResponseWriter, r *edge.Request, form url.Values, account *oauth.Account) error {
	page := &view{Kind: "security", Title: "How you sign in", Action: "/my-security", Name: account.User.DisplayName, User: account.User.UserPrincipalName}
	if account.User.Guest != nil {
		page.Onward = account.User.Guest.Redirect
	}
	var err error
	switch action := form.Get("action"); {
	case action == "signout":
		return d.logout(w, r)
	case form.Get("remove") != "":
		err = d.OAuth.RemovePasskey(r.Context(), account, form.Get("remove"))
	case action == "secondOn", action == "secondOff":
		err = d.OAuth.SetSecondStep(r.Context(), account, action == "secondOn")
	case action == "add":
		if err = d.OAuth.AddPasskey(r.Context(), account, form.Get("passkeyid"), form.Get("keyname"), []byte(form.Get("passkey"))); fault.Of(err) != nil && fault.Of(err).Number != 0 {
			d.Log.Info("a passkey was not added", "request", r.ID, "error", err)
			page.Alert, err = "That passkey could not be added. Please try again.", nil
		}
	}
	if err != nil {
		return err
	}
	keys, err := d.OAuth.Passkeys(r.Context(), account)
	if err != nil {
		return err
	}
	for _, key := range keys {
		page.Keys, page.Second = append(page.Keys, key), page.Second || key.SecondStep
	}
	ask, err := d.OAuth.RegisterPasskey(r.Context(), account)
	if fault.Is(err, fault.Invalid) { // the limit is reached
		return d.show(w, r, page)
	}
	if err != nil {
		return err
	}
	return d.showAsk(w, r, page, ask)
}
