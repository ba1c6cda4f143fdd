package login

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// deviceStart is the page on which users enter a device's code.
func (d *host) deviceStart(w http.ResponseWriter, r *edge.Request) error {
	return d.show(w, r, codePage())
}

// deviceStep handles the forms from the code to the sign-in to the confirmation. The code is part of each form, and is
// looked up again each time.
func (d *host) deviceStep(w http.ResponseWriter, r *edge.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	page := codePage()
	if !sameSite(r, form) {
		page.Alert = "This page has expired. Please enter the code again."
		return d.showStatus(w, r, http.StatusBadRequest, page)
	}
	d.fillPicked(r, form)
	asked, err := d.OAuth.FindDevice(r.Context(), form.Get("otc"))
	if f := fault.Of(err); f != nil {
		if f.Number == 0 {
			return err
		}
		page.Code, page.Bad = form.Get("otc"), "code"
		page.Alert = "That code did not work. Check it and try again; codes end after 15 minutes."
		return d.showStatus(w, r, http.StatusBadRequest, page)
	}
	account, err := d.OAuth.Session(r.Context(), sessionOf(r))
	if err != nil {
		return err
	}
	page = deviceSignInPage(asked)
	switch form.Get("action") {
	case "cancel":
		if err := d.OAuth.DecideDevice(r.Context(), asked, nil, origin(r)); err != nil {
			return err
		}
		return d.show(w, r, donePage("Sign-in cancelled", "Nothing was given to "+asked.Client.Name+". You can close this window."))
	case "other":
		return d.show(w, r, page)
	case "continue":
		if account == nil || account.User.ID != form.Get("account") {
			return d.show(w, r, page)
		}
		v1, resource, scope := asked.Asked()
		if met, err := d.met(w, r, page, account, asked.Client, v1, resource, scope); !met || err != nil {
			return err
		}
		if agreed, err := d.deviceAgreed(w, r, asked, account, form); !agreed || err != nil {
			return err
		}
		if err := d.OAuth.DecideDevice(r.Context(), asked, account, origin(r)); err != nil {
			return err
		}
		return d.show(w, r, donePage("You are signed in", "You have signed in to "+asked.Client.Name+" on your device. You can close this window."))
	case "signin", "change", "passkey":
		if account, err = d.password(w, r, form, asked.Place, asked.Client, page); account == nil || err != nil {
			return err
		}
	}
	if account == nil || !sameTenant(asked.Place, account) {
		return d.show(w, r, page)
	}
	return d.show(w, r, confirmPage(asked, account))
}

func sameTenant(place oauth.Place, account *oauth.Account) bool {
	return place.Tenant == nil || place.Tenant.ID == account.Tenant.ID
}
