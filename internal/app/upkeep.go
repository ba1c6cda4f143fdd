package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"keyless.dev/keyless/internal/store"
)

// How signing keys come and go.
const (
	// DefaultKeyRotation is how long a signing key signs.
	DefaultKeyRotation = 30 * 24 * time.Hour
	// KeyLead is how long a new key is published before it signs: clients keep a key set for an hour.
	KeyLead = 2 * time.Hour
	// KeyKeep is how long an old key stays published after it has signed for the last time: longer than any token lasts.
	KeyKeep = 25 * time.Hour
)

// How often upkeep looks.
const (
	keyReload   = time.Second      // whether another process has rotated keys
	keySchedule = time.Minute      // whether it is time to rotate
	pruning     = 10 * time.Minute // whether sign-ins have ended, and changes are old
)

// keptFor is how long it is remembered to which account a response, a file or a batch belongs: longer than servers keep them.
const keptFor = 400 * 24 * time.Hour

// startUpkeep does what has to be done now and then, until ctx ends. The channel is closed when it has ended too.
func (a *App) startUpkeep(ctx context.Context) <-chan struct{} {
	done, written := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(written)
		a.kept.run(ctx)
	}()
	go func() {
		defer close(done)
		defer func() { <-written }()
		reload, schedule, prune := time.NewTicker(keyReload), time.NewTicker(keySchedule), time.NewTicker(pruning)
		defer reload.Stop()
		defer schedule.Stop()
		defer prune.Stop()
		attempt := (&attempts{a.config.Log, a.now, map[string]time.Time{}}).try
		attempt(ctx, "signing keys were not rotated", a.rotateWhenDue)
		for {
			select {
			case <-ctx.Done():
				return
			case <-reload.C:
				attempt(ctx, "the signing keys cannot be read again", a.reloadKeys)
			case <-schedule.C:
				attempt(ctx, "signing keys were not rotated", a.rotateWhenDue)
			case <-prune.C:
				attempt(ctx, "sign-ins that have ended stay for now", a.prune)
				attempt(ctx, "old change records stay for now", a.db.PruneChanges)
			}
		}
	}()
	return done
}

// attempts does what may fail, and says so when it begins to fail and once a minute while it goes on.
type attempts struct {
	log  *slog.Logger
	now  func() time.Time
	said map[string]time.Time // what was said, and when
}

func (a *attempts) try(ctx context.Context, otherwise string, do func(context.Context) error) {
	err := do(ctx)
	switch {
	case err == nil:
		delete(a.said, otherwise)
	case ctx.Err() == nil && a.now().Sub(a.said[otherwise]) >= time.Minute:
		a.said[otherwise] = a.now()
		a.log.ErrorContext(ctx, otherwise, "error", err)
	}
}

// reloadKeys reads the signing keys as the store has them now.
func (a *App) reloadKeys(ctx context.Context) error {
	return a.db.View(ctx, func(tx *store.Tx) error { return a.keys.Load(tx) })
}

// rotateWhenDue makes the next signing key. Replicas do it one after the other, so one of them does it.
func (a *App) rotateWhenDue(ctx context.Context) error {
	every := a.config.KeyRotation
	if every == 0 {
		every = DefaultKeyRotation
	}
	if !a.keys.Due(every) {
		return nil
	}
	return a.db.Update(ctx, func(tx *store.Tx) error {
		if err := a.keys.Load(tx); err != nil || !a.keys.Due(every) {
			return err
		}
		id, err := a.keys.Rotate(tx, KeyLead, KeyKeep)
		if err == nil {
			a.config.Log.Info("a new signing key is published", "id", id, "signsIn", KeyLead)
		}
		return err
	})
}

// prune forgets codes, tokens and sessions that ended a day ago.
func (a *App) prune(ctx context.Context) error {
	return errors.Join(a.db.PruneSignIns(ctx, a.now().Add(-24*time.Hour)), a.db.PruneKept(ctx, a.now().Add(-keptFor)))
}
