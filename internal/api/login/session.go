package login

import (
	"crypto/rand"
	"net/http"
	"net/url"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/oauth"
)

// The cookies. The prefix has browsers refuse them from anyone but this very host, and over anything but TLS.
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

func setCookie(w http.ResponseWriter, name, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// startSession remembers the browser, under a new secret: one that somebody else knew from before says nothing.
func (d *host) startSession(w http.ResponseWriter, r *edge.Request, account *oauth.Account) error {
	if err := d.OAuth.EndSession(r.Context(), sessionOf(r)); err != nil {
		return err
	}
	raw, err := d.OAuth.StartSession(r.Context(), account)
	if err != nil {
		return err
	}
	setCookie(w, sessionCookie, raw, 0)
	return nil
}

// canary is what a form must bring back to be ours.
func canary(w http.ResponseWriter, r *edge.Request) string {
	cookie, err := r.Cookie(csrfCookie)
	if err == nil && len(cookie.Value) >= 32 && len(cookie.Value) < 100 {
		return oauth.Hash(cookie.Value)
	}
	value := rand.Text() + rand.Text()
	setCookie(w, csrfCookie, value, 0)
	return oauth.Hash(value)
}

// logout forgets the browser. It goes on to an address of the client only if that is one of its redirect URIs.
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
	if err := d.OAuth.EndSession(r.Context(), sessionOf(r)); err != nil {
		return err
	}
	setCookie(w, sessionCookie, "", -1)
	if next := params.Get("post_logout_redirect_uri"); next != "" && params.Get("client_id") != "" {
		known, err := d.OAuth.KnowsRedirect(r.Context(), r.Vars["tenant"], params.Get("client_id"), next)
		if err != nil {
			return err
		}
		if known {
			if state := params.Get("state"); state != "" {
				next += "?" + url.Values{"state": {state}}.Encode()
			}
			http.Redirect(w, r.Request, next, http.StatusSeeOther)
			return nil
		}
	}
	return d.show(w, r, donePage("You are signed out", "It is a good idea to close all browser windows."))
}
