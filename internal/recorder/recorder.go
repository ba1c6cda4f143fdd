package recorder

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/ratelimit"
	"keyless.dev/keyless/internal/spool"
)

// Config configures a Recorder.
type Config struct {
	Dir string // the folder of the spools
	Log *slog.Logger
	Now func() time.Time
	// Tenant returns the id of the tenant of records that name none.
	Tenant func() string
	// Name returns the display name of a caller.
	Name func(edge.Caller) string
	// Sync is the interval at which spooled records are synced to disk, and thereby how much a crash can lose; 0 means 200 ms.
	Sync time.Duration
	// RefuseWhenFull refuses calls while the spool is full. Otherwise their records are lost, and counted.
	RefuseWhenFull bool
	// Calls selects the allowed model calls that get a record, and CallsOf the same by account, by name in lower case.
	Calls   Calls
	CallsOf map[string]Calls
	// Outdated reports whether the view that decides is older than its bound. Records of decisions by such a view say so.
	Outdated func() bool
	// Exports are the destinations to which records are exported.
	Exports []Destination
}

// Store is the part of the store in which records are kept.
type Store interface {
	audit.Store
	audit.SpoolStore
	// OnRecords sets a function that is called with the records of each committed change.
	OnRecords(func([]audit.Record))
}

// Recorder writes to the audit log. Records of refusals are in the store before the response is sent; records of allowed
// requests go through a spool.
type Recorder struct {
	*audit.Spooled
	config  Config
	log     *audit.Log
	shapes  *shapes // used only by the writer of Spooled
	exports []*exporter
}

// Open opens the spools and starts to write and export.
func Open(ctx context.Context, store Store, config Config) (*Recorder, error) {
	r := &Recorder{config: config}
	r.shapes = &shapes{of: r.decisionRecord}
	r.log = audit.NewLog(store, config.Log)
	var err error
	if r.Spooled, err = audit.OpenSpooled(ctx, filepath.Join(config.Dir, "spool"), config.Sync, store, config.Log); err != nil {
		r.log.Close()
		return nil, err
	}
	if err := r.openExports(ctx, store); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Close writes what is waiting and closes the spools.
func (r *Recorder) Close() {
	for i := len(r.exports) - 1; i >= 0; i-- {
		r.exports[i].Close()
	}
	r.Spooled.Close()
	r.log.Close()
}

// Failed returns the number of records that could not be written.
func (r *Recorder) Failed() int64 { return r.log.Failed() }

// Spools returns the open spools.
func (r *Recorder) Spools() []*spool.Spool {
	all := []*spool.Spool{r.Spool}
	for _, e := range r.exports {
		all = append(all, e.Spool)
	}
	return all
}

// Host returns the recorder of one host. Refusals of callers that are not authenticated are limited to 20 per second, because
// anyone can cause them, and they must not fill the disk.
func (r *Recorder) Host() edge.Recorder {
	anonymous := r.newAnonymousLimit()
	return edge.Recorder{
		Decided: r.decided,
		Refused: func(ctx context.Context, refusal edge.Refusal) bool {
			if refusal.Caller.Object == "" && !anonymous.Allow() {
				return false
			}
			return r.refused(ctx, refusal)
		},
	}
}

func (r *Recorder) newAnonymousLimit() *ratelimit.Limiter {
	return ratelimit.New(time.Second/20, 200, r.config.Now)
}

// recorded stores a record, and then exports it. A caller that disconnects does not prevent that.
func (r *Recorder) recorded(ctx context.Context, record audit.Record) error {
	err := r.log.Now(context.WithoutCancel(ctx), record)
	if err == nil {
		r.export(record)
	}
	return err
}
