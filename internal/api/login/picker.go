package login

import (
	"net/url"
	"slices"

	"keyless.dev/keyless/internal/api/edge"
)

// SeededPerson is somebody whom a developer server made up, with the password that it printed.
type SeededPerson struct{ UserName, Password string }

// maxPicked bounds the people that the picker shows.
const maxPicked = 8

// seeded lists the people whom the sender of a request may sign in as by picking them: none unless this is a developer
// server and the request comes from this machine, to one of its own names. A page that makes a name of its own point here
// gets none, and a page of another origin has no canary for the form.
func (d *host) seeded(r *edge.Request) []SeededPerson {
	if d.Seeded == nil || !edge.IsLoopbackHost(r.RemoteAddr) || !edge.IsLoopbackHost(r.Host) {
		return nil
	}
	for _, forwarded := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(forwarded) != "" {
			return nil // somebody else is behind a proxy of this machine
		}
	}
	people := d.Seeded()
	return people[:min(len(people), maxPicked)]
}

// fillPicked makes a form that picks a person the form of a sign-in with that person's name and password.
func (d *host) fillPicked(r *edge.Request, form url.Values) {
	if person, ok := d.picked(r, form); ok {
		form.Set("loginfmt", person.UserName)
		form.Set("passwd", person.Password)
		form.Set("action", "signin")
	}
}

// picked returns whom a form picks.
func (d *host) picked(r *edge.Request, form url.Values) (SeededPerson, bool) {
	name := form.Get("pick")
	people := d.seeded(r)
	i := slices.IndexFunc(people, func(p SeededPerson) bool { return name != "" && p.UserName == name })
	if i < 0 {
		return SeededPerson{}, false
	}
	return people[i], true
}
