package serveconfig

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/world"
)

// origins rejects public addresses that are missing or that others could impersonate.
func (r *serveReader) origins(o *edge.Origins) {
	for _, one := range []struct {
		setting string
		value   *string
		star    bool
	}{
		{"origins.login", &o.Login, false}, {"origins.arm", &o.ARM, false}, {"origins.graph", &o.Graph, false}, {"origins.accounts", &o.Accounts, true},
	} {
		*one.value = strings.TrimSuffix(*one.value, "/")
		u, err := url.Parse(strings.Replace(*one.value, "*", "star", 1))
		switch {
		case *one.value == "":
			r.refuse(one.setting, "is missing: the address by which clients call, as https://%s.ai.example.com", strings.TrimPrefix(one.setting, "origins."))
		case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
			r.refuse(one.setting, "%q is no origin, as https://login.ai.example.com", *one.value)
		case u.Scheme != "https":
			r.refuse(one.setting, "%s is unsafe: tokens would cross the network in the clear. Use https", *one.value)
		case one.star != strings.Contains(*one.value, "*"):
			r.refuse(one.setting, "%s: the star stands for an account, in origins.accounts and nowhere else", *one.value)
		case one.setting == "origins.login" && u.Path != "":
			r.refuse(one.setting, "%s: sign-in is at the root of its host: clients take the first part of the path for the tenant", *one.value)
		}
	}
}

// portal reads the origin of the portal. Because its tokens give access to every host of the server, it must be https
// and not the origin of another host. It takes precedence over an account with the same address.
func (r *serveReader) portal(o edge.Origins) string {
	asked := strings.TrimSuffix(r.file.Portal, "/")
	if asked == "" || asked == app.PortalOff {
		return asked
	}
	canonical, ok := directory.PageOrigin(asked)
	switch {
	case !ok || canonical != asked || !strings.HasPrefix(asked, "https://"):
		r.refuse("portal", "is off, or an https origin as https://portal.ai.example.com, not %q", r.file.Portal)
	case asked != o.Login && (asked == o.ARM || asked == o.Graph):
		r.refuse("portal", "%s is the address of another host: give the portal a name of its own, or leave portal out to have it at %s", asked, o.Login)
	}
	return asked
}

// secretFile rejects a secret file that does not exist or that everyone on the machine can read.
func (r *serveReader) secretFile(setting, path string) {
	if path == "" {
		r.refuse(setting, "is missing")
		return
	}
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err) && setting == "keys.encryptionKeyFile":
		r.refuse(setting, "%s is not there. It is never made here: a new one would make every key in the store unreadable. Make one with\n    (umask 077; head -c 32 /dev/urandom | base64 > %s)", path, path)
	case err != nil:
		r.refuse(setting, "%v", err)
	case info.Mode().Perm()&0o007 != 0:
		r.refuse(setting, "%s is unsafe: everybody on this machine can read it. chmod 600 it (in Kubernetes: defaultMode: 0400)", path)
	}
}

// readableByAll reports whether everyone on this machine can read a file.
func readableByAll(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o004 != 0
}

// secretOf describes a secret in a world, or returns "" if there is none.
func secretOf(w *world.World) string {
	for _, t := range w.Tenants {
		for _, u := range t.Users {
			switch {
			case u.Password != "":
				return "the password of " + u.UserPrincipalName
			case u.Invitation != nil:
				return "the invitation of " + u.UserPrincipalName
			}
		}
		for _, a := range t.Applications {
			if a.Secret != "" {
				return "the secret of " + a.DisplayName
			}
		}
	}
	return ""
}

// store rejects a missing database address, and unencrypted connections across a network.
func (r *serveReader) store() {
	u, err := url.Parse(r.file.Store)
	switch {
	case r.file.Store == "":
		r.refuse("store", "is missing: postgres://user@host/database, or sqlite:///path/to/keyless.db for a single server")
	case err != nil:
		r.refuse("store", "is no address")
	case u.Scheme != "sqlite" && u.Scheme != "postgres" && u.Scheme != "postgresql":
		r.refuse("store", "starts with postgres:// or sqlite://, not %s://", u.Scheme)
	case u.Scheme != "sqlite":
		if _, has := u.User.Password(); (has || u.Query().Has("password")) && readableByAll(r.path) {
			r.refuse("store", "has a password, and everybody on this machine can read %s: chmod 600 it, or put the password into a file that the environment variable PGPASSFILE names", r.path)
		}
		r.checkStoreEncryption(u)
	}
}

// checkStoreEncryption rejects connections that are unencrypted, or that an attacker on the network can downgrade, as with
// sslmode=prefer, which is the default. A host in the query overrides the one in the authority.
func (r *serveReader) checkStoreEncryption(u *url.URL) {
	host := orDefault(u.Query().Get("host"), u.Hostname())
	if strings.HasPrefix(host, "/") || inner(host) { // a socket, or the local network
		return
	}
	switch mode := orDefault(u.Query().Get("sslmode"), "prefer"); mode {
	case "disable", "allow", "prefer":
		r.refuse("store", "sslmode=%s is unsafe on the way to %s: use sslmode=verify-full", mode, host)
	}
}

// upstreams rejects keys that would cross a network unencrypted.
func (r *serveReader) upstreams() []app.Upstream {
	for i := range r.file.Upstreams {
		up := &r.file.Upstreams[i]
		for _, path := range []*string{&up.KeyFile, &up.CertificateFile, &up.TokenFile, &up.CA} {
			*path = r.at(*path)
		}
		u, err := url.Parse(up.URL)
		if err != nil || u.Host == "" {
			r.refuse(fmt.Sprintf("upstreams[%d].url", i), "%q is no address", up.URL)
			continue
		}
		if u.Scheme != "https" && up.KeyEnv+up.KeyFile+up.Credential != "" && !inner(u.Hostname()) {
			r.refuse(fmt.Sprintf("upstreams[%d].url", i), "%s is unsafe: the key would cross the network in the clear. Use https", up.URL)
		}
	}
	return r.file.Upstreams
}

// inner reports whether a host is this machine or on its own network: a name without dots, such as a service in a
// cluster, or a private address.
func inner(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback() || ip.IsPrivate()
	}
	return host == "" || !strings.Contains(host, ".") || strings.HasSuffix(host, ".svc") || strings.HasSuffix(host, ".svc.cluster.local")
}
