package serveconfig

import (
	"net"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/quotastore"
)

// maxReplicas is the maximum of quotas.replicas.
const maxReplicas = 1000

// quotaStore reads the settings of the server with which replicas share quotas.
func (r *serveReader) quotaStore() *quotastore.Config {
	q := r.file.Quotas
	if q.Shared == "" {
		if q.PasswordFile != "" || q.CA != "" || q.Replicas != 0 {
			r.refuse("quotas.shared", "is missing: the other settings of quotas are about it")
		}
		return nil
	}
	c, err := quotastore.ParseURL(q.Shared)
	if err != nil {
		r.refuse("quotas.shared", "%v", err)
		return nil
	}
	c.PasswordFile, c.Replicas = r.at(q.PasswordFile), q.Replicas
	if host, _, _ := net.SplitHostPort(c.Address); !c.TLS && !inner(host) {
		r.refuse("quotas.shared", "is unsafe on the way to %s: others could read the password and change what was counted. Use rediss://", host)
	}
	switch {
	case c.Password != "" && c.PasswordFile != "":
		r.refuse("quotas.passwordFile", "is one password, and quotas.shared has another")
	case c.Password != "" && readableByAll(r.path):
		r.refuse("quotas.shared", "has a password, and everybody on this machine can read %s: chmod 600 it, or put the password into a file that quotas.passwordFile names", r.path)
	case c.PasswordFile != "":
		r.secretFile("quotas.passwordFile", c.PasswordFile)
	}
	if q.Replicas < 0 || q.Replicas > maxReplicas {
		r.refuse("quotas.replicas", "is from 1 to %d, not %d", maxReplicas, q.Replicas)
	}
	if q.CA != "" && !c.TLS {
		r.refuse("quotas.ca", "goes with rediss://")
	}
	if c.Roots, err = app.ReadRoots(r.at(q.CA)); err != nil {
		r.refuse("quotas.ca", "%v", err)
	}
	return &c
}
