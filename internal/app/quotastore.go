package app

import (
	"context"
	"crypto/rand"
	"fmt"
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
