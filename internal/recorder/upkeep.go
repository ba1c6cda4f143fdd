package recorder

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"keyless.dev/keyless/internal/upkeep"
)

// DefaultRetention is how long records are kept unless configured otherwise.
const DefaultRetention = 90 * 24 * time.Hour

// Retention is how long records are kept. 0 means DefaultRetention for Records, and as long as Records for Calls.
type Retention struct {
	Records time.Duration
	Calls   time.Duration // of records of allowed model calls, if shorter than Records
}

const (
	pruneInterval = time.Hour
	// compactInterval is also how old small blocks must be to be merged.
	compactInterval = time.Minute
)

// UpkeepStore is the part of the store that Upkeep needs.
type UpkeepStore interface {
	PruneAudit(ctx context.Context, before, calls time.Time) (removed int64, err error)
	PruneCalls(ctx context.Context, before time.Time) error
	CompactAudit(ctx context.Context, before time.Time) error
	Shrink(ctx context.Context) error
}

// Upkeep returns the jobs that remove expired records, merge small blocks of records, and return unused space to the operating
// system.
func Upkeep(store UpkeepStore, r Retention, log *slog.Logger, now func() time.Time) []upkeep.Job {
	return []upkeep.Job{
		{Every: pruneInterval, AtStart: true, Failure: "expired audit records were not removed", Do: func(ctx context.Context) error {
			keep := cmp.Or(max(r.Records, 0), DefaultRetention)
			before := now().Add(-keep)
			calls := before
			if r.Calls > 0 && r.Calls < keep {
				calls = now().Add(-r.Calls)
			}
			removed, err := store.PruneAudit(ctx, before, calls)
			if removed > 0 {
				log.Info("expired audit records were removed", "removed", removed)
			}
			if err != nil {
				return err
			}
			return store.PruneCalls(ctx, before)
		}},
		{Every: compactInterval, AtStart: true, Failure: "audit records were not compacted", Do: func(ctx context.Context) error {
			return store.CompactAudit(ctx, now().Add(-compactInterval))
		}},
		{Every: pruneInterval, AtStart: true, Failure: "the unused space of the database was not returned to the operating system", Do: store.Shrink},
	}
}
