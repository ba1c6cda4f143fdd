package edge

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// Origins are the public addresses of the hosts, without a trailing slash. Every URL in a document and every issuer
// comes from here, never from a request header.
type Origins struct {
	Login string // https://localhost:8443
	ARM   string // https://localhost:8443/arm
	Graph string // https://localhost:8443/graph
	// Accounts has one "*" where the account's subdomain stands: https://localhost:8443/accounts/* or
	// https://*.models.example.com.
	Accounts string
	// Metadata is the plain-http listener for managed identity: http://localhost:8440. Empty if there is none.
	Metadata string
	// SharedHost says that other programs answer at the same host names, as at host.docker.internal.
	SharedHost bool `json:",omitempty"`
}

// StrictTransport reports whether browsers may be told to insist on TLS (Strict-Transport-Security). They hold to that for
// all ports of a host name, so it must not be said where other programs share the name, as they do localhost.
func (o Origins) StrictTransport() bool { return !o.SharedHost && !o.IsLoopback() }

// IsLoopback reports whether the origins are addresses of this machine alone.
func (o Origins) IsLoopback() bool {
	u, err := url.Parse(o.Login)
	return err == nil && IsLoopbackHost(u.Hostname())
}

// Account is the address of one account, without a trailing slash.
func (o Origins) Account(subdomain string) string {
	return strings.Replace(o.Accounts, "*", url.PathEscape(subdomain), 1)
}

// accountSuffixes are what Azure puts behind an account's subdomain, before its own domain.
func accountSuffixes() []string { return []string{"services.ai.", "openai.", "cognitiveservices."} }

// AccountOrigins are all origins at which accounts are called, with the star as in Accounts, which is the first. Where
// accounts have host names, each has the three that it has on Azure too: with https://*.example.com, the account foundry
// is also foundry.services.ai.example.com, foundry.openai.example.com and foundry.cognitiveservices.example.com, and if
// one of these is Accounts, the other two come with it.
func (o Origins) AccountOrigins() []string {
	all := []string{o.Accounts}
	scheme, domain, ok := strings.Cut(o.Accounts, "://*.")
	if !ok {
		return all
	}
	for _, suffix := range accountSuffixes() {
		if rest, ok := strings.CutPrefix(domain, suffix); ok {
			domain = rest
			break
		}
	}
	for _, suffix := range accountSuffixes() {
		if origin := scheme + "://*." + suffix + domain; origin != o.Accounts {
			all = append(all, origin)
		}
	}
	return all
}

// Mount puts a host at an origin, which may hold one "*": for a host label, or for the segment behind a path prefix.
// What the star stood for becomes the first segment of the path that the host sees.
type Mount struct {
	Origin  string
	Handler http.Handler
}

// Dispatch sends each request to the host whose origin fits it best: by host name, then by the longest path prefix.
// Hosts are compared without regard to case and port. A request that fits none goes to otherwise.
func Dispatch(mounts []Mount, otherwise http.Handler) http.Handler {
	type place struct {
		host, prefix string // host "" fits all
		star         bool   // the host's first label is the account
		local        bool   // host is a name of this very machine
		handler      http.Handler
	}
	var places []place
	for _, m := range mounts {
		u, err := url.Parse(strings.Replace(m.Origin, "*", "star-label", 1))
		if err != nil {
			panic("edge: bad origin " + m.Origin)
		}
		p := place{host: ascii.ToLower(u.Hostname()), prefix: strings.TrimSuffix(u.Path, "/"), handler: m.Handler}
		if rest, ok := strings.CutPrefix(p.host, "star-label."); ok {
			p.host, p.star = rest, true
		}
		p.prefix = strings.TrimSuffix(p.prefix, "/star-label")
		p.local = IsLoopbackHost(p.host)
		places = append(places, p)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := hostname(r.Host)
		best, bestScore, label := -1, -1, ""
		for i, p := range places {
			score, l := 0, ""
			switch {
			case p.star:
				var domain string
				if l, domain, _ = strings.Cut(host, "."); domain != p.host {
					continue
				}
				score = 1 << 20
			case p.host == host:
				score = 1 << 21
			}
			if !hasPrefix(r.URL.Path, p.prefix) {
				continue
			}
			if score += len(p.prefix); score > bestScore && (score >= 1<<20 || p.local && IsLoopbackHost(host)) {
				best, bestScore, label = i, score, l
			}
		}
		if best < 0 {
			otherwise.ServeHTTP(w, r)
			return
		}
		p := places[best]
		inner := struct {
			http.Request
			url url.URL
		}{*r, *r.URL}
		inner.URL = &inner.url
		raw := trimPrefixFold(r.URL.EscapedPath(), p.prefix)
		if p.star {
			raw = "/" + url.PathEscape(label) + raw
		}
		inner.URL.Path, _ = url.PathUnescape(raw)
		inner.URL.RawPath = raw
		p.handler.ServeHTTP(w, &inner.Request)
	})
}

// IsLoopbackHost reports whether a host, with or without a port, is localhost or a loopback address: a name of this very
// machine. Among such names a request may be served by a host at another one. Production origins have names of their own,
// and nothing else reaches them.
func IsLoopbackHost(host string) bool {
	host = hostname(host)
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// hostname is a host without its port, brackets and final dot, in lower case.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return ascii.ToLower(strings.Trim(strings.TrimSuffix(host, "."), "[]"))
}

// hasPrefix reports whether prefix is a run of whole segments at the start of path, without regard to case, ignoring
// doubled slashes before it.
func hasPrefix(path, prefix string) bool {
	if prefix == "" {
		return true
	}
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		path = "/" + strings.TrimLeft(path, "/")
	}
	return len(path) >= len(prefix) && ascii.EqualFold(path[:len(prefix)], prefix) && (len(path) == len(prefix) || path[len(prefix)] == '/')
}

func trimPrefixFold(path, prefix string) string {
	if prefix == "" {
		return path
	}
	path = "/" + strings.TrimLeft(path, "/")
	return path[len(prefix):]
}
