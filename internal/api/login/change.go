package login

import (
	"net/http"
	"net/url"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// changing turns a sign-in page into the page for changing the password.
func changing(page *view) {
	page.Kind, page.Title = "change", "Change your password"
	page.Lead = "This password has to be changed before you can sign in. The new one has 8 characters or more, of three kinds: small and capital letters, digits, others."
}

// change sets a new password and signs the account in. If it fails it shows page again, and returns no account.
func (d *host) change(w http.ResponseWriter, r *edge.Request, form url.Values, place oauth.Place, client *oauth.Client, page *view) (*oauth.Account, error) {
	changing(page)
	again := func(bad, alert string) (*oauth.Account, error) {
		page.Bad, page.Alert = bad, alert
		return nil, d.showStatus(w, r, http.StatusBadRequest, page)
	}
	switch {
	case form.Get("passwd") == "":
		return again("password", "Enter your present password.")
	case form.Get("newpasswd") == "" || form.Get("newpasswd") != form.Get("confirmpasswd"):
		return again("new", "The two new passwords are not the same. Type the new password twice.")
	}
	account, err := d.OAuth.ChangePassword(r.Context(), place, client, page.User, form.Get("passwd"), form.Get("newpasswd"), origin(r))
	if f := fault.Of(err); f != nil {
		switch f.Number {
		case 0:
			return nil, err
		case 50076:
			return nil, d.second(w, r, page, account)
		case 50192:
			return again("new", "This password is too simple, or it is the present one. Choose 8 characters or more, of three kinds: small and capital letters, digits, others.")
		}
		return again("password", sentence(f))
	}
	return account, d.startSession(w, r, account)
}
