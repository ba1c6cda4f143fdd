package login

import (
	"net/http"
	"net/url"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// invitation is the page behind an invitation link. Opening it does not use the link up, because link scanners open it too.
func (d *host) invitation(w http.ResponseWriter, r *edge.Request) error {
	form := r.URL.Query()
	if r.Method == http.MethodPost {
		var err error
		if form, err = readForm(r); err != nil {
			return err
		}
	}
	name, code := form.Get("name"), form.Get("code")
	page := &view{
		Kind: "invitation", Title: "Choose how you sign in", Action: "/invitation", User: name,
		Lead:   "Choose a password of 8 characters or more, of three kinds: small and capital letters, digits, others. Or use a passkey: your device then takes the place of a password.",
		Fields: []field{{"name", name}, {"code", code}},
	}
	if r.Method != http.MethodPost {
		account, err := d.OAuth.Invited(r.Context(), name, code, origin(r))
		if err != nil {
			return d.deadLink(w, r, err)
		}
		page.Tenant = account.Tenant.DisplayName
		if account.User.Guest != nil {
			page.Title = "Accept the invitation"
			page.Lead = "You are invited as a guest of " + account.Tenant.DisplayName + ". " + page.Lead + " From then on sign in as " + account.User.Guest.Address + "."
		}
		return d.show(w, r, page)
	}
	again := func(alert string) error {
		page.Bad, page.Alert = "new", alert
		return d.showStatus(w, r, http.StatusBadRequest, page)
	}
	password := form.Get("newpasswd")
	switch {
	case !sameSite(r, form):
		return again("This page has expired. Please try again.")
	case form.Get("action") == "passkey":
		password = ""
	case password == "" || password != form.Get("confirmpasswd"):
		return again("The two passwords are not the same. Type the password twice.")
	}
	account, err := d.OAuth.AcceptInvitation(r.Context(), name, code, password, origin(r))
	if f := fault.Of(err); f != nil && f.Number == 50192 {
		return again("This password is too simple. Choose 8 characters or more, of three kinds: small and capital letters, digits, others.")
	}
	if err != nil {
		return d.deadLink(w, r, err)
	}
	if err := d.startSession(w, r, account); err != nil {
		return err
	}
	return d.manage(w, r, url.Values{}, account)
}

// deadLink shows what to do about an invitation link that does not work.
func (d *host) deadLink(w http.ResponseWriter, r *edge.Request, err error) error {
	f := fault.Of(err)
	if f == nil || f.Number == 0 {
		return err
	}
	explained, _ := oauth.Explain(f.Number)
	return d.showStatus(w, r, f.Kind.Status(), &view{Kind: "error", Title: "This link does not work", Lead: explained.What, Facts: []field{{"What to do", explained.Cure}}})
}
