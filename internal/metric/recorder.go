package metric

import (
	"context"
	"hash/maphash"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	shards     = 16
	flushEvery = 2 * time.Second
	flushLimit = 10 * time.Second // for one flush
	// open is how many minutes stay in memory after they are over: a flush that failed is made again with them.
	open = 2
	// maxSlots bounds a shard: a series beyond it is added to a series that stands for many, and where there is no place for
	// that one either, it is not counted.
	maxSlots = 512
)

// Other takes the place of names in a series that stands for many.
const Other = "Other"

// Recorder adds up calls and writes them to a store. What a process has not written when it ends without Close is lost:
// two seconds of metrics.
type Recorder struct {
	store  Store
	writer int64 // without its last bits, which are the shard's: each shard has a row of its own for Other
	now    func() time.Time
	log    *slog.Logger
	seed   maphash.Seed
	shards [shards]shard
	lost   atomic.Int64
	pruned Minute
	stop   chan struct{}
	done   chan struct{}
	once   sync.Once
}

// shard is a part of the series. Callers meet here only by chance.
type shard struct {
	mu    sync.Mutex
	slots map[slotKey]*slot
	floor Minute // minutes before it are closed: they may have been written and forgotten
	_     [32]byte
}

type slotKey struct {
	Series
	minute Minute
}

type slot struct {
	Point
	dirty bool // something is not written yet
}

// NewRecorder starts a recorder. Writer is a random number, different for each process. Close ends it.
func NewRecorder(store Store, writer int64, now func() time.Time, log *slog.Logger) *Recorder {
	r := &Recorder{store: store, writer: writer &^ (shards - 1), now: now, log: log, seed: maphash.MakeSeed(), stop: make(chan struct{}), done: make(chan struct{})}
	go r.run()
	return r
}

// Add counts a call that ends now. It does not wait for the store.
func (r *Recorder) Add(s Series, c Call) {
	key := slotKey{s, MinuteOf(r.now())}
	sh := &r.shards[maphash.Comparable(r.seed, s)%shards]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	key.minute = max(key.minute, sh.floor)
	found := sh.slots[key]
	if found == nil && len(sh.slots) >= maxSlots {
		key.Series = Series{Account: s.Account, Deployment: Other, API: Other, Operation: Other, Status: s.Status}
		if found = sh.slots[key]; found == nil && len(sh.slots) >= maxSlots+maxSlots/4 {
			r.lost.Add(1)
			return
		}
	}
	if found == nil {
		if sh.slots == nil {
			sh.slots = map[slotKey]*slot{}
		}
		found = &slot{}
		sh.slots[key] = found
	}
	found.Point.Add(c)
	found.dirty = true
}

// Lost is how many calls were not counted because there were too many series.
func (r *Recorder) Lost() int64 { return r.lost.Load() }

// Flush writes what has changed since the last time. If it fails, that waits for the next time.
func (r *Recorder) Flush(ctx context.Context) error {
	before := MinuteOf(r.now()) - open
	var rows []Row
	var written []place
	for i := range r.shards {
		sh := &r.shards[i]
		sh.mu.Lock()
		for key, s := range sh.slots {
			switch {
			case s.dirty:
				s.dirty = false
				rows = append(rows, Row{key.Series, key.minute, r.writer | int64(i), s.Encode(nil)})
				written = append(written, place{sh, key})
			case key.minute < before:
				delete(sh.slots, key)
			}
		}
		sh.floor = max(sh.floor, before)
		sh.mu.Unlock()
	}
	if len(rows) == 0 {
		return nil
	}
	err := r.store.PutMetrics(ctx, rows)
	if err != nil {
		r.again(written)
	}
	return err
}

// again marks slots as not written.
func (*Recorder) again(places []place) {
	for _, at := range places {
		at.shard.mu.Lock()
		if s := at.shard.slots[at.key]; s != nil {
			s.dirty = true
		}
		at.shard.mu.Unlock()
	}
}

// place is where a slot is.
type place struct {
	shard *shard
	key   slotKey
}

// Close writes what came so far, and ends the recorder.
func (r *Recorder) Close() {
	r.once.Do(func() { close(r.stop) })
	<-r.done
}

func (r *Recorder) run() {
	defer close(r.done)
	ticker := time.NewTicker(flushEvery)
	defer ticker.Stop()
	for last := false; !last; {
		select {
		case <-ticker.C:
		case <-r.stop:
			last = true
		}
		ctx, cancel := context.WithTimeout(context.Background(), flushLimit)
		if err := r.Flush(ctx); err != nil {
			r.log.Error("metrics were not written; they wait", "error", err)
		} else if !last {
			r.prune(ctx)
		}
		cancel()
	}
}

// prune removes what is too old, once an hour.
func (r *Recorder) prune(ctx context.Context) {
	now := MinuteOf(r.now())
	if now < r.pruned+60 {
		return
	}
	r.pruned = now
	if _, err := r.store.PruneMetrics(ctx, now-Retention); err != nil {
		r.log.Error("old metrics were not removed", "error", err)
	}
}
