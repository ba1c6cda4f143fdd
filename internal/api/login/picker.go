package login

import (
	"net/url"
	"slices"

	"keyless.dev/keyless/internal/api/edge"
)

// SeededPerson is a seeded user of a developer server, with the generated password.
type SeededPerson struct{ UserName, Password string }

// maxPicked is the number of users that the picker shows.
const maxPicked = 8

// seeded returns the users that the sender of a request may pick: none unless this is a developer server and the request comes
// from this machine under one of its own names. A page that rebinds its own DNS name to this machine gets none, and a page of
// another origin has no canary.
func (d *host) seeded(r *edge.Request) []SeededPerson {
	if d.Seeded == nil || !edge.IsLoopbackHost(r.RemoteAddr) || !edge.IsLoopbackHost(r.Host) {
		return nil
	}
	for _, forwarded := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(forwarded) != "" {
			return nil // the client is behind a proxy on this machine
		}
	}
	people := d.Seeded()
	return people[:min(len(people), maxPicked)]
}

// fillPicked fills a form that picks a user with the user's name and password.
func (d *host) fillPicked(r *edge.Request, form url.Values) {
	if person, ok := d.picked(r, form); ok {
		form.Set("loginfmt", person.UserName)
		form.Set("passwd", person.Password)
		form.Set("action", "signin")
	}
}

// picked returns the user that a form picks.
func (d *host) picked(r *edge.Request, form url.Values) (SeededPerson, bool) {
	name := form.Get("pick")
	people := d.seeded(r)
	i := slices.IndexFunc(people, func(p SeededPerson) bool { return name != "" && p.UserName == name })
	if i < 0 {
		return SeededPerson{}, false
	}
	return people[i], true
}
