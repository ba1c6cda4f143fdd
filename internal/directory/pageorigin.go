package directory

import (
	"net"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// PageOrigin returns the canonical origin of a page: scheme, host in lower case, and the port unless it is the scheme's
// default. uri is a redirect URI or the value of an Origin header. It returns false if uri is not an http or https URL in plain
// ASCII.
//
// The port of an http loopback address is omitted, because such a redirect URI matches every port (RFC 8252, section 7.3).
func PageOrigin(uri string) (string, bool) {
	if len(uri) > 2048 || strings.ContainsFunc(uri, func(r rune) bool { return r <= ' ' || r > 0x7e || r == '\\' }) {
		return "", false
	}
	u, err := url.Parse(uri)
	if err != nil || u.User != nil || u.Opaque != "" || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	host, port := ascii.ToLower(u.Hostname()), u.Port()
	if u.Scheme == "http" && (host == "localhost" || host == "127.0.0.1" || host == "::1") ||
		u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		port = ""
	}
	switch {
	case port != "":
		host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		host = "[" + host + "]"
	}
	return u.Scheme + "://" + host, true
}

// PageOrigins returns the canonical origins of the application's redirect URIs for single-page applications.
func (a *Application) PageOrigins() []string {
	var all []string
	for _, uri := range a.RedirectURIs.SPA {
		if origin, ok := PageOrigin(uri); ok {
			all = append(all, origin)
		}
	}
	return all
}
