package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"time"

	"keyless.dev/keyless/internal/quotastore"
)

// openQuotaStore makes this replica share quotas with others, if a store for them is configured.
func (a *App) openQuotaStore(ctx context.Context) error {
	if a.config.QuotaStore == nil {
		return nil
	}
	config := *a.config.QuotaStore
	config.Replica, config.Log = a.replica+" "+rand.Text(), a.config.Log
	a.quotaStore = quotastore.Open(ctx, config)
	a.onClose(a.quotaStore.Close)
	a.meter.Share(a.quotaStore)
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.meter.Run(ctx)
	}()
	a.onClose(func() { stop(); <-done })
	return nil
}

// quotaWarning returns a warning if the quota store is unavailable, or else "".
func (a *App) quotaWarning() string {
	if a.quotaStore == nil {
		return ""
	}
	s := a.quotaStore.Status()
	if s.Away == 0 {
		return ""
	}
	return fmt.Sprintf("the quota store is away since %s: this replica allows one part in %d of each quota by its own count", a.now().Add(-s.Away).UTC().Format(time.RFC3339), s.Replicas)
}

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
	if c.Roots, err = readRoots(r.at(q.CA)); err != nil {
		r.refuse("quotas.ca", "%v", err)
	}
	return &c
}
