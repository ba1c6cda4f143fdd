package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
	"keyless.dev/keyless/internal/upkeep"
)

// keptFor is how long the owner of a stored response, file or batch is remembered: longer than servers store them. It is also
// how long the position of a spool is remembered that no process uses.
const keptFor = 400 * 24 * time.Hour

// upkeep runs the periodic jobs until ctx ends.
func (a *App) upkeep(ctx context.Context) {
	var running sync.WaitGroup
	running.Go(func() { a.kept.Run(ctx) })
	running.Go(func() {
		upkeep.Run(ctx, a.config.Log, a.now,
			upkeep.Job{Do: a.rotateWhenDue, Every: time.Minute, AtStart: true, Failure: "signing keys were not rotated"},
			upkeep.Job{Do: a.reloadKeys, Every: time.Second, Failure: "the signing keys cannot be read again"},
			upkeep.Job{Do: a.expireRoles, Every: time.Minute, Failure: "role assignments that have ended were not removed"},
			upkeep.Job{Do: a.pruneRows, Every: 10 * time.Minute, Failure: "expired sign-ins were not removed"},
			upkeep.Job{Do: a.db.PruneChanges, Every: 10 * time.Minute, Failure: "old change records were not removed"},
		)
	})
	running.Wait()
}

// reloadKeys reads the signing keys from the store.
func (a *App) reloadKeys(ctx context.Context) error {
	return a.db.View(ctx, func(tx *store.Tx) error { return a.keys.Load(tx) })
}

// rotateWhenDue creates the next signing key if it is time to. Of several replicas only one does: the others see its key in
// their transaction.
func (a *App) rotateWhenDue(ctx context.Context) error {
	every := a.config.KeyRotation
	if every == 0 {
		every = token.DefaultKeyRotation
	}
	if !a.keys.Due(every) {
		return nil
	}
	return a.db.Update(ctx, func(tx *store.Tx) error {
		if err := a.keys.Load(tx); err != nil || !a.keys.Due(every) {
			return err
		}
		id, err := a.keys.Rotate(tx, token.KeyLead, token.KeyKeep)
		if err == nil {
			a.config.Log.Info("a new signing key is published", "id", id, "signsIn", token.KeyLead)
		}
		return err
	})
}

// requestsKept is how long requests for roles are kept, as on Azure.
const requestsKept = 45 * 24 * time.Hour

// pruneRows removes codes, tokens and sessions that expired more than a day ago, requests for roles after requestsKept, and what
// nobody has used for keptFor.
func (a *App) pruneRows(ctx context.Context) error {
	var inUse []string
	for _, s := range a.spools() {
		inUse = append(inUse, s.ID())
	}
	if err := a.db.TouchSpools(ctx, inUse); err != nil {
		return err
	}
	aging, longAgo := agingStore{a.db, a.clock}, a.now().Add(-keptFor)
	return errors.Join(aging.PruneSignIns(ctx, a.now().Add(-24*time.Hour)), aging.PruneKept(ctx, longAgo), aging.PruneSpools(ctx, longAgo),
		aging.PruneScheduleRequests(ctx, a.now().Add(-requestsKept)))
}

// expiring is how many role assignments that have ended one transaction removes at most.
const expiring = 50

// expireRoles removes role assignments and eligibilities that have ended. They have not counted since their end, so that those
// stay that have ended by a clock that is not trusted.
func (a *App) expireRoles(ctx context.Context) error {
	for a.clock.trusted() {
		ended := false
		err := a.db.View(ctx, func(tx *store.Tx) (err error) {
			ended, err = rbac.AnyEnded(tx, a.now())
			return err
		})
		if err != nil || !ended {
			return err
		}
		if err := a.db.Update(ctx, func(tx *store.Tx) error { return rbac.Expire(tx, a.now(), expiring) }); err != nil {
			return err
		}
	}
	return nil
}
