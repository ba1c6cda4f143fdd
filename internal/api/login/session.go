package login

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/oauth"
)

// The cookies. With the prefix __Host-, browsers accept a cookie only from this host over TLS, for the whole host.
//
// The session cookie is also sent with cross-site requests (SameSite=None), so that an application on another site can renew
// its sign-in in a hidden frame, as with Entra. A request with this cookie alone can therefore only produce a response to the
// registered redirect URI of a client that the user has consented to. Forms also need the canary cookie, which is not sent
// cross-site, and a value derived from it (see sameSite).
const (
	sessionCookie = "__Host-keyless-session"
	csrfCookie    = "__Host-keyless-canary"
)

func sessionOf(r *edge.Request) string {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil || len(cookie.Value) > 256 {
		return ""
	}
	return cookie.Value
}

func setCookie(w http.ResponseWriter, name, value string, age int, sites http.SameSite) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, Secure: true, HttpOnly: true, SameSite: sites})
}

// startSession starts a browser session with a new secret, so that a secret from before the sign-in, which somebody else may
// know (session fixation), is useless.
func (d *host) startSession(w http.ResponseWriter, r *edge.Request, account *oauth.Account) error {
	if err := d.OAuth.ForgetSession(r.Context(), sessionOf(r)); err != nil {
		return err
	}
	raw, err := d.OAuth.StartSession(r.Context(), account)
	if err != nil {
		return err
	}
	setCookie(w, sessionCookie, raw, 0, http.SameSiteNoneMode)
	return nil
}

// canary returns the value that a form must send back.
func canary(w http.ResponseWriter, r *edge.Request) string {
	cookie, err := r.Cookie(csrfCookie)
	if err == nil && len(cookie.Value) >= 32 && len(cookie.Value) < 100 {
		return oauth.Hash(cookie.Value)
	}
	value := rand.Text() + rand.Text()
	setCookie(w, csrfCookie, value, 0, http.SameSiteLaxMode)
	return oauth.Hash(value)
}

// logout ends the browser's session. It notifies the applications of the session that have a logout URL, and continues to
// post_logout_redirect_uri if that is registered: see oauth.Server.EndSession.
//
// The client is the one of client_id or of id_token_hint. The hint only names the client, as client_id does, so its
// signature and age do not matter. Source: OpenID Connect RP-Initiated Logout 1.0.
func (d *host) logout(w http.ResponseWriter, r *edge.Request) error {
	params := r.URL.Query()
	if r.Method == http.MethodPost {
		form, err := readForm(r)
		if err != nil {
			return err
		}
		for name, values := range form {
			params[name] = values
		}
	}
	// An image or a script of another site must not sign users out. A navigation may, as everywhere.
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" && mode != "navigate" {
		return malformed(nil)
	}
	client := params.Get("client_id")
	if client == "" {
		client = hintedClient(params.Get("id_token_hint"))
	}
	out, err := d.OAuth.EndSession(r.Context(), sessionOf(r), r.Vars["tenant"], client, params.Get("post_logout_redirect_uri"))
	if err != nil {
		return err
	}
	setCookie(w, sessionCookie, "", -1, http.SameSiteNoneMode)
	next := out.Redirect
	if state := params.Get("state"); next != "" && state != "" {
		next = withQuery(next, url.Values{"state": {state}})
	}
	if next != "" && len(out.FrontChannel) == 0 {
		http.Redirect(w, r.Request, next, http.StatusSeeOther)
		return nil
	}
	page := donePage("You are signed out", "It is a good idea to close all browser windows.")
	page.frames, page.Next = out.FrontChannel, next
	if next != "" {
		page.Lead = "Your browser goes on by itself."
	}
	return d.show(w, r, page)
}

// hintedClient returns the audience of an ID token, without verifying the token; "" if it has none.
func hintedClient(hint string) string {
	parts := strings.Split(hint, ".")
	if len(parts) != 3 {
		return ""
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var claims struct {
		Audience string `json:"aud"`
	}
	if json.Unmarshal(body, &claims) != nil {
		return ""
	}
	return claims.Audience
}

// withQuery adds values to the query of an address.
func withQuery(address string, values url.Values) string {
	separator := "?"
	if u, err := url.Parse(address); err == nil && u.RawQuery != "" {
		separator = "&"
	}
	return address + separator + values.Encode()
}
