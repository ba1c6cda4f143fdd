package app

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/entra"
	"keyless.dev/keyless/internal/ratelimit"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
)

// openTrust opens the trusted tenants. A tenant of this server cannot also be trusted: one object id could then be two
// users.
func (a *App) openTrust(ctx context.Context) error {
	var err error
	if a.trust, err = entra.New(a.config.Trust, a.config.Now); err != nil {
		return err
	}
	a.watchTrust()
	return a.db.View(ctx, func(tx *store.Tx) error {
		own, err := tx.Tenants()
		for _, t := range own {
			if slices.Contains(a.trust.Tenants(), t.ID) {
				return fmt.Errorf("trust of tenant %s: it is this server's own tenant %s", t.ID, t.DefaultDomain)
			}
		}
		return err
	})
}

// trustFailures counts failures to read something from one trusted tenant.
type trustFailures struct {
	tenant string
	what   entra.Failure
	count  atomic.Int64
	lines  *ratelimit.Limiter
}

// watchTrust counts failures to read from trusted tenants, and logs them once a minute for each tenant and kind.
func (a *App) watchTrust() {
	for _, tenant := range a.trust.Tenants() {
		for _, what := range []entra.Failure{entra.FailureKeys, entra.FailureGroups} {
			a.trustFailed = append(a.trustFailed, &trustFailures{tenant: tenant, what: what, lines: ratelimit.New(time.Minute, 1, a.now)})
		}
	}
	a.trust.OnFailure(func(tenant string, what entra.Failure, err error) {
		for _, f := range a.trustFailed {
			if f.tenant != tenant || f.what != what {
				continue
			}
			f.count.Add(1)
			if f.lines.Allow() {
				a.config.Log.Error("a trusted tenant's "+string(what)+" cannot be read: its tokens are answered with 503", "tenant", tenant, "failures", f.count.Load(), "error", err)
			}
		}
	})
}

// groupsOf returns the groups of a principal, for group claims.
func (a *App) groupsOf(tenant, object string) []string {
	return a.state.View().Roles.Groups(rbac.Principal{Tenant: tenant, Object: object})
}
