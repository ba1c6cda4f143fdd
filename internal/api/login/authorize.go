package login

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// authorize handles an authorization request. It responds to the client at once, or shows a page.
func (d *host) authorize(v1 bool) edge.Handler {
	return func(w http.ResponseWriter, r *edge.Request) error {
		params := r.URL.Query()
		if r.Method == http.MethodPost {
			var err error
			if params, err = readForm(r); err != nil {
				return err
			}
		}
		a, err := d.OAuth.Authorize(r.Context(), r.Vars["tenant"], v1, params)
		if err != nil {
			return d.refuse(w, r, a, err)
		}
		account, err := d.OAuth.Session(r.Context(), sessionOf(r))
		if err != nil {
			return err
		}
		need := a.Needs(account)
		switch {
		case need == oauth.NeedsNothing:
			return d.grantAgreed(w, r, a, account, params, v1, nil)
		case a.Prompt == "none":
			return d.refuse(w, r, a, oauth.Interaction(need))
		case need == oauth.NeedsChoice:
			return d.show(w, r, choosePage(a, account, params, v1))
		}
		return d.show(w, r, signInPage(a, params, v1))
	}
}

// signIn handles the forms of the authorization pages. The authorization request comes with the form, and is validated again.
func (d *host) signIn(w http.ResponseWriter, r *edge.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	v1 := form.Get("endpoint") == "v1"
	params, err := url.ParseQuery(form.Get("request"))
	if err != nil {
		return malformed(err)
	}
	a, err := d.OAuth.Authorize(r.Context(), r.Vars["tenant"], v1, params)
	if err != nil {
		return d.refuse(w, r, a, err)
	}
	page := signInPage(a, params, v1)
	if !sameSite(r, form) {
		page.Alert = "This page has expired. Please try again."
		return d.showStatus(w, r, http.StatusBadRequest, page)
	}
	d.fillPicked(r, form)
	switch form.Get("action") {
	case "cancel":
		return d.refuse(w, r, a, oauth.Cancelled())
	case "other":
		page.User = ""
		return d.show(w, r, page)
	case "continue":
		account, err := d.OAuth.Session(r.Context(), sessionOf(r))
		if err != nil {
			return err
		}
		if account == nil || a.Needs(account) == oauth.NeedsSignIn && !d.justSignedIn(account) || account.User.ID != form.Get("account") {
			return d.show(w, r, page)
		}
		return d.grantAgreed(w, r, a, account, params, v1, form)
	}
	account, err := d.password(w, r, form, a.Place, a.Client, page)
	if account == nil || err != nil {
		return err
	}
	return d.grantAgreed(w, r, a, account, params, v1, nil)
}

// password checks the name and password in a form. If they are wrong it shows page again, and returns no account.
func (d *host) password(w http.ResponseWriter, r *edge.Request, form url.Values, place oauth.Place, client *oauth.Client, page *view) (*oauth.Account, error) {
	page.User = form.Get("loginfmt")
	switch form.Get("action") {
	case "change":
		return d.change(w, r, form, place, client, page)
	case "passkey":
		return d.passkey(w, r, form, place, client, page)
	}
	word := form.Get("passwd")
	switch {
	case page.User == "":
		page.Alert, page.Bad = "Enter your user name, such as someone@example.com.", "user"
		return nil, d.showStatus(w, r, http.StatusBadRequest, page)
	case word == "" && form.Get("typed") == "":
		page.Typed = true // only the name was entered; ask for the password next
		return nil, d.show(w, r, page)
	case word == "":
		page.Alert, page.Bad, page.Typed = "Enter your password.", "password", true
		return nil, d.showStatus(w, r, http.StatusBadRequest, page)
	}
	account, err := d.OAuth.SignInWith(r.Context(), place, client, page.User, word, origin(r))
	if f := fault.Of(err); f != nil {
		if f.Number == 0 {
			return nil, err
		}
		if f.Number == 50055 {
			changing(page)
			return nil, d.show(w, r, page)
		}
		if f.Number == 50076 {
			return nil, d.second(w, r, page, account)
		}
		page.Alert, page.Bad, page.Typed = sentence(f), "password", true
		if _, isPicked := d.picked(r, form); isPicked && f.Number == 50126 {
			page.Alert = "This password has been changed since the server was set up. Enter the new one."
		}
		return nil, d.showStatus(w, r, http.StatusBadRequest, page)
	}
	return account, d.startSession(w, r, account)
}

// sentence returns the message for a failed sign-in on a page.
func sentence(f *fault.Error) string {
	switch f.Number {
	case 50126:
		return "That user name or password is not right. Check both and try again."
	case 50057:
		return "This account is disabled. Ask your administrator to enable it."
	case 50053:
		return "This account is locked for now: a wrong password was given too often. Wait some minutes and try again."
	}
	return f.Message
}

// grant responds to the client with a code.
func (d *host) grant(w http.ResponseWriter, r *edge.Request, a *oauth.Authorization, account *oauth.Account) error {
	code, err := d.OAuth.Grant(r.Context(), a, account, origin(r))
	if err != nil {
		return d.refuse(w, r, a, err)
	}
	answer := url.Values{"code": {code}}
	answer.Set("client_info", clientInfo(account.User.ID, account.Tenant.ID))
	return d.answer(w, r, a, answer)
}

// refuse sends an error to the client if the redirect URI is valid, and shows it here otherwise.
func (d *host) refuse(w http.ResponseWriter, r *edge.Request, a *oauth.Authorization, err error) error {
	f := fault.Of(err)
	if a == nil || f.Number == 0 {
		return err
	}
	told := d.describe(r, f)
	return d.answer(w, r, a, url.Values{
		"error": {told.Error}, "error_description": {told.Description}, "error_uri": {told.URI},
		"trace_id": {told.Trace}, "correlation_id": {told.Correlation}, "error_codes": {strconv.Itoa(f.Number)},
	})
}

// answer sends values to the client's redirect URI in the requested response mode.
func (d *host) answer(w http.ResponseWriter, r *edge.Request, a *oauth.Authorization, values url.Values) error {
	if a.State != "" {
		values.Set("state", a.State)
	}
	// RFC 9207: a client that uses several servers sees which one responds. In a shared place the issuer in the discovery
	// document is a template, so there is nothing to compare it with.
	if a.Place.Tenant != nil {
		values.Set("iss", d.configuration(a.Place, a.V1).Issuer)
	}
	next := ""
	switch a.Mode {
	case oauth.FormPost:
		return d.show(w, r, postPage(a, values))
	case oauth.Fragment:
		next = a.Redirect + "#" + values.Encode()
	default:
		next = withQuery(a.Redirect, values)
	}
	if r.Method == http.MethodPost && isWebAddress(a.Redirect) {
		return d.show(w, r, goingBackPage(a, next))
	}
	http.Redirect(w, r.Request, next, http.StatusSeeOther)
	return nil
}

// isWebAddress reports whether a redirect URI is an http or https URL rather than a custom scheme.
func isWebAddress(redirect string) bool {
	return strings.HasPrefix(redirect, "https://") || strings.HasPrefix(redirect, "http://")
}

// sameSite reports whether a form was sent from one of our pages, which has the value derived from the browser's cookie.
func sameSite(r *edge.Request, form url.Values) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return false
	}
	cookie, err := r.Cookie(csrfCookie)
	if err != nil || len(cookie.Value) < 32 {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(oauth.Hash(cookie.Value)), []byte(form.Get("canary"))) == 1
}
