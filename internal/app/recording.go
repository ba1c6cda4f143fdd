package app

import (
	"context"
	"errors"

	"keyless.dev/keyless/internal/upstream"
)

// openRecordings records the upstreams, or replaces them with recordings.
func (a *App) openRecordings(ctx context.Context) error {
	record, replay := a.config.Record, a.config.Replay
	switch {
	case record != "" && replay != "":
		return errors.New("--record and --replay do not go together: one asks the upstream, the other takes its place")
	case record != "" && len(a.models.servers) == 0:
		return errors.New("--record needs an upstream to record: name it with --upstream")
	case replay != "" && len(a.models.servers) > 0:
		return errors.New("--replay replaces the upstream: omit --upstream")
	case record != "":
		return a.record(record)
	case replay != "":
		return a.replay(ctx, replay)
	}
	return nil
}

func (a *App) record(dir string) error {
	failed := func(err error) { a.config.Log.Error("an answer is not recorded", "error", err) }
	for _, s := range a.models.servers {
		recorder, err := upstream.Record(dir, s.guard.Next, failed)
		if err != nil {
			return err
		}
		s.guard.Next = recorder
	}
	return nil
}

// replay serves recordings instead of upstreams, and creates deployments for their models.
func (a *App) replay(ctx context.Context, dir string) error {
	player, err := upstream.Replay(dir, a.config.ReplaySpeed)
	if err != nil {
		return err
	}
	names, err := player.Models()
	if err != nil {
		return err
	}
	a.models.replayed = player
	return a.deployAll(ctx, &server{}, names)
}
