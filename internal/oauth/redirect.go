package oauth

import (
	"net/url"
	"strings"
)

// MatchRedirect reports whether asked is one of the registered redirect URIs. They must be identical, except that the port
// of an http loopback address may differ, because native programs listen on any free port (RFC 8252, section 7.3).
func MatchRedirect(registered []string, asked string) bool {
	if !plainRedirect(asked) {
		return false
	}
	for _, r := range registered {
		if r == asked || sameLoopback(r, asked) {
			return true
		}
	}
	return false
}

// plainRedirect rejects URIs that browsers and URL libraries parse differently, even if they are registered.
func plainRedirect(uri string) bool {
	if uri == "" || len(uri) > 2048 || strings.ContainsFunc(uri, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' || r > 0x7e }) {
		return false
	}
	u, err := url.Parse(uri)
	if err != nil || u.Scheme == "" || u.User != nil || strings.Contains(uri, "#") {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != "" && u.Opaque == ""
	case "javascript", "data", "vbscript", "file", "about", "blob":
		return false
	}
	return true
}

func sameLoopback(registered, asked string) bool {
	r, err := url.Parse(registered)
	if err != nil || !loopback(r) {
		return false
	}
	a, err := url.Parse(asked)
	if err != nil || !loopback(a) || r.Hostname() != a.Hostname() || r.RawQuery != a.RawQuery || r.ForceQuery != a.ForceQuery {
		return false
	}
	return r.EscapedPath() == a.EscapedPath()
}

func loopback(u *url.URL) bool {
	if u.Scheme != "http" || u.User != nil {
		return false
	}
	switch u.Hostname() {
	case "localhost", "127.0.0.1", "::1":
		return true
	}
	return false
}
