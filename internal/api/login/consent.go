package login

import (
	"net/http"
	"net/url"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/oauth"
)

// grantAgreed responds to the client with a code once account has consented to what it requests. form is the form of the
// consent page, or nil if another page was shown before.
func (d *host) grantAgreed(w http.ResponseWriter, r *edge.Request, a *oauth.Authorization, account *oauth.Account, params url.Values, v1 bool, form url.Values) error {
	if a.Prompt == "none" {
		if err := d.OAuth.Meet(r.Context(), account, a.Client, v1 || a.Place.ADFS(), a.Resource, a.Scope, origin(r)); err != nil {
			return d.refuse(w, r, a, silently(err))
		}
	} else if met, err := d.met(w, r, signInPage(a, params, v1), account, a.Client, v1 || a.Place.ADFS(), a.Resource, a.Scope); !met {
		return d.refused(w, r, a, err)
	}
	forced := a.Prompt == "consent" || a.Prompt == "admin_consent"
	request, err := d.OAuth.Consent(r.Context(), a.Client, account, v1 || a.Place.ADFS(), a.Resource, a.Scope, forced)
	switch {
	case err != nil:
		return d.refuse(w, r, a, err)
	case request == nil:
		return d.grant(w, r, a, account)
	case a.Prompt == "none":
		return d.refuse(w, r, a, oauth.NoConsent(a.Client))
	case request.Blocked:
		return d.refuse(w, r, a, oauth.NeedsAdministrator())
	case agreed(request, form):
		if err := d.OAuth.Agree(r.Context(), request, form.Get("everyone") != ""); err != nil {
			return d.refuse(w, r, a, err)
		}
		return d.grant(w, r, a, account)
	}
	page := authorizing(a, params, v1)
	page.Fields = append(page.Fields, field{"account", account.User.ID})
	return d.show(w, r, consenting(page, request, a.Client, account))
}

// agreed reports whether a form accepts a consent request. The application's requirements may change while the page is open:
// only what the page showed is accepted.
func agreed(request *oauth.ConsentRequest, form url.Values) bool {
	return form.Get("agree") != "" && form.Get("asked") == request.Digest()
}

// justSignedIn reports whether account signed in moments ago, on the previous page.
func (d *host) justSignedIn(account *oauth.Account) bool {
	return d.Now().Sub(account.AuthTime) < 5*time.Minute
}

// deviceAgreed asks for consent to what a device requests. It returns false if it has shown a page.
func (d *host) deviceAgreed(w http.ResponseWriter, r *edge.Request, asked *oauth.DeviceRequest, account *oauth.Account, form url.Values) (bool, error) {
	v1, resource, scope := asked.Asked()
	request, err := d.OAuth.Consent(r.Context(), asked.Client, account, v1, resource, scope, false)
	switch {
	case err != nil || request == nil:
		return err == nil, err
	case request.Blocked:
		return false, oauth.NeedsAdministrator()
	case agreed(request, form):
		err := d.OAuth.Agree(r.Context(), request, form.Get("everyone") != "")
		return err == nil, err
	}
	page := confirmPage(asked, account)
	return false, d.show(w, r, consenting(page, request, asked.Client, account))
}

// consenting turns a page into a consent page.
func consenting(page *view, request *oauth.ConsentRequest, client *oauth.Client, account *oauth.Account) *view {
	page.Kind, page.Title = "consent", "Permissions requested"
	page.Lead = client.Name + " asks for permission to act for you. It was registered by people of an organization, not by Microsoft or keyless."
	page.User, page.Name, page.Everyone = account.User.UserPrincipalName, account.User.DisplayName, request.Everyone
	page.Facts, page.Fields = nil, append(page.Fields, field{"asked", request.Digest()})
	for _, scope := range request.Scopes {
		page.Facts = append(page.Facts, field{scope.Name, scope.Value})
	}
	return page
}
