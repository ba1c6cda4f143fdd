package login

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
)

// SeededPerson is somebody whom a developer server made up, with the password that it printed.
type SeededPerson struct{ UserName, Password string }

// maxPicked bounds the people that the picker shows.
const maxPicked = 8

// seeded lists the people whom the sender of a request may sign in as by picking them: none unless this is a developer
// server and the request comes from this machine, to one of its own names. A page that makes a name of its own point here
// gets none, and a page of another origin has no canary for the form.
func (d *host) seeded(r *edge.Request) []SeededPerson {
	if d.Seeded == nil || !isThisMachine(r.RemoteAddr) || !isThisMachine(r.Host) {
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

// isThisMachine reports whether a host, with or without a port, is a loopback address or localhost.
func isThisMachine(address string) bool {
	host := address
	if h, _, err := net.SplitHostPort(address); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	ip := net.ParseIP(host)
	return ascii.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
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
