package login

import (
	"net/http"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// met reports whether an account meets the conditional access policies for what a client requests. If not, it shows a page
// that asks for what is missing, based on page, or that says what blocks the sign-in. It returns other errors unchanged.
func (d *host) met(w http.ResponseWriter, r *edge.Request, page *view, account *oauth.Account, client *oauth.Client, v1 bool, resource, scope string) (bool, error) {
	err := d.OAuth.Meet(r.Context(), account, client, v1, resource, scope, origin(r))
	f := fault.Of(err)
	if f == nil {
		return true, nil
	}
	page.User = account.User.UserPrincipalName
	switch f.Number {
	case 50074, 50076:
		ask, err := d.OAuth.AskSecondStep(r.Context(), account)
		if err != nil {
			return false, err
		}
		page.Kind, page.Title, page.Lead = "second", "Confirm that it is you", "Your organization asks for your passkey here."
		return false, d.showAsk(w, r, page, ask)
	case 70043:
		page.Typed, page.Alert = true, "Please sign in again: your organization asks for a sign-in more often than the last one."
		return false, d.show(w, r, page)
	case 50072, 53003:
		d.showFailure(w, r, f)
		return false, nil
	}
	return false, err
}

// refused sends the client an error for which no page was shown.
func (d *host) refused(w http.ResponseWriter, r *edge.Request, a *oauth.Authorization, err error) error {
	if err == nil {
		return nil
	}
	return d.refuse(w, r, a, err)
}

// silently returns the error of a policy for a client that sent prompt=none.
func silently(err error) error {
	if f := fault.Of(err); f != nil && (f.Number == 53003 || f.Number == 50072 || f.Number == 50074 || f.Number == 50076 || f.Number == 70043) {
		told := *f
		told.Code = "interaction_required"
		return &told
	}
	return err
}
